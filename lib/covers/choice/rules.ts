/** Which of several pictures of a book stands for it. Pure. */
import { hashDistance } from "../hashes/rules";

/** How long a picture that was rejected or taken away can be put back. */
export const SPARE_DAYS = 30;

/** Pixels of height in which pictures are compared: more than most sources have, so that what is blown up shows. */
export const SEEN_HEIGHT = 600;

/**
 * How strong the edges of a grey picture are, in tones: the root mean square of its Laplacian. A copy of half the size that
 * was blown up again has less than half of it, one that was encoded at quality 40 four fifths.
 */
export function edgeStrength(grey: Uint8Array, { width, height }: { width: number; height: number }): number {
  const tone = (at: number) => grey[at] ?? 0;
  let sum = 0;
  for (let y = 1; y < height - 1; y++) {
    for (let x = 1; x < width - 1; x++) {
      const at = y * width + x;
      const bend = 4 * tone(at) - tone(at - 1) - tone(at + 1) - tone(at - width) - tone(at + width);
      sum += bend * bend;
    }
  }
  return Math.sqrt(sum / ((width - 2) * (height - 2)));
}

/**
 * Bits of 64 in which hashes of one picture in two sizes differ at most. Of 600 covers, copies of a third of the size differed
 * in up to 12 and 99 of 100 in 8 or fewer; of 90,000 pairs of different covers, one in a thousand in 18 or fewer.
 */
const SAME_LOOK_MAX = 10;
/** So many times as sharp at the same size is better for certain; a copy of four fifths of the size is less than that. */
const SHARPER_MIN = 1.5;

/** `sharpness`: `edgeStrength` at `SEEN_HEIGHT`. */
export type Seen = { phash: string | null; sharpness: number };

export const looksAlike = (a: string | null, b: string | null): boolean =>
  a !== null && b !== null && hashDistance(a, b) <= SAME_LOOK_MAX;

const isSharper = (a: Seen, b: Seen): boolean => a.sharpness >= SHARPER_MIN * b.sharpness;

/** The best of pictures that sources offer of one book, in the order of trust: a later one must look alike and be sharper. */
export const bestOf = <Picture extends Seen>([first, ...others]: Picture[]): Picture | undefined =>
  first &&
  others.reduce((best, one) => (looksAlike(one.phash, best.phash) && isSharper(one, best) ? one : best), first);

/** A person has put this cover where it is. */
export const isByPerson = ({ source, isChosen }: { source: string; isChosen: boolean }): boolean =>
  isChosen || source === "upload";

/**
 * What becomes of a picture that a source offers, as with any field of a book: `shown` where there is none but a drawn one,
 * `replaces` one of a source that looks alike and is less sharp, `proposed` where it looks different, `known` where it adds
 * nothing or somebody rejected it, `locked` where a person has chosen.
 */
export function verdictOn(
  offered: Seen,
  present: (Seen & { source: string; isChosen: boolean }) | undefined,
  spares: { phash: string | null }[],
): "shown" | "replaces" | "proposed" | "known" | "locked" {
  if (present && isByPerson(present)) return "locked";
  if (spares.some(({ phash }) => looksAlike(phash, offered.phash))) return "known";
  if (!present || present.source === "drawn") return "shown";
  if (!looksAlike(present.phash, offered.phash)) return "proposed";
  return isSharper(offered, present) ? "replaces" : "known";
}
