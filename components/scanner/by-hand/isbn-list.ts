import { parseIsbn } from "@/lib/catalog/rules";

/** More is a file to import, not a list to paste. */
export const LIST_MAX = 200;

/**
 * Digits with the hyphens and spaces of one ISBN between them, never over the end of a line, nor out of a longer number.
 * Without a look behind: Safari before 16.4 knows none.
 */
const NUMBERS = /(?:^|\D)((?:97[89][- ]?)?\d(?:[- ]?\d){8}[- ]?[\dX])\b/gim;

const CODE_DIGITS_MIN = 5;

/** The lines of a text that seem to hold a number, and hold no ISBN: misread, cut short or of something else. */
export const unreadIn = (text: string): string[] =>
  text
    .split(/\r?\n/)
    .map((line) => line.trim())
    .filter((line) => line.replace(/\D/g, "").length >= CODE_DIGITS_MIN && isbnsIn(line).length === 0);

/** The ISBNs in a text, as ISBN-13s in their order, each once: of a list, an e-mail or a table alike. */
export function isbnsIn(text: string): string[] {
  const found = [...text.matchAll(NUMBERS)].flatMap(([, given = ""]) => {
    const parsed = parseIsbn(given);
    return typeof parsed === "string" ? [] : [parsed.isbn13];
  });
  return [...new Set(found)];
}
