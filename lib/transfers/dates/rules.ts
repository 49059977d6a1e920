/** Days as readers' files write them. Pure. */
import { latestDay } from "@/lib/platform/day";
import type { DateOrder, DateStyle } from "../schema";

export type ReadDay =
  | { day: string; rest?: undefined }
  /** Known less exactly than to the day: "2007", "2007-05". */
  | { day: null; rest: string };

const MONTHS = ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"];
const NOTHING = /^(?:|null|none|n\/a|-|0+|not set)$/i;
/** Years in which somebody who uses this may have read a book. */
const YEAR_MIN = 1900;

const YEAR_FIRST = /^(\d{4})(?:[-/.](\d{1,2})(?:[-/.](\d{1,2}))?)?(?:[T ].*)?$/;
const YEAR_LAST = /^(\d{1,2})([-/.])(\d{1,2})\2(\d{4}|\d{2})(?:[T ,].*)?$/;
const DAY_MONTH = /^(\d{1,2})(?:st|nd|rd|th|\.)?[\s-]+([a-z]{3})[a-z]*\.?,?[\s-]+(\d{4})/i;
const MONTH_DAY = /^([a-z]{3})[a-z]*\.?\s+(\d{1,2})(?:st|nd|rd|th)?,?\s+(\d{4})/i;

/** "[2007-04-16]" is how LibraryThing writes a day. */
const bare = (text: string): string =>
  text
    .trim()
    .replace(/^\[(.*)\]$/, "$1")
    .trim();

const two = (number: number) => String(number).padStart(2, "0");

function toDay(year: number, month: number, date: number, now: Date): ReadDay | undefined {
  const isReal = month >= 1 && month <= 12 && date >= 1 && date <= new Date(Date.UTC(year, month, 0)).getUTCDate();
  const day = `${year}-${two(month)}-${two(date)}`;
  return isReal && year >= YEAR_MIN && day <= latestDay(now) ? { day } : undefined;
}

/** Which of two numbers is the month; a point between them says it, as no American writes one. */
const orderOf = (sign: string, order: DateOrder): DateOrder => (sign === "." ? "day-first" : order);

/** A day, or what is known of it; null where nothing is said, undefined for what is none. */
export function readDay(given: string, order: DateOrder, now: Date): ReadDay | null | undefined {
  const text = bare(given);
  if (NOTHING.test(text)) return null;
  const [, year, month, date] = YEAR_FIRST.exec(text) ?? [];
  if (year && month && date && Number(date) > 0) return toDay(Number(year), Number(month), Number(date), now);
  if (year)
    return Number(year) >= YEAR_MIN ? { day: null, rest: Number(month) > 0 ? `${year}-${month}` : year } : undefined;
  const last = YEAR_LAST.exec(text);
  if (last) {
    const [first, sign = "", second, short = ""] = [Number(last[1]), last[2], Number(last[3]), last[4]];
    const century = Number(short) > now.getUTCFullYear() % 100 ? 1900 : 2000;
    const full = short.length === 4 ? Number(short) : century + Number(short);
    const [d, m] = orderOf(sign, order) === "day-first" ? [first, second] : [second, first];
    return toDay(full, m, d, now);
  }
  const worded = DAY_MONTH.exec(text) ?? undefined;
  const [, d, word, y] = worded ?? [];
  const [, word2, d2, y2] = (!worded && MONTH_DAY.exec(text)) || [];
  const name = (word ?? word2)?.toLowerCase();
  if (name === undefined) return undefined;
  return toDay(Number(y ?? y2), MONTHS.indexOf(name) + 1, Number(d ?? d2), now);
}

/**
 * How a file writes its days, by all of them: where one number is above twelve the file has said which is the month. Only
 * where none is, somebody must be asked.
 */
export function dateStyleOf(cells: Iterable<string>): DateStyle {
  let [dayFirst, monthFirst, either, yearFirst, words] = [0, 0, 0, 0, 0];
  for (const cell of cells) {
    const text = bare(cell);
    if (NOTHING.test(text)) continue;
    const last = YEAR_LAST.exec(text);
    if (YEAR_FIRST.test(text)) yearFirst += 1;
    else if (!last) words += 1;
    else if (last[2] === "." || Number(last[1]) > 12) dayFirst += 1;
    else if (Number(last[3]) > 12) monthFirst += 1;
    // The third of March is the same either way.
    else if (last[1] !== last[3]) either += 1;
  }
  if (dayFirst > 0 && monthFirst > 0) return "mixed";
  if (dayFirst > 0) return "day-first";
  if (monthFirst > 0) return "month-first";
  if (either > 0) return "unclear";
  if (yearFirst > 0) return "year-first";
  return words > 0 ? "words" : "none";
}

/** "2021/05/01-2021/05/10": from and to, either of which may be missing. Of one day alone it is the last. */
const DAY = String.raw`\d{4}(?:[/.]\d{1,2}(?:[/.]\d{1,2})?|-\d{2}-\d{2})?`;
const RANGE = new RegExp(`^(${DAY})?\\s*[-–—]\\s*(${DAY})?$`);

/** The times between which somebody read a book, as The StoryGraph lists them. */
export function splitRanges(text: string): { from: string; to: string }[] {
  return text
    .split(/[,;]/)
    .filter((part) => part.trim() !== "")
    .map((part) => {
      const trimmed = part.trim();
      const range = new RegExp(`^${DAY}$`).test(trimmed) ? null : RANGE.exec(trimmed);
      return range ? { from: range[1] ?? "", to: range[2] ?? "" } : { from: "", to: trimmed };
    });
}
