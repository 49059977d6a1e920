/** ISBN arithmetic and the names by which a book can be asked for. Source: ISBN Users' Manual, 7th ed., check digits. */

const SEPARATORS = /[\s\-\u2010-\u2015\u2212]/g;

export type ParsedIsbn = {
  /** 13 digits. */
  isbn13: string;
  /** Absent on 979- numbers, which have no ISBN-10. */
  isbn10: string | null;
};

export type IsbnProblem = "empty" | "foreign_digits" | "not_an_isbn" | "not_a_book" | "wrong_check_digit";

/** Check character of the first nine digits of an ISBN-10: "0" to "9" or "X". */
export function checkDigit10(nine: string): string {
  const sum = [...nine].reduce((total, digit, at) => total + Number(digit) * (10 - at), 0);
  const check = (11 - (sum % 11)) % 11;
  return check === 10 ? "X" : String(check);
}

/** Check digit of the first twelve digits of an EAN-13. */
export function checkDigit13(twelve: string): string {
  const sum = [...twelve].reduce((total, digit, at) => total + Number(digit) * (at % 2 === 0 ? 1 : 3), 0);
  return String((10 - (sum % 10)) % 10);
}

function toIsbn10(isbn13: string): string | null {
  if (!isbn13.startsWith("978")) return null;
  const nine = isbn13.slice(3, 12);
  return nine + checkDigit10(nine);
}

/**
 * Reads an ISBN-10 or ISBN-13 as people and scanners write it, with hyphens or spaces.
 * Never guesses: a wrong check digit, a grocery code or digits of another script is a named problem.
 */
export function parseIsbn(input: string): ParsedIsbn | IsbnProblem {
  const compact = input
    .trim()
    .replace(/^isbn(-1[03])?:?\s*/i, "")
    .replace(SEPARATORS, "")
    .toUpperCase();
  if (compact === "") return "empty";
  if (/\p{Nd}/u.test(compact.replace(/[0-9]/g, ""))) return "foreign_digits";
  if (/^\d{9}[\dX]$/.test(compact)) {
    const nine = compact.slice(0, 9);
    if (checkDigit10(nine) !== compact[9]) return "wrong_check_digit";
    const twelve = `978${nine}`;
    return { isbn13: twelve + checkDigit13(twelve), isbn10: compact };
  }
  if (/^\d{13}$/.test(compact)) {
    if (checkDigit13(compact.slice(0, 12)) !== compact[12]) return "wrong_check_digit";
    // 979-0 is printed music (ISMN), with the same check digit.
    if (!/^97(8|9[1-9])/.test(compact)) return "not_a_book";
    return { isbn13: compact, isbn10: toIsbn10(compact) };
  }
  // UPC-A (12) and EAN-8 are what groceries, and American mass-market paperbacks, carry.
  if (/^(\d{12}|\d{8})$/.test(compact)) return "not_a_book";
  return "not_an_isbn";
}

/** What is wrong, in words that help a person mend it. */
export const ISBN_PROBLEMS: Record<IsbnProblem, string> = {
  empty: "No isbn provided",
  foreign_digits: "Please write the ISBN with the digits 0 to 9.",
  not_an_isbn: "This is not an ISBN: it has 10 or 13 digits (the last of 10 may be an X).",
  not_a_book: "This is the code of a product other than a book: an ISBN-13 begins with 978 or 979.",
  wrong_check_digit: "The last digit does not fit the others, so one of them was misread or mistyped.",
};

export type BookReference = { isbn13: string } | { bookId: number };

const LOCAL_ID = /^local[:-]([1-9]\d{0,9})$/i;

/** Reads what a route takes as `<isbn>`: ISBN-10, ISBN-13, with or without hyphens, or `local:<id>`. */
export function parseBookReference(input: string): BookReference | IsbnProblem {
  const local = LOCAL_ID.exec(input.trim());
  if (local) return { bookId: Number(local[1]) };
  const parsed = parseIsbn(input);
  return typeof parsed === "string" ? parsed : { isbn13: parsed.isbn13 };
}

/** Whether a name is of the kind that every book has, with an ISBN or without. */
export const isLocalName = (name: string): boolean => LOCAL_ID.test(name.trim());

/** The name of a book as it stands in an address: arrives as it was written, "local%3A7", and is no encoding at all at times. */
export function decodeBookName(segment: string): string {
  try {
    return decodeURIComponent(segment);
  } catch {
    return segment;
  }
}

/** What a book without ISBN is called, and what one is called for ever that has one. */
export const localName = (id: number): string => `local:${id}`;

type Numbered = { id: number; isbn10: string | null; isbn13: string | null };

/** The JSON field `isbn`: every book has one, whether or not it has an ISBN. */
export const publicIsbn = ({ id, isbn10, isbn13 }: Numbered): string => isbn10 ?? isbn13 ?? localName(id);

/** The name of a book's cover file; a colon would be no file name everywhere. */
export const coverFile = (book: Numbered): string => `${publicIsbn(book).replace(":", "-")}.jpg`;
