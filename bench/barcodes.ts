/** Barcodes on real photos: what the scanner reads from a chosen picture, with each decoder that we ship. */
import { existsSync, readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import sharp from "sharp";
import { prepareZXingModule, readBarcodes } from "zxing-wasm/reader";
import { codeKind } from "@/components/scanner/barcodes/code-kind";
import { BLURRED_FROM, blurriness } from "@/components/scanner/camera/sharpness";
import { type CodeRead, codesOf } from "@/components/scanner/decoders/code-read";
import {
  type FramePass,
  prepareFrame,
  READER_OPTIONS,
  readPatiently,
  STILL_LONG_SIDE,
  STILL_LONG_SIDE_MAX,
} from "@/components/scanner/decoders/passes";
import { greyOf, type Pixels, pixelsOf, resized } from "@/components/scanner/decoders/pixels";
import { openScriptReader } from "@/components/scanner/decoders/script-reader";
import { p50p95, percent, percentile, report, table, timed } from "./measure";

const SHARED_DATA = path.resolve("../shared/data");

/** Photos on which no code can be read as an ISBN: covers, shelves, title pages. */
const WITHOUT_CODE = ["photos/books", "photos/negatives"];

/** What a phone's camera gives the scanner. */
const FRAME_WIDTH = 1_280;
const BLURS = [0, 2, 4, 6, 8, 12];
const GRAIN = 14;
/** Each is blurred in all degrees, so every fourth will do. */
const BLUR_EVERY = 4;

const WASM = "ZXing-C++ (zxing-wasm)";

/** Of a Japanese book, whose list of digits names one of its two codes. */
const ISBN_BESIDE = "9784872348880";

type Photo = { file: string; set: string; code: string | null; addOn: string | null };
type Read = (pixels: Pixels) => Promise<CodeRead[]> | CodeRead[];
type Outcome = { photo: Photo; codes: CodeRead[]; ms: number };

async function main() {
  if (!existsSync(path.join(SHARED_DATA, "barcodes.csv"))) {
    return console.log("Skipped: the photos of barcodes (../shared/data/barcodes) are not here.");
  }

  const photos = photosWithCode();
  const others = WITHOUT_CODE.flatMap((folder) =>
    readdirSync(path.join(SHARED_DATA, folder), { recursive: true, encoding: "utf8" })
      .filter((name) => /\.(jpe?g|png|webp)$/i.test(name))
      .map((name) => ({ file: path.join(folder, name), set: "no code", code: null, addOn: null })),
  );

  const readers: [name: string, read: Read, longSideMax: number][] = [
    [WASM, await openWasm(), STILL_LONG_SIDE_MAX],
    ["ZXing in JavaScript (@zxing/browser)", openScriptReader(), STILL_LONG_SIDE],
  ];

  const parts: string[] = [];
  for (const [name, read, longSideMax] of readers) {
    const outcomes = await readAll(name === WASM ? [...photos, ...others] : photos, longSideMax, (pixels) =>
      readPatiently(pixels, read),
    );
    parts.push(
      `**${name}**, pictures as they are chosen or dropped:\n\n${tableOfSets(outcomes)}\n\n${sayWrong(outcomes)}`,
    );
  }

  const [, readWasm] = readers[0] ?? [];
  if (readWasm) {
    const rows: (string | number)[][] = [];
    for (const pass of ["plain", "levelled", "tilted"] as const satisfies FramePass[]) {
      const outcomes = await readAll(photos, STILL_LONG_SIDE, async (pixels) => readWasm(prepareFrame(pixels, pass)));
      const isbns = outcomes.filter(({ photo }) => isIsbn(photo.code));
      rows.push([
        pass,
        rate(isbns, isRight),
        rate(
          outcomes.filter(({ photo }) => !isIsbn(photo.code)),
          isRight,
        ),
        outcomes.filter(hasWrongIsbn).length,
        p50p95(outcomes.map(({ ms }) => ms)),
      ]);
    }
    parts.push(
      `One frame of the video is read in one of these ways, in turn, nine times a second:\n\n${table(["ZXing-C++, one pass", "ISBN read", "other codes read", "wrong ISBN", "p50 / p95"], rows)}`,
    );
  }
  if (readWasm) {
    parts.push(
      `The hint to hold still or move back comes from a blurriness of ${BLURRED_FROM}. Photos of ISBNs as a frame ${FRAME_WIDTH} pixels wide, blurred by so many pixels (sigma), with the grain of a sensor:\n\n${await tableOfBlur(readWasm)}`,
    );
  }
  report("bench:barcodes", parts.join("\n\n"));
}

async function tableOfBlur(read: Read): Promise<string> {
  const all = photosWithCode().filter(({ set, code }) => set.startsWith("zxing/ean13-") && isIsbn(code));
  const chosen = all.filter((_, at) => at % BLUR_EVERY === 0);
  const rows: (string | number)[][] = [];
  for (const sigma of BLURS) {
    const values: number[] = [];
    let readCount = 0;
    for (const { file } of chosen) {
      const frame = await blurredFrame(file, sigma);
      const small = resized(resized(greyOf(frame), 0.5), 0.5);
      values.push(blurriness(pixelsOf(small)) ?? 0);
      if ((await read(prepareFrame(frame, "levelled"))).length > 0) readCount += 1;
    }
    rows.push([
      sigma,
      percent(readCount, chosen.length),
      [5, 50, 95].map((share) => percentile(values, share).toFixed(2)).join(" / "),
      percent(values.filter((value) => value >= BLURRED_FROM).length, values.length),
    ]);
  }
  return table(["blur", "read", "blurriness p5 / p50 / p95", "hint"], rows);
}

async function blurredFrame(file: string, sigma: number): Promise<Pixels> {
  const large = await sharp(path.join(SHARED_DATA, file))
    .flatten({ background: "#fff" })
    .resize(FRAME_WIDTH)
    .png()
    .toBuffer();
  const { data, info } = await (sigma > 0 ? sharp(large).blur(sigma) : sharp(large))
    .toColourspace("srgb")
    .ensureAlpha()
    .raw()
    .toBuffer({ resolveWithObject: true });
  const pixels = new Uint8ClampedArray(data);
  // The same grain in every run.
  let state = 1;
  for (let at = 0; at < pixels.length; at += 4) {
    state = (state * 48_271) % 2_147_483_647;
    const grain = (state / 2_147_483_647 - 0.5) * GRAIN;
    for (let colour = 0; colour < 3; colour++) pixels[at + colour] = (pixels[at + colour] ?? 0) + grain;
  }
  return { data: pixels, width: info.width, height: info.height };
}

function tableOfSets(outcomes: Outcome[]): string {
  const withCode = outcomes.filter(({ photo }) => photo.set !== "no code");
  const isbns = withCode.filter(({ photo }) => isIsbn(photo.code));
  const sets = [...new Set(outcomes.map(({ photo }) => photo.set))];
  const groups: [string, Outcome[]][] = [
    ["**all ISBN**", isbns],
    ["**all other codes**", withCode.filter(({ photo }) => photo.code && !isIsbn(photo.code))],
    ...sets.map((set): [string, Outcome[]] => [set, outcomes.filter(({ photo }) => photo.set === set)]),
  ];
  return table(
    ["set", "photos", "read", "wrong ISBN", "wrong other code", "named for what it is", "add-on", "p50 / p95"],
    groups.map(([name, of]) => [
      name,
      of.length,
      rate(
        of.filter(({ photo }) => photo.code),
        isRight,
      ),
      of.filter(hasWrongIsbn).length,
      of.filter((outcome) => outcome.photo.code && !isRight(outcome) && outcome.codes.length > 0).length,
      rate(
        of.filter(({ photo }) => photo.code && !isIsbn(photo.code)),
        isNamed,
      ),
      rate(
        of.filter(({ photo }) => photo.addOn),
        ({ photo, codes }) => codes.some(({ code, addOn }) => code === photo.code && addOn === photo.addOn),
      ),
      p50p95(of.map(({ ms }) => ms)),
    ]),
  );
}

function sayWrong(outcomes: Outcome[]): string {
  const wrong = outcomes.filter(hasWrongIsbn);
  if (wrong.length === 0) return "No photo was read as the ISBN of another book.";
  return wrong.map(({ photo, codes }) => `${photo.file}: ${codes.map(({ code }) => code).join(", ")}`).join("; ");
}

const isIsbn = (code: string | null) => code !== null && codeKind(code).kind === "isbn";

// A UPC-A comes with twelve digits or, as the EAN-13 that it is, with thirteen.
const isRight = ({ photo, codes }: Outcome) =>
  codes.some(({ code }) => (code.length === 12 ? `0${code}` : code) === photo.code);

const isNamed = (outcome: Outcome) => isRight(outcome) && codeKind(outcome.photo.code ?? "").kind === "other";

// The scanner takes the first ISBN of a picture.
function hasWrongIsbn({ photo, codes }: Outcome): boolean {
  const first = codes.find(({ code }) => isIsbn(code))?.code;
  return first !== undefined && first !== photo.code && first !== ISBN_BESIDE;
}

const rate = (of: Outcome[], is: (outcome: Outcome) => boolean) =>
  of.length === 0 ? "" : `${of.filter(is).length} of ${of.length} (${percent(of.filter(is).length, of.length)})`;

async function readAll(
  all: Photo[],
  longSideMax: number,
  read: (pixels: Pixels) => Promise<CodeRead[]>,
): Promise<Outcome[]> {
  const outcomes: Outcome[] = [];
  for (const photo of all) {
    const pixels = await openPixels(photo.file, longSideMax);
    const { value: codes, ms } = await timed(() => read(pixels));
    outcomes.push({ photo, codes, ms });
  }
  return outcomes;
}

/** As the scanner opens a picture: the right way up, on white, no longer than it takes. */
async function openPixels(file: string, longSideMax: number): Promise<Pixels> {
  const { data, info } = await sharp(path.join(SHARED_DATA, file))
    .autoOrient()
    .resize(longSideMax, longSideMax, { fit: "inside", withoutEnlargement: true })
    .flatten({ background: "#fff" })
    .toColourspace("srgb")
    .ensureAlpha()
    .raw()
    .toBuffer({ resolveWithObject: true });
  return { data: new Uint8ClampedArray(data), width: info.width, height: info.height };
}

async function openWasm(): Promise<Read> {
  const bytes = readFileSync("node_modules/zxing-wasm/dist/reader/zxing_reader.wasm");
  await prepareZXingModule({ overrides: { wasmBinary: new Uint8Array(bytes).buffer }, fireImmediately: true });
  return async ({ data, width, height }) => {
    const picture = { data: new Uint8ClampedArray(data), width, height, colorSpace: "srgb" } as ImageData;
    return codesOf((await readBarcodes(picture, READER_OPTIONS)).map(({ text }) => text));
  };
}

/** UPC-A is written as the EAN-13 that it is; the digits of an add-on follow those of its code. */
function photosWithCode(): Photo[] {
  const [, ...lines] = readFileSync(path.join(SHARED_DATA, "barcodes.csv"), "utf8").trim().split(/\r?\n/);
  return lines.map((line) => {
    const [file = "", text = ""] = line.split(",");
    const set = path.dirname(file).replace("barcodes/", "");
    const code = text.slice(0, 13).padStart(13, "0");
    return { file, set, code: text ? code : null, addOn: text.slice(13) || null };
  });
}

await main();
