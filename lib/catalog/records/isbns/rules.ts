import { type ParsedIsbn, parseIsbn } from "../../rules";
import { trimSigns } from "../texts/rules";

/** The cells of a row that speak of its ISBN. */
export type IsbnCells = {
  /** Of a column that holds ISBN-10, or either kind where there is one column. */
  isbn10: string;
  isbn13: string;
  /** Other places of the row in which its ISBN-10 stands whole, e.g. the address of its picture. */
  witnesses: string[];
  /** The column of ISBN-10 has been through a spreadsheet, which took the zeros that its numbers began with. */
  hasLostZeros: boolean;
};

export type IsbnRepair = "isbn_zeros_restored" | "isbn13_was_none" | "isbn13_corrected" | "isbn10_corrected";
export type IsbnTrouble =
  | "isbn_scientific"
  | "isbns_disagree"
  | "isbn_wrong_check_digit"
  | "isbn_zeros_lost"
  | "not_an_isbn";

export type SettledIsbn =
  | { isbn: ParsedIsbn | null; repairs: IsbnRepair[]; trouble?: undefined }
  | { trouble: IsbnTrouble };

type Cell =
  | { kind: "none" }
  | { kind: "valid"; isbn: ParsedIsbn }
  /** "9.78044E+12", or that written out: some of its digits, which never make an ISBN. */
  | { kind: "scientific"; value: number; digits: number }
  /** The number of something else, e.g. of a product in a shop, or words; `named`: the ISBN-13s that stand in them. */
  | { kind: "other"; named: string[] }
  | { kind: "broken"; digits: string; hasWrongCheckDigit: boolean };

const SCIENTIFIC = /^\d(?:[.,]\d+)?e\+?\d+$/i;
/** What a spreadsheet shows of an ISBN-13, saved as a plain number. One in ten has a check digit that fits by chance. */
const ROUNDED = /^97[89]\d{3}0{7}$/;
/** As many as a spreadsheet shows of a long number. */
const ROUNDED_DIGITS = 6;
const SPREADSHEET_TEXT = /^="?([^"]*)"?$/;
const NOTHING = /^(?:null|nan|none|n\/a|\\n|-|0)?$/i;

/** Where the ISBN-13 lie among numbers. */
const isAmongIsbn13 = (value: number) => value >= 9.78e12 && value < 9.8e12;

function readCell(cell: string, column: "isbn10" | "isbn13"): Cell {
  const text = trimSigns(cell.trim().replace(SPREADSHEET_TEXT, "$1").replace(/^'/, ""), /"/)
    .replace(/\.0+$/, "")
    .trim();
  if (NOTHING.test(text)) return { kind: "none" };
  if (SCIENTIFIC.test(text)) {
    const value = Number(text.replace(",", "."));
    if (column === "isbn13" && !isAmongIsbn13(value)) return { kind: "other", named: [] };
    return { kind: "scientific", value, digits: text.replace(/e.*$/i, "").replace(/\D/g, "").length };
  }
  if (ROUNDED.test(text)) return { kind: "scientific", value: Number(text), digits: ROUNDED_DIGITS };
  const parsed = parseIsbn(text);
  if (typeof parsed !== "string") return { kind: "valid", isbn: parsed };
  const digits = text.replace(/[^0-9x]/gi, "").toUpperCase();
  // Eight digits are a code of shops too, but in a column of ISBNs rather ten without their zeros.
  if ((digits.length >= 11 && !/^97(8|9[1-9])/.test(digits)) || /[a-wyz]/i.test(text))
    return { kind: "other", named: isbnsIn(text) };
  return { kind: "broken", digits, hasWrongCheckDigit: parsed === "wrong_check_digit" };
}

const AMONG_WORDS = /(?<![\dX])(?:97[89][\s-]?)?(?:\d[\s-]?){9}[\dX](?![\dX])/gi;

const isbnsIn = (text: string): string[] =>
  (text.match(AMONG_WORDS) ?? []).map(parseIsbn).flatMap((parsed) => (typeof parsed === "string" ? [] : parsed.isbn13));

/** Whether a number in scientific notation is this ISBN with fewer digits, which may be rounded up or down. */
function isRounded({ isbn10, isbn13 }: ParsedIsbn, { value, digits }: { value: number; digits: number }): boolean {
  const unit = 10 ** (Math.floor(Math.log10(value)) + 1 - digits);
  return [isbn13, isbn10].some((isbn) => Math.abs(Number(isbn ?? Number.NaN) - value) <= unit / 2);
}

/** A spreadsheet shows six, of which the last may be a zero that it leaves out. Fewer confirm nothing. */
const CONFIRMING_DIGITS_MIN = 5;

/** One digit too many, too few or another, or cut off at the end: a slip in writing down this ISBN, not another one. */
function isSlipOf({ isbn10, isbn13 }: ParsedIsbn, digits: string): boolean {
  if (digits.length >= 9 && isbn13.startsWith(digits)) return true;
  if (isbn10 !== null && digits.length === 10 && digits.startsWith(isbn10.slice(0, 9))) return true;
  if (digits.length === 13 && digits.slice(3, 12) === isbn13.slice(3, 12)) return true;
  return [isbn10, isbn13].some((isbn) => isbn !== null && isOneEditFrom(isbn, digits));
}

function isOneEditFrom(a: string, b: string): boolean {
  if (Math.abs(a.length - b.length) > 1) return false;
  let start = 0;
  while (start < a.length && a[start] === b[start]) start += 1;
  const rest = a.length >= b.length ? 1 : 0;
  const other = b.length >= a.length ? 1 : 0;
  return a.slice(start + rest) === b.slice(start + other);
}

const ISBN10_LENGTH = 10;

/** An ISBN-10 with the zeros that it may have begun with; undefined where its check digit does not prove them. */
function withZeros(digits: string): { isbn: ParsedIsbn; zeros: number } | undefined {
  const zeros = ISBN10_LENGTH - digits.length;
  if (zeros < 1 || zeros > 5 || digits.startsWith("0")) return undefined;
  const isbn = parseIsbn(digits.padStart(ISBN10_LENGTH, "0"));
  return typeof isbn === "string" ? undefined : { isbn, zeros };
}

/**
 * The ISBN of a row out of the cells that speak of it, or why there is none to trust. Never guesses:
 * - Two good ISBNs must be the same. Where one is good, the other may be missing, the number of something else, a slip in
 *   writing the same one, or the same one rounded; if it names another, the row contradicts itself.
 * - A number in scientific notation is no ISBN, nor is one that was rounded so and written out. It can only agree or disagree with one.
 * - Zeros that a spreadsheet took are put back in a column of ISBN-10 when the check digit proves them and either another
 *   place of the row has the number too, or it was a single zero: a check digit alone is right by chance once in eleven.
 */
export function settleIsbn({ isbn10, isbn13, witnesses, hasLostZeros }: IsbnCells): SettledIsbn {
  const [ten, thirteen] = [readCell(isbn10, "isbn10"), readCell(isbn13, "isbn13")];
  if (ten.kind === "valid") return settleWith(ten.isbn, thirteen, "isbn13");
  if (ten.kind === "broken" && hasLostZeros) {
    const restored = withZeros(ten.digits);
    if (restored) return settleRestored(restored, thirteen, witnesses);
  }
  if (thirteen.kind === "valid") return settleWith(thirteen.isbn, ten, "isbn10");
  if (ten.kind === "none" && thirteen.kind === "none") return { isbn: null, repairs: [] };
  if (ten.kind === "scientific" || thirteen.kind === "scientific") return { trouble: "isbn_scientific" };
  const broken = [ten, thirteen].find((cell) => cell.kind === "broken");
  if (broken?.kind === "broken" && broken.hasWrongCheckDigit) return { trouble: "isbn_wrong_check_digit" };
  return { trouble: "not_an_isbn" };
}

function settleWith(isbn: ParsedIsbn, other: Cell, column: "isbn10" | "isbn13"): SettledIsbn {
  const corrected: IsbnRepair = `${column}_corrected`;
  if (other.kind === "none") return { isbn, repairs: [] };
  if (other.kind === "other") {
    if (other.named.length > 0 && !other.named.includes(isbn.isbn13)) return { trouble: "isbns_disagree" };
    return { isbn, repairs: [column === "isbn13" ? "isbn13_was_none" : corrected] };
  }
  if (other.kind === "valid")
    return other.isbn.isbn13 === isbn.isbn13 ? { isbn, repairs: [] } : { trouble: "isbns_disagree" };
  const agrees = other.kind === "scientific" ? isRounded(isbn, other) : isSlipOf(isbn, other.digits);
  return agrees ? { isbn, repairs: [corrected] } : { trouble: "isbns_disagree" };
}

function settleRestored(
  { isbn, zeros }: { isbn: ParsedIsbn; zeros: number },
  thirteen: Cell,
  witnesses: string[],
): SettledIsbn {
  const seen = witnesses.map((witness) => parseIsbn(witness)).filter((parsed) => typeof parsed !== "string");
  if (seen.some(({ isbn13 }) => isbn13 !== isbn.isbn13)) return { trouble: "isbns_disagree" };
  const settled = settleWith(isbn, thirteen, "isbn13");
  if (settled.trouble) return settled;
  const isConfirmed = thirteen.kind === "scientific" && thirteen.digits >= CONFIRMING_DIGITS_MIN;
  const isProven = zeros === 1 || seen.length > 0 || thirteen.kind === "valid" || isConfirmed;
  if (!isProven) return { trouble: "isbn_zeros_lost" };
  return { isbn, repairs: ["isbn_zeros_restored", ...settled.repairs] };
}
