/** The words of the search box over one's books, and the query that they mean: each can be made of the other. Pure. */
import { languageName } from "@/lib/catalog/records/languages/rules";
import { STATUS_NAMES as READING_STATUS_NAMES } from "@/lib/reading/statuses/rules";
import { type BookPart, EVERYTHING, type ShelfQuery, STARS_MAX, STATUSES, type Status, shelfQuery } from "./schema";

/** A part of the text that could not be understood, and why, in words that help to mend it. */
export type QueryProblem = { part: string; message: string };

type Draft = {
  -readonly [Key in keyof ShelfQuery]: ShelfQuery[Key];
};
/** Takes values, which stood apart by commas, into the query; answers with what is wrong with them. */
type Reader = (query: Draft, values: string[], isNot: boolean) => string | undefined;

/** A key with its values, or a word or phrase without one. */
type Part = { raw: string; isNot: boolean; key: string | undefined; values: string[]; isQuoted: boolean };

const QUOTES = '"“”„«»';

/** Cuts text at its spaces, but not within quotes; quotes of other languages mean the same, and \\ takes what follows as it is. */
function* partsOf(typed: string): Generator<Part> {
  for (let at = 0; at < typed.length; ) {
    if (/\s/u.test(typed.charAt(at))) {
      at += 1;
      continue;
    }
    const start = at;
    const [lead = "", minus = "", key] = /^(-?)(?:([a-z]+):)?/iu.exec(typed.slice(at)) ?? [];
    at += lead.length;
    const values = [""];
    let [isWithin, isQuoted] = [false, false];
    const add = (sign: string) => values.push(`${values.pop()}${sign}`);
    for (; at < typed.length && (isWithin || !/\s/u.test(typed.charAt(at))); at++) {
      const sign = typed.charAt(at);
      if (QUOTES.includes(sign)) {
        isWithin = !isWithin;
        isQuoted = true;
      } else if (sign === "\\" && isWithin && at + 1 < typed.length) {
        at += 1;
        add(typed.charAt(at));
      } else if (sign === "," && !isWithin) values.push("");
      else add(sign);
    }
    const raw = typed.slice(start, at);
    yield { raw, isNot: minus !== "", key: key?.toLowerCase(), values: values.map((one) => one.trim()), isQuoted };
  }
}

/** Languages in which books of a household may be, for their English names. */
const LANGUAGE_CODES =
  "af ar be bg bn bs ca cs cy da de el en eo es et eu fa fi fr ga gl he hi hr hu hy id is it ja ka ko la lt lv mk mr ms nb nl nn no pl pt ro ru sk sl sq sr sv sw ta te th tr uk ur vi yi zh grc ang".split(
    " ",
  );
const CODES = new Map(LANGUAGE_CODES.map((code) => [languageName(code).toLowerCase(), code]));

const STATUS_WORDS: Record<string, Status> = {
  want: "want",
  wanted: "want",
  wish: "want",
  "to-read": "want",
  reading: "reading",
  now: "reading",
  read: "read",
  finished: "read",
  stopped: "stopped",
  dnf: "stopped",
  none: "none",
};

const whole = (values: string[]) => values.join(",");
const filled = (values: string[]) => values.filter((value) => value !== "");

/** "4", ">=4", ">4", "..4", "3..5"; undefined where it is none of these. */
function readRange(value: string): { min?: string; max?: string; isOpen?: boolean } | undefined {
  const [, sign, one] = /^(>=|<=|>|<|=)(.+)$/.exec(value) ?? [];
  if (sign !== undefined && one !== undefined) {
    if (sign === "=") return { min: one, max: one };
    return { ...(sign.startsWith(">") ? { min: one } : { max: one }), isOpen: sign.length === 1 };
  }
  const [min, max, ...more] = value.split("..");
  if (more.length > 0 || (!min && !max)) return undefined;
  if (max === undefined) return { min, max: min };
  return { min: min || undefined, max: max || undefined };
}

const RATING = "Stars go from 0.5 to 5: rating:>=4, rating:3..4.5 or rating:none.";
const YEAR = "Write a year like year:1984, year:>=2000 or year:1960..1979.";
const ADDED = "Write a day, a month or a year like added:2024, added:>=2024-05 or added:2024-05-01..2024-06-30.";
const STATUS = `It is one of ${STATUSES.join(", ")}: status:read or status:want,reading.`;
const FLAGS = "It can be has:rating, has:review, has:tag or has:isbn, and -has:… for books without.";

const text = (key: "author" | "series" | "genre" | "place" | "collection"): Reader => {
  return (query, values, isNot) => {
    if (isNot) return `A minus goes before tag, status, owned and has; before ${key} it does not.`;
    query[key] = whole(values);
    return undefined;
  };
};

const STEP = 0.25;

const readRating: Reader = (query, values, isNot) => {
  const value = whole(values);
  if (value === "none") {
    query.hasRating = isNot;
    return undefined;
  }
  const range = isNot ? undefined : readRange(value);
  if (!range) return RATING;
  const bound = (given: string | undefined, less: number) => {
    if (given === undefined) return undefined;
    const number = /^\d(?:[.,]\d{1,2})?$/.test(given) ? Number(given.replace(",", ".")) : Number.NaN;
    return number >= 0 && number <= STARS_MAX ? number + (range.isOpen ? less : 0) : Number.NaN;
  };
  const [min, max] = [bound(range.min, STEP), bound(range.max, -STEP)];
  if ([min, max].some((one) => one !== undefined && !(one >= 0 && one <= STARS_MAX))) return RATING;
  query.rating = bounds(min, max);
  return undefined;
};

const bounds = <Value>(min: Value | undefined, max: Value | undefined) => ({
  ...(min === undefined ? {} : { min }),
  ...(max === undefined ? {} : { max }),
});

const readYear: Reader = (query, values, isNot) => {
  const range = isNot ? undefined : readRange(whole(values));
  const bound = (given: string | undefined, less: number) =>
    given === undefined
      ? undefined
      : /^-?\d{1,4}$/.test(given)
        ? Number(given) + (range?.isOpen ? less : 0)
        : Number.NaN;
  if (!range) return YEAR;
  const parsed = shelfQuery.shape.year.safeParse(bounds(bound(range.min, 1), bound(range.max, -1)));
  if (!parsed.success) return YEAR;
  query.year = parsed.data;
  return undefined;
};

const DAY = /^(\d{4})(?:-(\d\d))?(?:-(\d\d))?$/;
const DAY_MS = 24 * 60 * 60_000;
const dayOf = (ms: number) => new Date(ms).toISOString().slice(0, 10);

/** The first and the last day that "2024", "2024-05" or "2024-05-17" means. */
function readDay(given: string): { start: string; end: string } | undefined {
  const [whole, year, month, day] = DAY.exec(given) ?? [];
  if (!whole) return undefined;
  const start = `${year}-${month ?? "01"}-${day ?? "01"}`;
  if (!shelfQuery.shape.added.safeParse({ min: start }).success) return undefined;
  const next = month ? Date.UTC(Number(year), Number(month), 1) : Date.UTC(Number(year) + 1, 0, 1);
  return { start, end: day ? start : dayOf(next - DAY_MS) };
}

const readAdded: Reader = (query, values, isNot) => {
  const range = isNot ? undefined : readRange(whole(values));
  if (!range) return ADDED;
  const [min, max] = [range.min && readDay(range.min), range.max && readDay(range.max)];
  if ((range.min && !min) || (range.max && !max)) return ADDED;
  const shift = (day: string, days: number) => dayOf(Date.parse(day) + days * DAY_MS);
  query.added = bounds(
    min ? (range.isOpen ? shift(min.end, 1) : min.start) : undefined,
    max ? (range.isOpen ? shift(max.start, -1) : max.end) : undefined,
  );
  return undefined;
};

const readTag: Reader = (query, values, isNot) => {
  const given = filled(values);
  if (given.length === 0) return "Write the tag behind it: tag:gift, or tag:“two words”.";
  const kind = isNot ? "none" : given.length > 1 ? "any" : "all";
  // A query has one list of tags of which any will do: two of them are not one long one.
  if (kind === "any" && query.tags.any.length > 0)
    return "One list of tags is enough: tag:gift,sea means either of them.";
  query.tags = { ...query.tags, [kind]: [...query.tags[kind], ...given] };
  return undefined;
};

const readStatus: Reader = (query, values, isNot) => {
  const given = filled(values).map((word) => STATUS_WORDS[word.toLowerCase()]);
  if (given.length === 0 || given.some((one) => one === undefined)) return STATUS;
  const before = query.status;
  // Said twice, both count; with a minus, it is what is left.
  query.status = isNot
    ? STATUSES.filter((one) => !given.includes(one) && (before.length === 0 || before.includes(one)))
    : STATUSES.filter((one) => given.includes(one) || before.includes(one));
  return query.status.length === 0 ? STATUS : undefined;
};

const readLanguage: Reader = (query, values, isNot) => {
  const given = whole(values).toLowerCase();
  const code = CODES.get(given) ?? (LANGUAGE_CODES.includes(given) ? given : undefined);
  if (isNot || !code) return "Write a language in English, or its code: language:French, language:fr.";
  query.language = code;
  return undefined;
};

const HAS: Record<string, "hasRating" | "hasReview" | "hasTag" | "hasIsbn" | "isOwned"> = {
  rating: "hasRating",
  stars: "hasRating",
  review: "hasReview",
  tag: "hasTag",
  tags: "hasTag",
  isbn: "hasIsbn",
  copy: "isOwned",
  owned: "isOwned",
};

const readFlag: Reader = (query, values, isNot) => {
  const key = HAS[whole(values).toLowerCase()];
  if (!key) return FLAGS;
  query[key] = !isNot;
  return undefined;
};

const READERS: Record<string, Reader> = {
  tag: readTag,
  status: readStatus,
  rating: readRating,
  stars: readRating,
  author: text("author"),
  series: text("series"),
  language: readLanguage,
  lang: readLanguage,
  genre: text("genre"),
  year: readYear,
  added: readAdded,
  place: text("place"),
  collection: text("collection"),
  has: readFlag,
  is: readFlag,
};

/**
 * Reads what somebody typed: `tag:gift status:read rating:>=4 author:"Le Guin" -owned`. Words that are none of this are
 * looked for in the books. What cannot be understood is left out and named.
 */
export function parseShelfQuery(typed: string): { query: ShelfQuery; problems: QueryProblem[] } {
  const query: Draft = shelfQuery.parse({});
  const problems: QueryProblem[] = [];
  const words: string[] = [];
  for (const { raw, isNot, key, values, isQuoted } of partsOf(typed)) {
    const read = key === undefined ? undefined : READERS[key];
    if (/^-?owned$/i.test(raw)) query.isOwned = !isNot;
    else if (!read) words.push(isQuoted && key === undefined ? whole(values) : raw);
    else {
      const isEmpty = filled(values).length === 0;
      const message = isEmpty ? `Write something right behind “${key}:”.` : read(query, values, isNot);
      if (message) problems.push({ part: raw, message });
    }
  }
  const parsed = shelfQuery.safeParse({ ...query, text: words.join(" ") });
  if (parsed.success) return { query: parsed.data, problems };
  const tooMuch = { part: typed.slice(0, 40), message: "This is too long. Fewer words and tags are enough." };
  return { query: shelfQuery.parse({}), problems: [tooMuch] };
}

const PLAIN = /^[^\s"“”„«»,\\]+$/;
const quoted = (value: string): string => `"${value.replace(/[\\"“”„«»]/g, "\\$&")}"`;
const quote = (value: string): string => (PLAIN.test(value) ? value : quoted(value));

/** Of the words to look for those in quotes that would mean something else without. */
const formatText = (words: string): string =>
  words
    .split(" ")
    .map((word) =>
      /^-?(?:owned$|[a-z]+:)/i.test(word) || [...QUOTES].some((sign) => word.includes(sign)) ? quoted(word) : word,
    )
    .join(" ");

const range = (key: string, { min, max }: { min?: number | string; max?: number | string }): string[] => {
  if (min === undefined && max === undefined) return [];
  if (min === max) return [`${key}:${min}`];
  if (max === undefined) return [`${key}:>=${min}`];
  return [min === undefined ? `${key}:<=${max}` : `${key}:${min}..${max}`];
};

const flag = (name: string, value: boolean | undefined) =>
  value === undefined ? [] : [value ? `has:${name}` : `-has:${name}`];

/** The words for a query; reading them gives the same query again. */
export function formatShelfQuery(query: ShelfQuery): string {
  const named = (["author", "series", "language", "genre", "place", "collection"] as const).flatMap((key) =>
    query[key] === undefined ? [] : `${key}:${quote(query[key])}`,
  );
  return [
    ...(query.text === "" ? [] : [formatText(query.text)]),
    ...(query.status.length === 0 ? [] : [`status:${query.status.join(",")}`]),
    ...range("rating", query.rating),
    ...query.tags.all.map((tag) => `tag:${quote(tag)}`),
    ...(query.tags.any.length === 0 ? [] : [`tag:${query.tags.any.map(quote).join(",")}`]),
    ...query.tags.none.map((tag) => `-tag:${quote(tag)}`),
    ...named,
    ...range("year", query.year),
    ...range("added", query.added),
    ...(query.isOwned === undefined ? [] : [query.isOwned ? "owned" : "-owned"]),
    ...flag("rating", query.hasRating),
    ...flag("review", query.hasReview),
    ...flag("tag", query.hasTag),
    ...flag("isbn", query.hasIsbn),
  ].join(" ");
}

/** What a status is called where books are narrowed by it. */
export const STATUS_NAMES: Record<Status, string> = { ...READING_STATUS_NAMES, none: "No status" };

/** One thing that a query narrows by, in words, and the query without it. */
export type QueryPart = { words: string; without: ShelfQuery };

const between = (
  { min, max }: { min?: number | string; max?: number | string },
  say: { one: string; min: string; max: string; both: string },
): string => {
  const [low, high] = [String(min), String(max)];
  if (min === max) return say.one.replace("#", low);
  if (max === undefined) return say.min.replace("#", low);
  return min === undefined ? say.max.replace("#", high) : say.both.replace("#", low).replace("#", high);
};

const FLAG_WORDS = {
  isOwned: ["Owned", "Not owned"],
  hasRating: ["Rated", "Not rated"],
  hasReview: ["With a review", "Without a review"],
  hasTag: ["With a tag", "Without a tag"],
  hasIsbn: ["With an ISBN", "Without ISBN"],
} as const;

/** All that a query narrows by, for the eyes: each can be taken away. */
export function partsOfQuery(query: ShelfQuery): QueryPart[] {
  const parts: QueryPart[] = [];
  const add = (words: string, changes: Partial<ShelfQuery>) => parts.push({ words, without: { ...query, ...changes } });
  const tags = (changes: Partial<ShelfQuery["tags"]>) => ({ tags: { ...query.tags, ...changes } });
  if (query.text !== "") add(`“${query.text}”`, { text: "" });
  if (query.status.length > 0) add(query.status.map((one) => STATUS_NAMES[one]).join(" or "), { status: [] });
  if (query.rating.min !== undefined || query.rating.max !== undefined) {
    const say = {
      one: query.rating.min === 1 ? "# star" : "# stars",
      min: "# stars or more",
      max: "# stars or less",
      both: "# to # stars",
    };
    add(between(query.rating, say), { rating: {} });
  }
  for (const tag of query.tags.all) add(`Tag: ${tag}`, tags({ all: query.tags.all.filter((one) => one !== tag) }));
  if (query.tags.any.length > 0) add(`Tag: ${query.tags.any.join(" or ")}`, tags({ any: [] }));
  for (const tag of query.tags.none)
    add(`Not tagged ${tag}`, tags({ none: query.tags.none.filter((one) => one !== tag) }));
  if (query.author !== undefined) add(`By ${query.author}`, { author: undefined });
  if (query.series !== undefined) add(`Series: ${query.series}`, { series: undefined });
  if (query.language !== undefined) add(`In ${languageName(query.language)}`, { language: undefined });
  if (query.genre !== undefined) add(query.genre, { genre: undefined });
  if (query.year.min !== undefined || query.year.max !== undefined) {
    const say = { one: "Published in #", min: "Since #", max: "Up to #", both: "# to #" };
    add(between(query.year, say), { year: {} });
  }
  if (query.added.min !== undefined || query.added.max !== undefined) {
    const say = { one: "Added on #", min: "Added since #", max: "Added up to #", both: "Added # to #" };
    add(between(query.added, say), { added: {} });
  }
  if (query.place !== undefined) add(`Stands in ${query.place}`, { place: undefined });
  if (query.collection !== undefined) add(`In ${query.collection}`, { collection: undefined });
  for (const [key, [yes, no]] of Object.entries(FLAG_WORDS) as [keyof typeof FLAG_WORDS, readonly [string, string]][])
    if (query[key] !== undefined) add(query[key] ? yes : no, { [key]: undefined });
  return parts;
}

/** Whether a query narrows nothing. */
export const isEverything = (query: ShelfQuery): boolean => formatShelfQuery(query) === formatShelfQuery(EVERYTHING);

/** A part of many books, of the ids of one more than it may hold, in their order. */
export function partOf(found: number[], limit: number): BookPart {
  const bookIds = found.slice(0, limit);
  return { bookIds, next: found.length > limit ? (bookIds.at(-1) ?? null) : null };
}
