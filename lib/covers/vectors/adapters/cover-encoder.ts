import "server-only";
import { readFile } from "node:fs/promises";
import path from "node:path";
import { z } from "zod";
import { singleton } from "@/lib/platform/singleton";
import { inTurn } from "@/lib/platform/turns";
import { cutSquare } from "../../adapters/picture";
import type { Picture } from "../../schema";
import { findModelFiles, wantedModelId } from "../models/adapters/model-files";
import { centreCrop, fourTurns, QUERY_CROPS, toUnit } from "../rules";
import { DIMENSIONS, type ModelId } from "../schema";

/** What we read of a model's `preprocessor_config.json`. */
const preprocessorConfig = z.object({
  size: z.union([
    z.object({ width: z.int().positive() }).transform(({ width }) => width),
    z.object({ shortest_edge: z.int().positive() }).transform((size) => size.shortest_edge),
  ]),
  do_normalize: z.boolean().default(false),
  image_mean: z.tuple([z.number(), z.number(), z.number()]).default([0, 0, 0]),
  image_std: z.tuple([z.number(), z.number(), z.number()]).default([1, 1, 1]),
});

export type CoverEncoder = {
  modelId: ModelId;
  /** Side of the square that the network takes, pixels. */
  side: number;
  /** Square RGB views of that side → unit vectors: the network alone, for those who cut by themselves. */
  encodeSquares: (squares: Uint8Array[]) => Promise<Float32Array[]>;
  /** A catalogue cover → its one vector. */
  encodeCover: (cover: Picture) => Promise<Float32Array>;
  /** A photo → the vectors of its views: whole and a centre crop, each in four orientations. */
  encodePhoto: (photo: Picture) => Promise<Float32Array[]>;
  /** Pieces of a photo that may be its cover, seen straight on → a vector of each in each of four orientations. */
  encodeFlats: (flats: Picture[]) => Promise<Float32Array[]>;
};

/** RGB bytes of square views → the values of the `pixel_values` tensor, B×3×S×S. */
function writePixelValues(
  values: Float32Array,
  squares: Uint8Array[],
  side: number,
  config: z.output<typeof preprocessorConfig>,
): void {
  const plane = side * side;
  const [mean, std] = config.do_normalize
    ? [config.image_mean, config.image_std]
    : [
        [0, 0, 0],
        [1, 1, 1],
      ];
  squares.forEach((square, view) => {
    for (let channel = 0; channel < 3; channel++) {
      const scale = 1 / (255 * (std[channel] ?? 1));
      const shift = (mean[channel] ?? 0) / (std[channel] ?? 1);
      const start = (view * 3 + channel) * plane;
      for (let pixel = 0; pixel < plane; pixel++)
        values[start + pixel] = (square[pixel * 3 + channel] ?? 0) * scale - shift;
    }
  });
}

async function load(modelId: ModelId): Promise<CoverEncoder> {
  const files = await findModelFiles(modelId);
  if (!files) throw new Error(`version ${modelId.version} of the model ${modelId.model} is not on this machine`);
  const { folder, dtype } = files;
  const config = preprocessorConfig.parse(
    JSON.parse(await readFile(path.join(folder, "preprocessor_config.json"), "utf8")),
  );

  // Loaded here and not at the top: it brings a native runtime that most modules never need.
  const transformers = await import("@huggingface/transformers");
  transformers.env.allowRemoteModels = false;
  const network = await transformers.CLIPVisionModelWithProjection.from_pretrained(folder, {
    dtype,
    local_files_only: true,
    // One thread an image: requests run beside each other, and two cores are all there is.
    session_options: { intraOpNumThreads: 1, interOpNumThreads: 1 },
  });
  const side = config.size;

  // Megabytes a photo: new ones each time would have all of the heap collected twice a second. One encoding at a time uses it.
  let room = new Float32Array();

  async function encodeSquares(squares: Uint8Array[]): Promise<Float32Array[]> {
    // The runtime runs on the event loop: 2 ms a view.
    const all = await inTurn(async () => {
      const length = squares.length * 3 * side * side;
      if (room.length < length) room = new Float32Array(length);
      const values = room.subarray(0, length);
      writePixelValues(values, squares, side, config);
      const pixelValues = new transformers.Tensor("float32", values, [squares.length, 3, side, side]);
      const { image_embeds: output } = await network({ pixel_values: pixelValues });
      return output.data as Float32Array;
    });
    return squares.map((_, view) => toUnit(all.slice(view * DIMENSIONS, (view + 1) * DIMENSIONS)));
  }

  return {
    modelId,
    side,
    encodeSquares,
    async encodeCover(cover) {
      const [vector] = await encodeSquares([await cutSquare(cover, centreCrop(cover, 1), side)]);
      if (!vector) throw new Error("the encoder returned nothing");
      return vector;
    },
    async encodePhoto(photo) {
      const crops = await Promise.all(QUERY_CROPS.map((share) => cutSquare(photo, centreCrop(photo, share), side)));
      return encodeSquares(crops.flatMap((crop) => fourTurns(crop, side)));
    },
    async encodeFlats(flats) {
      if (flats.length === 0) return [];
      const squares = await Promise.all(flats.map((flat) => cutSquare(flat, centreCrop(flat, 1), side)));
      return encodeSquares(squares.flatMap((square) => fourTurns(square, side)));
    },
  };
}

const loaded = () => singleton("cover-encoders", () => new Map<string, Promise<CoverEncoder>>());

const nameOf = ({ model, version }: ModelId) => `${model}@${version}`;

/** A model's encoder, by default of the one that `COVER_MODEL` names; loaded once. A failed load is tried again. */
export async function coverEncoder(modelId?: ModelId): Promise<CoverEncoder> {
  const wanted = modelId ?? (await wantedModelId());
  const name = nameOf(wanted);
  const loading = loaded().get(name);
  if (loading) return loading;
  const started = load(wanted).catch((error) => {
    loaded().delete(name);
    throw error;
  });
  loaded().set(name, started);
  return started;
}

/**
 * Lets go of all other encoders. Their memory is freed when the last request that holds one has ended, which is why they
 * are not closed here.
 */
export function keepOnlyEncoder(modelId: ModelId): void {
  for (const name of loaded().keys()) if (name !== nameOf(modelId)) loaded().delete(name);
}
