export const ENCODINGS = ["utf-8", "utf-16le", "utf-16be", "windows-1252"] as const;
/** Of windows-1252 latin-1 is the part that books are written in, and both are decoded alike. */
export type Encoding = (typeof ENCODINGS)[number];

export const DELIMITERS = { comma: ",", semicolon: ";", tab: "\t" } as const;
export type Delimiter = keyof typeof DELIMITERS;

export const LINE_ENDS = { lf: "\n", crlf: "\r\n", cr: "\r" } as const;
export type LineEnd = keyof typeof LINE_ENDS;

/** How a quote within quotes is written: `""` or `\"`. */
export type Quoting = "doubled" | "backslash";

/** What a file is, found by looking at all of its bytes. */
export type TextFile = {
  /** SHA-256 of the bytes, hexadecimal. */
  hash: string;
  bytes: number;
  encoding: Encoding;
  hasBom: boolean;
  /** Places in a file of UTF-8 that are none; they become U+FFFD. */
  brokenPlaces: number;
};

/** How a table is written, found by reading its first rows in every way. */
export type TableFormat = { delimiter: Delimiter; quoting: Quoting; lineEnd: LineEnd };

/** A row of a table. `line` is the first line of the file that it stands on, from 1. */
export type TableRow = { line: number; raw: string; cells: string[]; problem?: "quote_never_closed" | "too_long" };
