import { bookFields, FIELD_COLUMNS, isLocked, type Origins } from "../provenance/schema";
import type { BookRecord } from "./schema";
import { foldKey, plainLetter, SPECIAL_LETTERS } from "./texts/rules";

const ARTICLE = /^(?:the|a|an) (?=.)/;
/** "J. R. R." is "J.R.R.". */
const INITIALS = /(?<=\b\p{L}) (?=\p{L}\b)/gu;
const GENERATION = / (?:jr|sr|ii|iii|iv)$/;
/** Names that stand for whoever it was: two books of theirs with one title are two works. */
const NOBODY = new Set([
  "",
  "anonymous",
  "unknown",
  "unknown author",
  "various",
  "various authors",
  "none",
  "n a",
  "author unknown",
]);

const KEY_LENGTH_MAX = 120;
const HASH_OFFSET = 0xcbf29ce484222325n;
const HASH_PRIME = 0x100000001b3n;

/** FNV-1a, 64 bits, hexadecimal: short names for long ones. */
function hashOf(text: string): string {
  let hash = HASH_OFFSET;
  for (const byte of new TextEncoder().encode(text)) hash = BigInt.asUintN(64, (hash ^ BigInt(byte)) * HASH_PRIME);
  return hash.toString(16).padStart(16, "0");
}

/** Lower case and ASCII; the number that Open Library gives is in capitals, and in no other way. */
const PLAIN_KEY = /^(?!openlibrary:ol\d)[a-z0-9 :/~-]*$|^openlibrary:OL\d+[MW]$/;

/**
 * A key for a unique column: at most `KEY_LENGTH_MAX` long, and with a hash at its end where the database might take two
 * for one, since it compares without case, accents and spaces at the end.
 */
export function toKey(text: string): string {
  const key = text.trim();
  if (key.length <= KEY_LENGTH_MAX && PLAIN_KEY.test(key)) return key;
  const hash = hashOf(key);
  return `${key.slice(0, KEY_LENGTH_MAX - hash.length - 1).trimEnd()}~${hash}`;
}

/** Letters of a name as they are compared, without what sources write in many ways. */
const nameKey = (name: string) => foldKey(name).replace(SPECIAL_LETTERS, plainLetter).replace(INITIALS, "");

/** "Tolkien, J.R.R." is one who is sorted by the family name; "King, Jr." and "Brown, Son & Ferguson" are none. */
const INVERTED = /^([^,&]+),\s*([^,&]+)$/;

/**
 * One person under all spellings of the whole name: "J. R. R. TOLKIEN", "Tolkien, J.R.R.". People who share only the family
 * name and an initial stay apart. Undefined where nobody is named.
 */
export function personKey(name: string): string | undefined {
  const [, family, given] = INVERTED.exec(name) ?? [];
  const key = nameKey(family && given && !GENERATION.test(` ${foldKey(given)}`) ? `${given} ${family}` : name);
  return NOBODY.has(key) ? undefined : toKey(key);
}

const SERIES_WORD = / series$/;

/** One series under all spellings: "The Expanse", "Expanse series". Undefined where the name has no letters. */
export function seriesKey(name: string): string | undefined {
  const key = nameKey(name).replace(ARTICLE, "").replace(SERIES_WORD, "");
  return key === "" ? undefined : toKey(key);
}

/** Family name and the first letter of the given one: what every source has of an author, however it writes the rest. */
export function authorKey(name: string): string {
  const words = foldKey(name).replace(INITIALS, "").replace(GENERATION, "").split(" ");
  const [first = "", last = first] = [words[0], words.at(-1)];
  return words.length > 1 ? `${last} ${first.slice(0, 1)}` : first;
}

/** "(Penguin Classics)" and the like name a house's series; with one of these words or a number it may be another text. */
const TELLING_BRACKETS =
  /\d|\b(?:vol|volume|part|play|screenplay|movie|graphic|abridged|annotated|illustrated|selected|selections|criticism|study|notes|guide|companion|workbook|calendar|set)\b/i;
const LAST_BRACKETS = /\s*\(((?:[^()]|\([^()]*\))*)\)$/;
const NOVEL = /[:,-]\s*(?:a|the) novel$/i;

/** The book that a series is named after is mostly called by its name alone. */
const FIRST = 1;

/**
 * What editions of one text share of their titles. A place in a series belongs to it where the title is that of the
 * series; without a place such a book is a collection of who knows which volumes, and has nothing to share.
 */
function titleKey({ title, series }: Pick<BookRecord, "title" | "series">): string {
  const bare = title
    .replace(LAST_BRACKETS, (brackets, inner: string) => (TELLING_BRACKETS.test(inner) ? brackets : ""))
    .replace(NOVEL, "");
  const key = foldKey(bare).replace(ARTICLE, "");
  const own = series.find(({ name }) => foldKey(name).replace(ARTICLE, "") === key);
  if (!own || own.position === FIRST) return key;
  return own.position === null ? "" : `${key} ${own.position}`;
}

/** A key for a work of title and first author; undefined where nobody is named as its author, or a title has no letters. */
function titleWorkKey(record: Pick<BookRecord, "title" | "series" | "authors">): string | undefined {
  const [first = ""] = record.authors;
  const [author, title] = [authorKey(first), titleKey(record)];
  if (title === "" || NOBODY.has(foldKey(first)) || author === "") return undefined;
  return toKey(`title:${title} / ${author}`);
}

type Titled = Pick<BookRecord, "workKey" | "title" | "series" | "authors">;

/** The name under which the editions of one work meet: the source's own, else made of title and first author. */
export const workKeyOf = (record: Titled): string | undefined => workNamesOf(record)[0];

/**
 * All names under which the editions of a work meet, the surest first: the source's own, and one made of title and first
 * author, by which those of other sources find it; of each title that the work goes by. None where a book is a work by itself.
 */
export function workNamesOf(record: Titled, otherTitles: string[] = []): string[] {
  const own = record.workKey?.trim() ? [toKey(record.workKey)] : [];
  const titles = [record.title, ...otherTitles].flatMap((title) => titleWorkKey({ ...record, title }) ?? []);
  return [...new Set([...own, ...titles])];
}

/** Sources whose names of editions stay what they are, best first. */
const LASTING = ["openlibrary", "goodreads", "google"];

/**
 * The names under which an edition is known besides its ISBN, the surest first: the one that a source gave it, e.g.
 * `goodreads:2767052`, and, without ISBN, one made of what is said of it.
 */
export function sourceKeysOf(record: BookRecord): string[] {
  const { identifiers, isbn13, title, authors, publisher, publishedYear, languageCode } = record;
  const named = Object.keys(identifiers).filter((name) => identifiers[name]?.trim());
  const source = LASTING.find((lasting) => named.includes(lasting)) ?? named.sort()[0];
  const given = source ? [toKey(`${source}:${identifiers[source]}`)] : [];
  if (isbn13 !== null) return given;
  const facts = [title, authors[0] ?? "", publisher ?? "", String(publishedYear ?? ""), languageCode ?? ""].map(
    foldKey,
  );
  return [...given, `${OF_FACTS}${hashOf(facts.join("/"))}`];
}

const OF_FACTS = "record:";

/** Of a book that shares its work with none. */
export const ownWorkKeyOf = ({ isbn13 }: Pick<BookRecord, "isbn13">, sourceKey: string | null): string =>
  toKey(`book:${isbn13 ?? sourceKey}`);

/** `aliases`: ISBNs and names of sources that are of books which were merged into it. */
type Known = Named & {
  isbn13: string | null;
  sourceKey: string | null;
  aliases?: string[];
  origins?: Origins | null;
};

const hasIsbn = ({ isbn13, aliases }: Pick<Known, "isbn13" | "aliases">, isbn: string | null): boolean =>
  isbn !== null && (isbn13 === isbn || aliases?.includes(isbn) === true);

/**
 * Whether a record speaks of a book by a name that both have. Tables number their books as they like, so the number of a
 * source counts only with a title that fits, unless a person has given the book another one, or merged two.
 */
function isNamedAlike({ sourceKey, aliases = [], origins = null, ...book }: Known, record: BookRecord): boolean {
  const names = sourceKeysOf(record);
  if (names.some((name) => aliases.includes(name))) return true;
  if (sourceKey === null || !names.includes(sourceKey)) return false;
  return sourceKey.startsWith(OF_FACTS) || isLocked(origins, "title") || isSameBook(book, record);
}

/**
 * The book that a record speaks of, among those of its names. The ISBN decides; another name counts only where one of the
 * two has no ISBN.
 */
export const findKnown = <Book extends Known>(known: Book[], record: BookRecord): Book | undefined =>
  known.find((book) => hasIsbn(book, record.isbn13)) ??
  known.find((book) => (book.isbn13 === null || record.isbn13 === null) && isNamedAlike(book, record));

/** Letters of each word in threes, by which titles are alike though one is written otherwise or is longer. */
function threesOf(text: string): Set<string> {
  const padded = ` ${text} `;
  return new Set(Array.from({ length: Math.max(padded.length - 2, 0) }, (_, at) => padded.slice(at, at + 3)));
}

/**
 * Of 2,589 pairs of rows with one ISBN in three real tables, all but one share this much of the shorter title, or half as
 * much and an author.
 */
const SAME_TITLE_MIN = 0.7;
const SAME_TITLE_AND_AUTHOR_MIN = 0.35;

type Named = Pick<BookRecord, "title" | "subtitle" | "authors">;
const wholeTitle = ({ title, subtitle }: Named): string => foldKey(subtitle === null ? title : `${title} ${subtitle}`);
const numbersOf = (title: string): string[] => (title.match(/\d+/g) ?? []).map((number) => String(Number(number)));

/**
 * Whether two that have one ISBN speak of one book, by title and author: two volumes of a series do not. Sources write
 * titles with and without subtitle, series and house, and authors in every way.
 */
export function isSameBook(one: Named, other: Named): boolean {
  const [a, b] = [wholeTitle(one), wholeTitle(other)];
  if (a === b) return true;
  const [ours, theirs] = [numbersOf(a), numbersOf(b)];
  if (ours.length > 0 && theirs.length > 0 && !ours.some((number) => theirs.includes(number))) return false;
  const [threes, others] = [threesOf(a), threesOf(b)];
  const shared = [...threes].filter((three) => others.has(three)).length;
  const share = shared / Math.max(Math.min(threes.size, others.size), 1);
  const names = other.authors.map(authorKey);
  const isOfOneAuthor = one.authors.some((name) => names.includes(authorKey(name)));
  const isOfNobody = one.authors.length === 0 || names.length === 0;
  return share >= (isOfOneAuthor || isOfNobody ? SAME_TITLE_AND_AUTHOR_MIN : SAME_TITLE_MIN);
}

/** Whether a record gives the ISBN of a known book to another one: one of the two has a wrong ISBN. */
export const isOfAnotherBook = (book: Named & Pick<Known, "isbn13" | "aliases">, record: BookRecord): boolean =>
  hasIsbn(book, record.isbn13) && !isSameBook(book, record);

const LINKS: Record<string, (id: string) => string> = {
  goodreads: (id) => `https://www.goodreads.com/book/show/${encodeURIComponent(id)}`,
  openlibrary: (id) => `https://openlibrary.org/books/${encodeURIComponent(id)}`,
  google: (id) => `https://books.google.com/books?id=${encodeURIComponent(id)}`,
};

/** Addresses of the book elsewhere, by source. */
export function linksOf({ identifiers }: Pick<BookRecord, "identifiers">): Record<string, string> {
  return Object.fromEntries(
    Object.entries(identifiers).flatMap(([source, id]) => {
      const link = LINKS[source];
      return link ? [[source, link(id)]] : [];
    }),
  );
}

/** What a record can say of a book that is in the catalogue. */
export type FillableBook = {
  isbn10: string | null;
  isbn13: string | null;
  subtitle: string | null;
  authors: string[];
  pages: number | null;
  publicationDate: string | null;
  publishedYear: number | null;
  publisher: string | null;
  languageCode: string | null;
  coverUrl: string | null;
  externalLinks: Record<string, string>;
  description: string | null;
  genres: string[];
  series: BookRecord["series"] | null;
  averageRating: number | null;
  ratingsCount: number;
};

/** The columns of a book as a record fills them. */
export function fieldsOf(record: BookRecord): FillableBook {
  const { isbn10, isbn13, subtitle, authors, pages, publicationDate, publishedYear, publisher } = record;
  const { languageCode, description, genres, series, averageRating, ratingsCount } = record;
  return {
    ...{ isbn10, isbn13, subtitle, authors, pages, publicationDate, publishedYear, publisher, languageCode },
    ...{ description, genres, averageRating, ratingsCount: ratingsCount ?? 0 },
    series: series.length > 0 ? series : null,
    coverUrl: record.coverUrls[0] ?? null,
    externalLinks: linksOf(record),
  };
}

export const isEmpty = (value: unknown): boolean =>
  value === null || value === "" || value === 0 || (Array.isArray(value) && value.length === 0);

/** A group of columns is filled only while those of it that have a value say the same, or a book would be of one source's year and another's month. */
const isConsistent = (book: FillableBook, given: FillableBook, columns: readonly (keyof FillableBook)[]): boolean =>
  columns.every((column) => isEmpty(book[column]) || book[column] === given[column]);

/**
 * What a record adds to a book that is known: fields that are empty, and links that are missing. What the book has stays
 * as it is, whoever said it, and so does a field that a person has locked.
 */
export function fillEmpty(book: FillableBook & { origins: Origins | null }, record: BookRecord): Partial<FillableBook> {
  const given = fieldsOf(record);
  const changes: Partial<FillableBook> = {};
  const fill = <Column extends keyof FillableBook>(column: Column) => {
    if (isEmpty(book[column]) && !isEmpty(given[column])) changes[column] = given[column];
  };
  for (const field of bookFields) {
    if (field === "title" || field === "externalLinks" || isLocked(book.origins, field)) continue;
    const columns = FIELD_COLUMNS[field];
    // A book that has an ISBN-13 has the other too, if there is one.
    const isOpen = field === "isbn" ? book.isbn13 === null : isConsistent(book, given, columns);
    if (isOpen) columns.forEach(fill);
  }
  const links = Object.entries(given.externalLinks).filter(([source]) => !(source in book.externalLinks));
  if (links.length > 0 && !isLocked(book.origins, "externalLinks"))
    changes.externalLinks = { ...book.externalLinks, ...Object.fromEntries(links) };
  return changes;
}
