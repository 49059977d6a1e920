import type { Encoding, LineEnd } from "./schema";

const BOMS: { encoding: Encoding; bytes: number[] }[] = [
  { encoding: "utf-8", bytes: [0xef, 0xbb, 0xbf] },
  { encoding: "utf-16le", bytes: [0xff, 0xfe] },
  { encoding: "utf-16be", bytes: [0xfe, 0xff] },
];

/** The encoding that a byte order mark names. */
export const encodingOfBom = (head: Uint8Array): Encoding | undefined =>
  BOMS.find(({ bytes }) => bytes.every((byte, at) => head[at] === byte))?.encoding;

/** With so many zero bytes on one side, text is written in two bytes a letter. */
const ZERO_SHARE_MIN = 0.3;

/** UTF-16 without a mark: of Latin letters every second byte is zero, and no other text has zeros. */
export function encodingOfZeros(head: Uint8Array): Encoding | undefined {
  const zeros = [0, 0];
  head.forEach((byte, at) => {
    if (byte === 0) zeros[at % 2] = (zeros[at % 2] ?? 0) + 1;
  });
  const [even = 0, odd = 0] = zeros;
  if (Math.max(even, odd) < (head.length / 2) * ZERO_SHARE_MIN) return undefined;
  return odd > even ? "utf-16le" : "utf-16be";
}

/** Latin-1 read as UTF-8 is broken at nearly every letter that is not ASCII; a file of UTF-8 with a scar is not. */
const WHOLE_PER_BROKEN_MIN = 20;

/** What bytes are that read as UTF-8 give so many letters beyond ASCII, and so many of them broken. */
export const encodingOfLetters = (letters: number, broken: number): Encoding =>
  broken === 0 || letters - broken >= broken * WHOLE_PER_BROKEN_MIN ? "utf-8" : "windows-1252";

const LINE_BREAK = /\r\n|\n|\r/g;

/** How most lines of a text end. */
export function lineEndOf(text: string): LineEnd {
  const counts = { "\r\n": 0, "\n": 0, "\r": 0 };
  for (const [found] of text.matchAll(LINE_BREAK)) counts[found as keyof typeof counts] += 1;
  if (counts["\r"] > counts["\n"] + counts["\r\n"]) return "cr";
  return counts["\r\n"] >= counts["\n"] && counts["\r\n"] > 0 ? "crlf" : "lf";
}

export const countLines = (text: string): number => text.match(LINE_BREAK)?.length ?? 0;

/** A text's first line with its end, and what follows; lines end with `\r` alone, or with `\n`. */
export function cutFirstLine(text: string, lineEnd: "\r" | "\n"): { line: string; rest: string; isWhole: boolean } {
  const end = text.indexOf(lineEnd);
  const at = end < 0 ? text.length : end + 1;
  return { line: text.slice(0, at), rest: text.slice(at), isWhole: end >= 0 };
}
