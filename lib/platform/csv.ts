/**
 * What a spreadsheet takes for the beginning of a formula, also behind spaces and in full width; and the same behind
 * apostrophes, so that what was written with one is told from what got one here.
 */
const FORMULA = /^'*\s*[=+\-@\t\r\n＝＋－＠]/;
const NUMBER = /^-?\d+(?:\.\d+)?$/;

/**
 * A cell of a CSV. Where a spreadsheet would calculate what somebody wrote, an apostrophe stands before it and it is text;
 * a number stays one. A moment is written as ISO 8601 has it, and what has parts as JSON.
 */
export function csvCell(value: unknown): string {
  const text = textOf(value);
  const harmless = FORMULA.test(text) && !NUMBER.test(text) ? `'${text}` : text;
  return /[",\r\n]/.test(harmless) || harmless !== harmless.trim() ? `"${harmless.replaceAll('"', '""')}"` : harmless;
}

/** A cell of a CSV as it was before `csvCell` made text of it; so do other programs, too. */
export const plainCell = (cell: string): string => (cell.startsWith("'") && FORMULA.test(cell) ? cell.slice(1) : cell);

function textOf(value: unknown): string {
  if (value === null || value === undefined) return "";
  if (value instanceof Date) return value.toISOString();
  return typeof value === "object" ? JSON.stringify(value) : String(value);
}

/** A line of a CSV, with the end that spreadsheets expect, or the one that a shell's tools do. */
export const csvLine = (cells: unknown[], end: "\r\n" | "\n" = "\r\n"): string =>
  `${cells.map(csvCell).join(",")}${end}`;

/** What a CSV begins with, so that Excel reads it as UTF-8. */
export const CSV_BEGIN = "\uFEFF";
