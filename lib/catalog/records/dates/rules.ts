/** How a source writes dates of three numbers. */
export type DateOrder = "month-first" | "year-first";

export type PublicationDate = {
  /** As precise as is certain: "1979", "2004-03", "2004-03-16". */
  date: string | null;
  year: number | null;
  /** The source said more, which is impossible or could mean two things. */
  isCut: boolean;
};

/** Before it nothing was printed from type; a year beyond the next two is a slip. */
const YEAR_MIN = 1400;
const YEARS_AHEAD_MAX = 2;

const NOTHING: PublicationDate = { date: null, year: null, isCut: false };
const UNCERTAIN: PublicationDate = { date: null, year: null, isCut: true };

const two = (number: number) => String(number).padStart(2, "0");

/**
 * Reads "9/16/2006" (month first), "2006-09-16", "2006-09", "2006". What cannot be is left out and the rest is kept:
 * "11/31/2000" is November 2000. A year of two digits could be in two centuries and gives no date at all. `now` bounds
 * the years that are believed.
 */
export function parsePublicationDate(text: string, order: DateOrder, now: Date): PublicationDate {
  const trimmed = text.trim().replace(/\.0+$/, "");
  if (trimmed === "" || /^(0+|null|nan|none|n\/a|unknown)$/i.test(trimmed)) return NOTHING;
  const [year, month, day] = split(trimmed, order) ?? [];
  if (year === undefined || year < YEAR_MIN || year > now.getUTCFullYear() + YEARS_AHEAD_MAX) return UNCERTAIN;
  if (month === undefined) return { date: String(year), year, isCut: false };
  if (month < 1 || month > 12) return { date: String(year), year, isCut: true };
  if (day === undefined) return { date: `${year}-${two(month)}`, year, isCut: false };
  const isReal = day >= 1 && day <= new Date(Date.UTC(year, month, 0)).getUTCDate();
  return { date: `${year}-${two(month)}${isReal ? `-${two(day)}` : ""}`, year, isCut: !isReal };
}

/** Year, month and day as far as they stand there; undefined for anything else. */
function split(text: string, order: DateOrder): number[] | undefined {
  const iso = /^(\d{4})(?:-(\d{1,2})(?:-(\d{1,2})(?:[T ].*)?)?)?$/.exec(text);
  if (iso) return iso.slice(1).filter(Boolean).map(Number);
  const american = order === "month-first" ? /^(\d{1,2})\/(\d{1,2})\/(\d{4})$/.exec(text) : null;
  if (!american) return undefined;
  const [month, day, year] = american.slice(1).map(Number);
  return year === undefined || month === undefined || day === undefined ? undefined : [year, month, day];
}

const MOMENT = /^(\d{4}-\d{2}-\d{2})(?:[T ](\d{2}:\d{2}(?::\d{2}(?:\.\d+)?)?))?(?:Z|\+00:?00)?$/;

/** A moment in UTC as databases write it, "2024-02-21" or "2024-02-21 17:30:00"; undefined for what is none, or to come. */
export function parseMoment(text: string, now: Date): Date | undefined {
  const [, day, time = "00:00:00"] = MOMENT.exec(text.trim()) ?? [];
  if (!day) return undefined;
  const moment = new Date(`${day}T${time}Z`);
  const isReal = !Number.isNaN(moment.getTime()) && moment.toISOString().startsWith(day);
  return isReal && moment <= now ? moment : undefined;
}
