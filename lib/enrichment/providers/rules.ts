/** How the ways in which providers write things are read. Pure; what is not certain is left out. */
import type { z } from "zod";
import { parsePublicationDate } from "@/lib/catalog/records/dates/rules";
import { toLanguageTag } from "@/lib/catalog/records/languages/rules";
import { type BookRecord, PAGES_MAX, TEXT_LENGTH_MAX } from "@/lib/catalog/records/schema";
import { cleanText, decodeEntities, isGarbled } from "@/lib/catalog/records/texts/rules";
import { parseIsbn } from "@/lib/catalog/rules";
import { fold, pieces } from "@/lib/search/rules";
import { ProviderError } from "../http/schema";
import type { TitleQuery } from "./schema";

/** JSON of a shape; a ProviderError `malformed` when it is no JSON, or of another one. */
export function readJson<Value>(body: string, schema: z.ZodType<Value>): Value {
  let value: unknown;
  try {
    value = JSON.parse(body);
  } catch (cause) {
    throw new ProviderError("malformed", "its answer is not JSON", null, { cause });
  }
  const parsed = schema.safeParse(value);
  if (!parsed.success) throw otherShape(parsed.error);
  return parsed.data;
}

const otherShape = (cause?: Error) => new ProviderError("malformed", "its answer has another shape", null, { cause });

/**
 * The items of a list that can be read, and apart from them the others: one that cannot does not take the rest with it.
 * Where there are items and none can be read, the provider writes them in another way than we know, which says nothing of
 * a book: a ProviderError `malformed`.
 */
export function readItems<Value>(
  items: readonly unknown[],
  schema: z.ZodType<Value>,
): { items: Value[]; unread: unknown[] } {
  const parsed = items.map((item) => ({ item, result: schema.safeParse(item) }));
  const read = parsed.flatMap(({ result }) => (result.success ? [result.data] : []));
  if (items.length > 0 && read.length === 0) throw otherShape(parsed[0]?.result.error);
  return { items: read, unread: parsed.flatMap(({ item, result }) => (result.success ? [] : [item])) };
}

const UNREAD_MAX = 2_000;

/** Something that cannot be read, as a report shows it. */
export const unreadText = (item: unknown): string => (JSON.stringify(item) ?? "").slice(0, UNREAD_MAX);

/** The ISBN-13s among what a record lists, each once; what is none is left out. */
export function isbn13sOf(listed: readonly string[]): string[] {
  const parsed = listed.map(parseIsbn).flatMap((isbn) => (typeof isbn === "string" ? [] : [isbn.isbn13]));
  return [...new Set(parsed)];
}

/** Whether one of these is not among what an answer carries. */
export const lacksAny = (wanted: readonly string[], carried: readonly string[]): boolean =>
  wanted.some((isbn13) => !carried.includes(isbn13));

/** A record's own ISBN in both forms. */
export function isbnFields(isbn13: string | null): Pick<BookRecord, "isbn13" | "isbn10"> {
  const parsed = isbn13 === null ? null : parseIsbn(isbn13);
  return parsed === null || typeof parsed === "string" ? { isbn13: null, isbn10: null } : parsed;
}

const MONTHS = ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"];
const MONTH = `(${MONTHS.join("|")})[a-z]*\\.?`;
const DAY = "(\\d{1,2})(?:st|nd|rd|th)?";
const YEAR = "(\\d{4})";
const ISO_DATE = /^(\d{4})(?:-(\d{2})(?:-(\d{2}))?)?(?:T.*)?$/;
const MONTH_FIRST = new RegExp(`^${MONTH}(?:\\s+${DAY},?)?,?\\s+${YEAR}$`, "i");
const DAY_FIRST = new RegExp(`^${DAY}\\s+${MONTH},?\\s+${YEAR}$`, "i");

type PublicationDate = Pick<BookRecord, "publicationDate" | "publishedYear">;
const UNDATED: PublicationDate = { publicationDate: null, publishedYear: null };

/**
 * Dates as catalogues write them, no more precise than they are: "July 28, 2008", "2020-11", "[2019]", "c2004". Two years,
 * or half a year's digits, are no date.
 */
export function readDate(text: string | undefined, now: Date): PublicationDate {
  const written = (text ?? "").trim().replace(/\s+/g, " ");
  const iso = ISO_DATE.exec(written);
  if (iso) return dated(iso[1], iso[2], iso[3], now);
  const monthFirst = MONTH_FIRST.exec(written);
  if (monthFirst) return dated(monthFirst[3], monthNumber(monthFirst[1]), monthFirst[2], now);
  const dayFirst = DAY_FIRST.exec(written);
  if (dayFirst) return dated(dayFirst[3], monthNumber(dayFirst[2]), dayFirst[1], now);
  // "2001, c1999" is a book of 2001: the other year is that of the text's copyright.
  const years = (pattern: RegExp) => [...new Set([...written.matchAll(pattern)].map((match) => match[1]))];
  const printed = years(/(?<![\d©c]|[©c] |cop\. ?)(\d{4})(?!\d)/g);
  const [year, ...more] = printed.length > 0 ? printed : years(/(?<!\d)(\d{4})(?!\d)/g);
  return more.length > 0 || /\?/.test(written) ? UNDATED : dated(year, undefined, undefined, now);
}

const monthNumber = (name = "") => String(MONTHS.indexOf(name.slice(0, 3).toLowerCase()) + 1);

function dated(
  year: string | undefined,
  month: string | undefined,
  day: string | undefined,
  now: Date,
): PublicationDate {
  const parts = [year, month, day].filter((part) => part !== undefined);
  const { date, year: publishedYear } = parsePublicationDate(parts.join("-"), "year-first", now);
  return { publicationDate: date, publishedYear };
}

/** ISO 639 in two or three letters, also the library's own ("ger", "fre"), or BCP 47 → BCP 47; null for "several". */
export const readLanguage = (code = ""): string | null => (code.toLowerCase() === "mul" ? null : toLanguageTag(code));

// What is between the brackets has none itself: hostile text is then read in one go.
const BREAKS = /<(br|\/p|\/div|\/li)\b[^<>]*>/gi;
const TAGS = /<\/?[a-z][^<>]*>/gi;
/** Around an article that sorting leaves out, in library data. */
const SORTING_MARKS = /[\u0088\u0089\u0098\u009c]/g;

/**
 * Text without markup and control characters, its lines kept; null when nothing is left, or when letters of it were lost.
 * Markup may come as entities.
 */
export function readText(text: string | undefined | null): string | null {
  const written = decodeEntities((text ?? "").replace(SORTING_MARKS, ""));
  const bare = written.replace(BREAKS, "\n").replace(TAGS, "");
  const plain = cleanText(bare).text.replace(/\n{3,}/g, "\n\n");
  return plain === "" || isGarbled(plain) ? null : plain;
}

const withinLength = (text: string | null, lengthMax: number) =>
  text !== null && text.length <= lengthMax ? text : null;

/** Text of one line. */
export const readLine = (text: string | undefined | null): string | null =>
  withinLength(readText(text)?.replace(/\s+/g, " ") ?? null, TEXT_LENGTH_MAX.line);

/** A description. */
export const readProse = (text: string | undefined | null): string | null =>
  withinLength(readText(text), TEXT_LENGTH_MAX.prose);

export const readLines = (texts: readonly (string | undefined | null)[]): string[] =>
  texts.map(readLine).filter((line) => line !== null);

const GENRE_LENGTH_MAX = 60;
const GENRES_MAX = 12;

/** Notes for schools and shops that stand among subjects. */
const NO_GENRE = /^(reading level|accelerated reader|protected daisy|accessible book|in library|large type|overdrive)/i;

/** Subjects without the codes that stand among them ("nyt:fiction=2011-01" and the like), each once, the first ones. */
export const readGenres = (subjects: readonly string[]): string[] =>
  eachOnce(
    readLines(subjects)
      .map((subject) => subject.replace(/\s*[.,;]$/, ""))
      .filter((subject) => /\p{L}{2}/u.test(subject) && subject.length <= GENRE_LENGTH_MAX)
      .filter((subject) => !NO_GENRE.test(subject) && !/[:=_]|--/.test(subject)),
    fold,
  ).slice(0, GENRES_MAX);

/** The items in their order, of those with the same key the first. */
export function eachOnce<Item>(items: readonly Item[], key: (item: Item) => string): Item[] {
  const seen = new Set<string>();
  return items.filter((item) => {
    const isNew = !seen.has(key(item));
    seen.add(key(item));
    return isNew;
  });
}

/** A number of pages that can be one. */
export const readPages = (pages: number | undefined): number | null =>
  pages !== undefined && Number.isInteger(pages) && pages > 0 && pages <= PAGES_MAX ? pages : null;

/** The largest that a column holds. */
const COUNT_MAX = 2_000_000_000;

/** How many have rated a book, where that is a number of people. */
export const readCount = (count: number | undefined): number | null =>
  count !== undefined && Number.isInteger(count) && count >= 0 && count <= COUNT_MAX ? count : null;

const PLAIN_ID = /^[\w.-]{1,80}$/;

/** A provider's name for something, where it can stand in an address and in an index. */
export const readId = (id: string): string | null => (PLAIN_ID.test(id) ? id : null);

/** "XII, 541 S.", "491 p. :", "239 Seiten" → the pages that are counted in figures. */
export const readExtent = (extent: string | undefined): number | null =>
  readPages(Number(/(\d+)\s*(?:S\b|Seiten|pp?\b|pages)/i.exec(extent ?? "")?.[1] ?? 0));

/** "Family, Given" → "Given Family"; other names as they are. */
export function readName(name: string): string | null {
  const [family, given, ...more] = (readLine(name) ?? "").replace(/[,;]$/, "").split(/,\s*/);
  if (more.length > 0 || given === undefined) return readLine(name);
  return `${given} ${family}`;
}

/** "Old Kingdom, #2", "Bd. 3", "2.5" → the number, when there is exactly one. */
export function readPosition(text: string | undefined): number | null {
  const numbers = (text ?? "").match(/\d+(?:[.,]\d+)?/g) ?? [];
  const [only] = numbers;
  return numbers.length === 1 && only !== undefined ? Number(only.replace(",", ".")) : null;
}

/** A proposal that rests on words is never certain. */
const SEARCH_CONFIDENCE_MAX = 0.9;
const AUTHOR_UNKNOWN = 0.8;

/** How well a record fits what was asked for in words, 0 to 0.9: its title, and as much again whether it is that author's. */
export function scoreOf(
  { title, author }: TitleQuery,
  record: Pick<BookRecord, "title" | "subtitle" | "authors">,
): number {
  const asked = fold(title);
  const whole = record.subtitle === null ? record.title : `${record.title} ${record.subtitle}`;
  const byTitle = Math.max(likeness(asked, fold(record.title)), likeness(asked, fold(whole)));
  const byAuthor =
    author === null
      ? AUTHOR_UNKNOWN
      : Math.max(0, ...record.authors.map((name) => likeness(byWord(fold(author)), byWord(fold(name)))));
  return Math.round(SEARCH_CONFIDENCE_MAX * byTitle * (0.4 + 0.6 * byAuthor) * 1000) / 1000;
}

/** "Le Guin, Ursula" and "Ursula Le Guin" are one. */
const byWord = (folded: string): string => folded.split(" ").toSorted().join(" ");

/** How many of their three-letter pieces two texts share (Dice's coefficient). */
function likeness(one: string, other: string): number {
  const [a, b] = [pieces(one), pieces(other)];
  if (a.size === 0 || b.size === 0) return 0;
  return (2 * [...a].filter((piece) => b.has(piece)).length) / (a.size + b.size);
}

const SEVERAL_ISBNS = 0.85;

/** How surely a record with that ISBN is of that edition: one that lists other ISBNs too may describe another binding. */
export const confidenceByIsbn = (otherIsbns: readonly string[]): number =>
  otherIsbns.length === 0 ? 1 : SEVERAL_ISBNS;
