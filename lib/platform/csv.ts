/** What a spreadsheet takes for the beginning of a formula. */
const FORMULA = /^\s*[=+\-@\t\r\n＝＋－＠]/;
const NUMBER = /^-?\d+(?:\.\d+)?$/;

/**
 * A cell of a CSV. Where a spreadsheet would calculate what somebody wrote, an apostrophe stands before it and it is text;
 * a number stays one.
 */
export function csvCell(value: string | number | null | undefined): string {
  const text = value == null ? "" : String(value);
  const harmless = FORMULA.test(text) && !NUMBER.test(text) ? `'${text}` : text;
  return /[",\r\n]/.test(harmless) || harmless !== harmless.trim() ? `"${harmless.replaceAll('"', '""')}"` : harmless;
}

/** A line of a CSV, with its end. */
export const csvLine = (cells: (string | number | null | undefined)[]): string => `${cells.map(csvCell).join(",")}\r\n`;

/** What a CSV begins with, so that Excel reads it as UTF-8. */
export const CSV_BEGIN = "\uFEFF";
