import { checkDigit13, parseIsbn } from "@/lib/catalog/rules";

/** What a code in view is: the ISBN of a book, something else worth naming, or a misreading. */
export type CodeKind =
  | { kind: "isbn"; isbn13: string }
  /** `name` finishes the sentence "That is …". */
  | { kind: "other"; name: string; hint: string | null }
  | { kind: "misread" };

const LOOK_FOR_978 = "A book's own code begins with 978 or 979.";
const OTHER_CODE_ABOVE = "The other code, right above it, is the ISBN.";
const INSIDE_COVER =
  "Older American paperbacks carry it instead of the ISBN: look inside the front cover or near the price, and type that.";

/**
 * Names a retail code by its digits alone, since decoders disagree on formats (a UPC-A is an EAN-13 that
 * begins with 0). Sources: GS1 prefix list; ISBN, ISSN and ISMN manuals; the Japanese two-tier book code (書籍JANコード).
 */
export function codeKind(text: string): CodeKind {
  if (!/^(\d{8}|\d{12,13})$/.test(text)) return { kind: "misread" };
  if (text.length === 8) return { kind: "other", name: "a short grocery code", hint: LOOK_FOR_978 };

  const ean = text.padStart(13, "0");
  if (checkDigit13(ean.slice(0, 12)) !== ean[12]) return { kind: "misread" };

  // 979-0 belongs to printed music, though its check digit is that of an ISBN.
  if (ean.startsWith("9790")) return { kind: "other", name: "the code of printed music (ISMN)", hint: null };
  const isbn = parseIsbn(ean);
  if (typeof isbn !== "string") return { kind: "isbn", isbn13: isbn.isbn13 };

  // The second of the two codes on a Japanese book: its category and its price in yen.
  if (/^19[12]/.test(ean)) {
    return { kind: "other", name: "the price code of a Japanese book", hint: OTHER_CODE_ABOVE };
  }
  if (ean.startsWith("977")) return { kind: "other", name: "the code of a magazine (ISSN)", hint: LOOK_FOR_978 };
  if (/^9(8[1-4]|9)/.test(ean)) return { kind: "other", name: "a coupon", hint: LOOK_FOR_978 };
  if (/^(2|02|04)/.test(ean)) return { kind: "other", name: "a label printed in a shop", hint: LOOK_FOR_978 };
  if (/^0/.test(ean)) return { kind: "other", name: "an American product code (UPC)", hint: INSIDE_COVER };
  return { kind: "other", name: "the code of a product other than a book", hint: LOOK_FOR_978 };
}

/** What a code is that is no ISBN, in words for the reader; with the ISBN that it may stand for, where there is a guess. */
export const sayOther = ({ name, hint }: Extract<CodeKind, { kind: "other" }>, guess: string | null = null): string =>
  [`That is ${name}, not a book's ISBN.`, guess ? sayGuess(guess) : hint].filter(Boolean).join(" ");

const sayGuess = (isbn: string): string =>
  `By the digits beside it, the ISBN may be ${isbn}: compare it with the one inside the front cover, then look it up.`;
