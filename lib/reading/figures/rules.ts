/** Figures of what a reader finished, each of which says what it leaves out. Pure. */
import { CSV_BEGIN, csvLine } from "@/lib/platform/csv";
import { countStars } from "../rules";
import type { Calendar, Chart, FigureDay, Finished, Item } from "./schema";

/** "January" … "December", as the site writes them. */
const MONTHS = Array.from({ length: 12 }, (_, month) =>
  new Intl.DateTimeFormat("en", { month: "long", timeZone: "UTC" }).format(Date.UTC(2000, month)),
);
const GENRES_MAX = 12;
const AUTHORS_MAX = 10;
const LANGUAGES_MAX = 10;

const numbers = new Intl.NumberFormat("en");
/** "1 book", "1,204 books" */
const countBooks = (count: number): string => `${numbers.format(count)} ${count === 1 ? "book" : "books"}`;

/** "14 books without page count are not in here."; nothing where none is left out. */
const leftOut = (count: number, without: string): string[] =>
  count === 0 ? [] : [`${countBooks(count)} without ${without} ${count === 1 ? "is" : "are"} not in here.`];

type Counted = Map<string, number>;

function countBy(rows: readonly Finished[], keysOf: (row: Finished) => Iterable<string>) {
  const counted: Counted = new Map();
  for (const row of rows) for (const key of new Set(keysOf(row))) counted.set(key, (counted.get(key) ?? 0) + 1);
  return counted;
}

/** The most frequent first, equal ones by name. */
const ranked = (counted: Counted): [string, number][] =>
  [...counted].toSorted(([a, one], [b, other]) => other - one || a.localeCompare(b, "en"));

const toItem = ([name, value]: [string, number]): Item => ({ label: name, name, value });

const csvOf = (head: string, unit: string, items: readonly Item[]): string =>
  CSV_BEGIN + [csvLine([head, unit]), ...items.map(({ name, value }) => csvLine([name, value]))].join("");

/** Every number from the first to the last, also where nothing was: a gap in a row of years is one. */
function withoutGaps(counted: Map<number, number>, step = 1): [number, number][] {
  const keys = [...counted.keys()];
  if (keys.length === 0) return [];
  const [first, last] = [Math.min(...keys), Math.max(...keys)];
  const length = Math.round((last - first) / step) + 1;
  return Array.from({ length }, (_, at) => [first + at * step, counted.get(first + at * step) ?? 0]);
}

/** Months of a year, or the years of a life. */
function overTime(rows: readonly Finished[], year: number | "all", of: (row: Finished) => number): Item[] {
  const counted = new Map<number, number>();
  for (const row of rows) {
    if (row.endedOn === null) continue;
    const at = Number(year === "all" ? row.endedOn.slice(0, 4) : row.endedOn.slice(5, 7));
    counted.set(at, (counted.get(at) ?? 0) + of(row));
  }
  if (year === "all")
    return withoutGaps(counted).map(([at, value]) => ({ label: String(at), name: String(at), value }));
  return MONTHS.map((name, at) => ({
    label: name.slice(0, 3),
    name: `${name} ${year}`,
    value: counted.get(at + 1) ?? 0,
  }));
}

/** A century in which nothing was read would draw a row of nothing: old books stand together before the first full decade. */
const FIRST_DECADE = 1900;

function decadesOf(rows: readonly Finished[]): Item[] {
  const counted = new Map<number, number>();
  let before = 0;
  for (const { year } of rows) {
    if (year === null) continue;
    if (year < FIRST_DECADE) before += 1;
    else counted.set(Math.floor(year / 10) * 10, (counted.get(Math.floor(year / 10) * 10) ?? 0) + 1);
  }
  const decades = withoutGaps(counted, 10).map(([at, value]) => ({ label: `${at}s`, name: `${at}s`, value }));
  return before === 0 ? decades : [{ label: "older", name: `before ${FIRST_DECADE}`, value: before }, ...decades];
}

const STARS = [0.5, 1, 1.5, 2, 2.5, 3, 3.5, 4, 4.5, 5];

function ratingsOf(rows: readonly Finished[]): Item[] {
  const counted = countBy(rows, ({ rating }) => (rating === null ? [] : [String(Math.floor(rating * 2) / 2)]));
  return STARS.map((stars) => ({
    ...{ label: stars % 1 === 0 ? String(stars) : `${Math.floor(stars) || ""}½` },
    name: countStars(stars),
    value: counted.get(String(stars)) ?? 0,
  }));
}

type Ranking = {
  rows: readonly Finished[];
  max: number;
  keysOf: (row: Finished) => string[];
  without: string;
  what: string;
};

function ranking({ rows, max, keysOf, without, what }: Ranking) {
  const all = ranked(countBy(rows, keysOf));
  const more = all.length - max;
  return {
    items: all.slice(0, max).map(toItem),
    notes: [
      ...leftOut(rows.filter((row) => keysOf(row).length === 0).length, without),
      ...(more > 0
        ? [
            `${numbers.format(more)} further ${more === 1 ? what.slice(0, -1) : what} ${more === 1 ? "is" : "are"} not shown.`,
          ]
        : []),
    ],
    all,
  };
}

/** The charts of a year, or of all: what was finished then. `languageName` gives a code its name. */
export function chartsOf(
  rows: readonly Finished[],
  year: number | "all",
  languageName: (code: string) => string,
): Chart[] {
  const per = year === "all" ? "year" : "month";
  const undated = leftOut(rows.filter(({ endedOn }) => endedOn === null).length, "a date");
  const paged = rows.filter(({ pages }) => pages !== null);
  const languages = ranking({
    ...{ rows, max: LANGUAGES_MAX, without: "a known language", what: "languages" },
    keysOf: ({ languageCode }) => (languageCode ? [languageName(languageCode)] : []),
  });
  const genres = ranking({
    ...{ rows, max: GENRES_MAX, without: "a genre", what: "genres" },
    keysOf: (row) => row.genres,
  });
  const authors = ranking({
    ...{ rows, max: AUTHORS_MAX, without: "a known author", what: "authors" },
    keysOf: (row) => row.authors,
  });
  const charts: Omit<Chart, "csv">[] = [
    {
      ...{ key: "read", title: `Read per ${per}`, unit: "books", shape: "columns" },
      ...{ items: overTime(rows, year, () => 1), notes: undated },
    },
    {
      ...{ key: "pages", title: `Pages per ${per}`, unit: "pages", shape: "columns" },
      items: overTime(paged, year, ({ pages }) => pages ?? 0),
      notes: [...leftOut(rows.length - paged.length, "page count"), ...undated],
    },
    { key: "languages", title: "Languages", unit: "books", shape: "bars", ...pick(languages) },
    {
      ...{ key: "genres", title: "Genres", unit: "books", shape: "bars" },
      ...{ items: genres.items, notes: ["A book counts once for each of its genres.", ...genres.notes] },
    },
    {
      ...{ key: "decades", title: "When they were published", unit: "books", shape: "columns" },
      ...{ items: decadesOf(rows) },
      notes: [
        "By the year of the edition that you read.",
        ...leftOut(rows.filter((row) => row.year === null).length, "a known year"),
      ],
    },
    { key: "authors", title: "Authors most read", unit: "books", shape: "bars", ...pick(authors) },
    {
      ...{ key: "ratings", title: "Your stars", unit: "books", shape: "columns", items: ratingsOf(rows) },
      notes: [
        ...leftOut(rows.filter(({ rating }) => rating === null).length, "stars"),
        ...(rows.some(({ rating }) => rating !== null && (rating * 2) % 1 !== 0)
          ? ["Quarter stars count for the half below."]
          : []),
      ],
    },
  ];
  // In the table is everything, also what the picture has no room for.
  const whole: Partial<Record<Chart["key"], [string, number][]>> = {
    ...{ languages: languages.all, genres: genres.all, authors: authors.all },
  };
  return charts.map((chart) => ({
    ...chart,
    csv: csvOf(chart.title, chart.unit, whole[chart.key]?.map(toItem) ?? chart.items),
  }));
}

const pick = ({ items, notes }: Pick<Chart, "items" | "notes">) => ({ items, notes });

/** Where a reader was at the end of a day; `pages`: how many the book has. */
export type Step = {
  readingId: number;
  day: string;
  page: number | null;
  percent: number | null;
  pages: number | null;
};

/**
 * Pages of each day, out of where the reader was at its end: the way since the day before on which they said so. Where a
 * share was said of a book that nobody knows the length of, there are none; who leafed back has read none that day.
 */
export function calendarOf(
  year: number,
  steps: readonly Step[],
  finishes: readonly { day: string; count: number }[],
): Calendar {
  const days = new Map<string, FigureDay>();
  const dayOf = (day: string): FigureDay => {
    const found = days.get(day) ?? { day, pages: 0, finished: 0 };
    days.set(day, found);
    return found;
  };
  const last = new Map<number, number>();
  let unknown = 0;
  for (const { readingId, day, page, percent, pages } of steps.toSorted((a, b) => (a.day < b.day ? -1 : 1))) {
    const at = page ?? (percent !== null && pages ? Math.round((percent / 100) * pages) : null);
    if (at === null) {
      if (inYear(day, year)) unknown += 1;
      continue;
    }
    const read = Math.max(0, at - (last.get(readingId) ?? 0));
    last.set(readingId, at);
    if (inYear(day, year)) dayOf(day).pages += read;
  }
  for (const { day, count } of finishes) dayOf(day).finished += count;
  const listed = [...days.values()].toSorted((a, b) => (a.day < b.day ? -1 : 1));
  return {
    ...{ year, days: listed },
    notes: [
      "Pages count on the days on which you noted how far you were.",
      ...(unknown === 0
        ? []
        : [
            `${numbers.format(unknown)} ${unknown === 1 ? "note" : "notes"} in percent of books without page count ${unknown === 1 ? "is" : "are"} not in here.`,
          ]),
    ],
    csv:
      CSV_BEGIN +
      [csvLine(["Day", "Pages", "Finished"]), ...listed.map((one) => csvLine([one.day, one.pages, one.finished]))].join(
        "",
      ),
  };
}

const inYear = (day: string, year: number): boolean => day.startsWith(`${year}-`);
