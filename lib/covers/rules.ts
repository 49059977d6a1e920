import type { CoverSize, Picture } from "./schema";

export type PictureFormat = "jpeg" | "png" | "webp" | "gif" | "avif" | "heic" | "svg";

const startsWith = (bytes: Uint8Array, signature: number[], at = 0) =>
  signature.every((byte, offset) => bytes[at + offset] === byte);

const ascii = (bytes: Uint8Array, from: number, to: number) => String.fromCharCode(...bytes.subarray(from, to));

/** A comment ends at its first `-->`: were that left open, a few dozen comments could be read in 2^n ways. */
const SVG_START = /^(<\?xml[^>]*>\s*)?(<!--(?:(?!-->)[\s\S])*-->\s*)*(<!DOCTYPE svg[^>]*>\s*)?<svg[\s>]/i;

/**
 * Tells a picture's format by its first bytes. What it does not name never reaches a decoder: names and
 * Content-Types are the sender's words, and decoders of odd formats are where holes are.
 */
export function sniffFormat(bytes: Uint8Array): PictureFormat | undefined {
  if (startsWith(bytes, [0xff, 0xd8, 0xff])) return "jpeg";
  if (startsWith(bytes, [0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a])) return "png";
  if (ascii(bytes, 0, 4) === "RIFF" && ascii(bytes, 8, 12) === "WEBP") return "webp";
  if (/^GIF8[79]a/.test(ascii(bytes, 0, 6))) return "gif";
  if (ascii(bytes, 4, 8) === "ftyp") {
    // The major brand, then the compatible ones, four letters each.
    const brands = ascii(bytes, 8, 40);
    if (/avi[fs]/.test(brands)) return "avif";
    if (/hei[cxms]|hev[cx]|mif1|msf1/.test(brands)) return "heic";
  }
  const text = ascii(bytes, 0, 512)
    .replace(/^\u00ef\u00bb\u00bf/, "")
    .trimStart();
  if (SVG_START.test(text)) return "svg";
  return undefined;
}

/** Widths of the stored variants, pixels; a thumb serves lists at 2× density, a page picture the book page. */
export const VARIANT_WIDTHS: Record<Exclude<CoverSize, "original">, number> = { thumb: 200, page: 600 };

/** Where a cover's file lies in storage. Content-addressed: the same picture is stored once, and never changes. */
export const coverKey = (sha256: string, size: CoverSize = "original"): string =>
  size === "original"
    ? `covers/${sha256.slice(0, 2)}/${sha256}.jpg`
    : `variants/${size}/${sha256.slice(0, 2)}/${sha256}.webp`;

/**
 * The covers behind labels that an index found, in its order, at most one a book and `limit` in all. A label that is not
 * among the rows is left out: its cover is gone, whatever the index still says.
 */
export function oneABook(
  found: { label: number; score: number }[],
  rows: { label: number; coverId: number; bookId: number }[],
  limit: number,
): { coverId: number; bookId: number; score: number }[] {
  const rowOf = new Map(rows.map((row) => [row.label, row]));
  const ofBook = new Map<number, { coverId: number; bookId: number; score: number }>();
  for (const { label, score } of found) {
    const row = rowOf.get(label);
    if (row && !ofBook.has(row.bookId)) ofBook.set(row.bookId, { coverId: row.coverId, bookId: row.bookId, score });
  }
  return [...ofBook.values()].slice(0, limit);
}

/**
 * Shortest side of a cover, pixels: on less there is hardly a title, and photos are not recognised by it. Google's smallest
 * covers are 128 pixels wide; what is smaller is a thumbnail of one.
 */
export const COVER_SIDE_MIN = 80;
/** A plain cover has a title on it: letters take at least some thousandths of the area. */
const PLAIN_SHARE_MAX = 0.997;
const TONE_STEP = 10;

export const isTooSmall = ({ width, height }: Pick<Picture, "width" | "height">): boolean =>
  Math.min(width, height) < COVER_SIDE_MIN;

/** Whether a picture is of one colour, but for specks. */
export const isBlank = ({ data }: Pick<Picture, "data">): boolean => plainShare(data) > PLAIN_SHARE_MAX;

/** The share of pixels that are about as the middle one of all, by brightness and by each colour. */
function plainShare(data: Uint8Array): number {
  const count = data.length / 3;
  const medians = [0, 1, 2].map((channel) => medianOf(data, channel, count));
  let plain = 0;
  for (let at = 0; at < data.length; at += 3) {
    const isPlain = medians.every((median, channel) => Math.abs((data[at + channel] ?? 0) - median) <= TONE_STEP);
    if (isPlain) plain++;
  }
  return plain / count;
}

function medianOf(data: Uint8Array, channel: number, count: number): number {
  const tones = new Uint32Array(256);
  for (let at = channel; at < data.length; at += 3) tones[data[at] ?? 0] = (tones[data[at] ?? 0] ?? 0) + 1;
  let seen = 0;
  return tones.findIndex((some) => {
    seen += some;
    return seen * 2 >= count;
  });
}
