import type { BookRecord } from "../schema";

export type ParsedTitle = { title: string; series: BookRecord["series"] };

const NUMBER = /^\d{1,4}(\.\d{1,2})?$/;
// No two of their parts can take the same spaces: a hundred thousand of them would be shared out in all ways.
const HASHED = /^([^#]*[^#\s,])(?:\s*,)?\s*#\s*(.+)$/;
const WORDED = /^(.*[^\s,])(?:\s*,)?\s+(?:book|bk|volume|vol|number|no|part)\b\.?\s*(\d{1,4})$/i;

/** "1-5", also as "#1, #2 & #3" of numbers that follow each other. */
const RANGE = /^(\d{1,4})\s*[-–]\s*#?(\d{1,4})$/;
const LISTED = /^\d{1,4}(?:[\s,&#]+\d{1,4})+$/;

/** The first and the last volume of a book that holds several; undefined where that is not what the text says. */
export function parseRange(text: string): [number, number] | undefined {
  const [, from, to] = RANGE.exec(text) ?? [];
  if (from && to) return Number(from) < Number(to) ? [Number(from), Number(to)] : undefined;
  if (!LISTED.test(text)) return undefined;
  const places = (text.match(/\d+/g) ?? []).map(Number);
  const [first = 0] = places;
  return places.every((place, at) => place === first + at) ? [first, first + places.length - 1] : undefined;
}

/**
 * "Harry Potter, #6" → the series and the place in it; of "#1-5" which ones, and no place. Undefined for what names neither.
 */
function parseSeries(text: string): BookRecord["series"][number] | undefined {
  const [, name, given] = HASHED.exec(text) ?? WORDED.exec(text) ?? [];
  const place = given?.trim();
  if (!name || !place || !/[\p{L}\p{N}]/u.test(name)) return undefined;
  const range = parseRange(place);
  return { name: name.trim(), position: NUMBER.test(place) ? Number(place) : null, ...(range && { range }) };
}

/** Where the brackets open that close at the end of the text. */
function startOfLastBrackets(text: string): number {
  let depth = 0;
  for (let at = text.length - 1; at >= 0; at--) {
    if (text[at] === ")") depth += 1;
    else if (text[at] === "(") depth -= 1;
    if (depth === 0) return at;
  }
  return -1;
}

/**
 * Takes the series out of a title that ends with it: "Witches Abroad (Discworld, #12; Witches #3)". Brackets that name no
 * place in a series stay where they are, for they may be anything.
 */
export function parseTitle(text: string): ParsedTitle {
  const whole: ParsedTitle = { title: text, series: [] };
  if (!text.endsWith(")")) return whole;
  const start = startOfLastBrackets(text);
  const title = text.slice(0, Math.max(start, 0)).trim();
  if (title === "") return whole;
  const series = text
    .slice(start + 1, -1)
    .split(";")
    .map((part) => parseSeries(part.trim()));
  return series.every((one) => one !== undefined) ? { title, series } : whole;
}
