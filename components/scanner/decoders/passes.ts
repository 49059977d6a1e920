import type { ReaderOptions } from "zxing-wasm/reader";
import { codeKind } from "../barcodes/code-kind";
import { fitWithin } from "../camera/frame-geometry";
import type { CodeRead } from "./code-read";
import { broughtOut, type Grey, greyOf, levelled, type Pixels, pixelsOf, resized, turned } from "./pixels";

/** How a frame is prepared before it is read; each finds codes that the others miss (`npm run bench:barcodes`). */
export type FramePass =
  | "plain"
  /** The same contrast everywhere: for shadows, and for a lens that is slightly out of focus. */
  | "levelled"
  /** Turned by 45°: ZXing reads level and upright codes, but not what lies between. */
  | "tilted";

/** What ZXing-C++ is asked for. */
export const READER_OPTIONS: ReaderOptions = {
  formats: ["EAN13", "EAN8", "UPCA", "UPCE"],
  tryHarder: true,
  tryRotate: true,
  // Books print dark on light.
  tryInvert: false,
  // The list price beside an ISBN; what has none is read as before.
  eanAddOnSymbol: "Read",
};

/** A frame as it is handed to the reader. */
export function prepareFrame(frame: Pixels, pass: FramePass): Pixels {
  if (pass === "plain") return frame;
  const grey = greyOf(frame);
  return pixelsOf(pass === "tilted" ? turned(grey, 45) : levelled(grey, LEVEL_RADIUS));
}

/** About the width of two digits of a code that fills half of the picture. */
const LEVEL_RADIUS = 40;

/** The longest side at which a still picture is read first; a code is lost only if it takes less than a tenth of it. */
export const STILL_LONG_SIDE = 1_600;
/** Larger ones are read in more detail when nothing was found, but a picture of 50 megapixels is more than phones hold. */
export const STILL_LONG_SIDE_MAX = 3_200;

/** Then the cover is looked at. */
const STILL_BUDGET_MS = 1_500;

/**
 * What is tried on a still picture in turn, the surest first. `grey` is at most STILL_LONG_SIDE long, `enlarged` up to
 * twice the size, since ZXing reads narrow bars better then. Most pictures show a cover, which waits until all have
 * failed; further turns and strengths found two codes more among 95.
 */
const STILL_PASSES: ((grey: Grey, enlarged: () => Grey) => Grey)[] = [
  (grey) => grey,
  (_, enlarged) => levelled(broughtOut(enlarged(), 2, 2), 48),
  (grey) => turned(grey, 45),
  (grey) => levelled(grey, LEVEL_RADIUS),
];

/** Reads one picture; the codes of a picture come without an order. */
export type ReadPixels = (pixels: Pixels) => Promise<CodeRead[]> | CodeRead[];

/**
 * The codes in a still picture, read with more patience than a frame: until two passes agree on an ISBN, nothing is
 * left to try, or the time is up. The likeliest comes first. A chance reading has a fitting check digit in one of ten
 * cases, so an ISBN that one pass alone has read counts only if no other was read.
 */
export async function readPatiently(
  picture: Pixels,
  read: ReadPixels,
  now: () => number = () => performance.now(),
): Promise<CodeRead[]> {
  const startedAt = now();
  const tally = new CodeTally();
  for (const pixels of stillPasses(picture)) {
    tally.note(await read(pixels));
    if (tally.isCertain() || now() - startedAt > STILL_BUDGET_MS) break;
  }
  return tally.ranked();
}

function* stillPasses(picture: Pixels): Generator<Pixels> {
  const whole = greyOf(picture);
  const size = fitWithin(whole, STILL_LONG_SIDE);
  const grey = resized(whole, size.width / whole.width);
  const enlargedBy = Math.min(2, STILL_LONG_SIDE / Math.max(grey.width, grey.height));
  const enlarged = () => resized(grey, enlargedBy);
  for (const pass of STILL_PASSES) yield pixelsOf(pass(grey, enlarged));
  if (whole !== grey) yield picture;
}

/** How often each code was read, over the passes on one picture. */
class CodeTally {
  #passes = new Map<string, number>();
  #addOns = new Map<string, string>();

  note(codes: CodeRead[]) {
    for (const { code, addOn } of codes) if (addOn) this.#addOns.set(code, addOn);
    for (const code of new Set(codes.map(({ code }) => code))) {
      if (codeKind(code).kind !== "misread") this.#passes.set(code, (this.#passes.get(code) ?? 0) + 1);
    }
  }

  isCertain(): boolean {
    const [first = 0, second = 0] = this.#isbns().map((code) => this.#passes.get(code) ?? 0);
    return first >= 2 && first > second;
  }

  ranked(): CodeRead[] {
    const [first, second] = this.#isbns();
    const isDoubtful = first !== undefined && second !== undefined && this.#passes.get(first) === 1;
    const isbns = isDoubtful ? [] : this.#isbns();
    const others = this.#byPasses().filter((code) => codeKind(code).kind === "other");
    return [...isbns, ...others].map((code) => ({ code, addOn: this.#addOns.get(code) ?? null }));
  }

  #isbns = () => this.#byPasses().filter((code) => codeKind(code).kind === "isbn");

  #byPasses = () => [...this.#passes].sort(([, one], [, two]) => two - one).map(([code]) => code);
}
