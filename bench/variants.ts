/**
 * Ways to prepare pictures for the encoder, compared on the real photos of ../shared/data: what the resampling kernel,
 * the size of the decoded picture, the choice of crops and straightened covers do for the right work first, among six, as
 * many as are compared, and a hundred. One line a variant; "the product's" is as `coverEncoder` does it.
 */
import sharp, { type KernelEnum } from "sharp";
import { PICTURE_SIDE_MAX } from "@/lib/covers/adapters/picture";
import { straighten } from "@/lib/covers/features/adapters/feature-thread";
import { findQuadrilaterals, SEEN_SIDE } from "@/lib/covers/features/quadrilaterals/rules";
import type { Picture } from "@/lib/covers/schema";
import { coverEncoder } from "@/lib/covers/vectors/adapters/cover-encoder";
import { VectorIndex } from "@/lib/covers/vectors/index/adapters/vector-index";
import { bestOfEach, centreCrop, fourTurns, QUERY_CROPS } from "@/lib/covers/vectors/rules";
import { CANDIDATES_A_SOURCE } from "@/lib/identify/queries";
import { galleryCovers, hasSharedData, queries, readShared } from "./gallery";
import { option, p50p95, percent, report, table, timed } from "./measure";

const CANDIDATES = 100;
/** Places whose recall is shown. */
const SHOWN = [1, 6, CANDIDATES_A_SOURCE, CANDIDATES];

/** Of a straightened cover, sides of the encoder's square: it is reduced by the same kernel as all else. */
const STRAIGHTENED_SCALE = 2;

type Variant = {
  name: string;
  kernel: keyof KernelEnum;
  decodeSide: number;
  crops: number[];
  /** Quadrilaterals that are straightened and encoded too. */
  straightened: number;
};

const PRODUCT: Variant = {
  name: "the product's",
  kernel: "cubic",
  decodeSide: PICTURE_SIDE_MAX,
  crops: QUERY_CROPS,
  straightened: 2,
};
const VARIANTS: Variant[] = [
  PRODUCT,
  { ...PRODUCT, name: "kernel linear", kernel: "linear" },
  { ...PRODUCT, name: "kernel lanczos3", kernel: "lanczos3" },
  { ...PRODUCT, name: "kernel mitchell", kernel: "mitchell" },
  { ...PRODUCT, name: "decoded to 512", decodeSide: 512 },
  { ...PRODUCT, name: "decoded to 1024", decodeSide: 1_024 },
  { ...PRODUCT, name: "1 crop: 1", crops: [1], straightened: 0 },
  { ...PRODUCT, name: "2 crops: 0.9 0.7", crops: [0.9, 0.7], straightened: 0 },
  { ...PRODUCT, name: "3 crops: 1 0.8 0.6", crops: [1, 0.8, 0.6], straightened: 0 },
  { ...PRODUCT, name: "3 crops: 0.9 0.75 0.6", crops: [0.9, 0.75, 0.6], straightened: 0 },
  { ...PRODUCT, name: "4 crops: 1 0.85 0.7 0.55", crops: [1, 0.85, 0.7, 0.55], straightened: 0 },
  { ...PRODUCT, name: "5 crops: 1 0.9 0.8 0.7 0.6", crops: [1, 0.9, 0.8, 0.7, 0.6], straightened: 0 },
  { ...PRODUCT, name: "1 0.8 0.6 and 1 straightened", crops: [1, 0.8, 0.6], straightened: 1 },
  { ...PRODUCT, name: "1 0.8 0.6 and 2 straightened", crops: [1, 0.8, 0.6], straightened: 2 },
  { ...PRODUCT, name: "1 0.8 0.6 and 3 straightened", crops: [1, 0.8, 0.6], straightened: 3 },
  { ...PRODUCT, name: "1 0.6 and 1 straightened", crops: [1, 0.6], straightened: 1 },
  { ...PRODUCT, name: "1 0.6 and 2 straightened", crops: [1, 0.6], straightened: 2 },
  { ...PRODUCT, name: "1 and 2 straightened", crops: [1], straightened: 2 },
];

async function main() {
  if (!hasSharedData()) return console.log("skipped: ../shared/data is not there");
  const encoder = await coverEncoder();
  const { side } = encoder;
  const only = option("only");
  const covers = galleryCovers();
  const workOf = new Map(covers.map(({ file, work }) => [file, work]));
  const asked = queries().filter(({ reference }) => reference !== undefined);
  const sets = [...new Set(asked.map(({ set }) => set))];
  const rows: (string | number)[][] = [];

  const indexes = new Map<string, VectorIndex>();
  for (const { name, kernel, decodeSide, crops, straightened } of VARIANTS) {
    if (only && !name.includes(only)) continue;
    const decode = async (file: string): Promise<Picture> => {
      const { data, info } = await sharp(readShared(file))
        .autoOrient()
        .resize(decodeSide, decodeSide, { fit: "inside", withoutEnlargement: true })
        .flatten({ background: "#ffffff" })
        .toColourspace("srgb")
        .raw()
        .toBuffer({ resolveWithObject: true });
      return { data, width: info.width, height: info.height };
    };
    const cut = ({ data, width, height }: Picture, share: number) =>
      sharp(data, { raw: { width, height, channels: 3 } })
        .extract(centreCrop({ width, height }, share))
        .resize(side, side, { fit: "fill", kernel })
        .raw()
        .toBuffer();
    const straightenedCovers = async (picture: Picture): Promise<Picture[]> => {
      if (straightened === 0) return [];
      const { data, info } = await sharp(picture.data, {
        raw: { width: picture.width, height: picture.height, channels: 3 },
      })
        .resize(SEEN_SIDE, SEEN_SIDE, { fit: "inside" })
        .raw()
        .toBuffer({ resolveWithObject: true });
      const [width, height] = [STRAIGHTENED_SCALE * side, STRAIGHTENED_SCALE * side];
      const found = findQuadrilaterals({ data, width: info.width, height: info.height }, straightened);
      return Promise.all(found.map((corners) => straighten({ picture, corners, width, height })));
    };

    const prepared = `${kernel}, ${decodeSide}`;
    const index = indexes.get(prepared) ?? new VectorIndex();
    if (!indexes.has(prepared)) {
      for (const [label, { file }] of covers.entries()) {
        const [vector] = await encoder.encodeSquares([await cut(await decode(file), 1)]);
        if (vector) index.apply([{ label, seq: label + 1, vector }]);
      }
      indexes.set(prepared, index);
    }
    const times: number[] = [];
    const ranks: { set: string; rank: number }[] = [];
    for (const { file, set, reference = "" } of asked) {
      const { value: views, ms } = await timed(async () => {
        const photo = await decode(file);
        const flat = await straightenedCovers(photo);
        const squares = await Promise.all([
          ...crops.map((share) => cut(photo, share)),
          ...flat.map((cover) => cut(cover, 1)),
        ]);
        return encoder.encodeSquares(squares.flatMap((square) => fourTurns(square, side)));
      });
      times.push(ms);
      const works = bestOfEach(views.map((view) => index.search(view, CANDIDATES))).map(
        ({ label }) => covers[label]?.work,
      );
      ranks.push({ set, rank: works.indexOf(workOf.get(reference)) });
    }
    const within = (own: typeof ranks, n: number) =>
      percent(own.filter(({ rank }) => rank >= 0 && rank < n).length, own.length).replace(" %", "");
    rows.push([
      name,
      ...sets.map((set) =>
        within(
          ranks.filter((rank) => rank.set === set),
          1,
        ),
      ),
      ...SHOWN.map((n) => within(ranks, n)),
      p50p95(times),
    ]);
    console.error(rows.at(-1)?.join("  "));
  }
  const header = ["variant", ...sets, "all", ...SHOWN.slice(1).map((n) => `all in ${n}`), "decode to encode"];
  const { model, version } = encoder.modelId;
  report("bench:variants", `${model}@${version}, right work first, percent.\n\n${table(header, rows)}`);
}

await main();
