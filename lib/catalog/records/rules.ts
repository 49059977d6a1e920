import { bookFields, FIELD_COLUMNS, isLocked, type Origins } from "../provenance/schema";
import type { BookRecord } from "./schema";
import { foldKey } from "./texts/rules";

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
function toKey(text: string): string {
  const key = text.trim();
  if (key.length <= KEY_LENGTH_MAX && PLAIN_KEY.test(key)) return key;
  const hash = hashOf(key);
  return `${key.slice(0, KEY_LENGTH_MAX - hash.length - 1).trimEnd()}~${hash}`;
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

/**
 * The name under which the editions of one work meet: the source's own, else made of title and first author. Undefined
 * where nobody is named as its author, or a title has no letters: such a book is a work by itself.
 */
export function workKeyOf(record: Pick<BookRecord, "workKey" | "title" | "series" | "authors">): string | undefined {
  if (record.workKey?.trim()) return toKey(record.workKey);
  const [first = ""] = record.authors;
  const [author, title] = [authorKey(first), titleKey(record)];
  if (title === "" || NOBODY.has(foldKey(first)) || author === "") return undefined;
  return toKey(`title:${title} / ${author}`);
}

/** Sources whose names of editions stay what they are, best first. */
const LASTING = ["openlibrary", "goodreads", "google"];

/**
 * The name under which a source knows the edition, e.g. `goodreads:2767052`. Where none does, a book without ISBN is known
 * again by what is said of it, and one with ISBN by nothing else.
 */
export function sourceKeyOf(record: BookRecord): string | null {
  const { identifiers, isbn13, title, authors, publisher, publishedYear, languageCode } = record;
  const named = Object.keys(identifiers).filter((name) => identifiers[name]?.trim());
  const source = LASTING.find((lasting) => named.includes(lasting)) ?? named.sort()[0];
  if (source) return toKey(`${source}:${identifiers[source]}`);
  if (isbn13 !== null) return null;
  const facts = [title, authors[0] ?? "", publisher ?? "", String(publishedYear ?? ""), languageCode ?? ""].map(
    foldKey,
  );
  return `record:${hashOf(facts.join("/"))}`;
}

/** Of a book that shares its work with none. */
export const ownWorkKeyOf = (record: BookRecord): string => toKey(`book:${record.isbn13 ?? sourceKeyOf(record)}`);

/**
 * The book that a record speaks of, among those of its names. The ISBN decides; the name that a source gave it counts only
 * where one of the two has no ISBN.
 */
export function findKnown<Book extends { isbn13: string | null; sourceKey: string | null }>(
  known: Book[],
  record: BookRecord,
): Book | undefined {
  const sourceKey = sourceKeyOf(record);
  return (
    known.find(({ isbn13 }) => isbn13 !== null && isbn13 === record.isbn13) ??
    known.find((book) => {
      const isNamedAlike = sourceKey !== null && book.sourceKey === sourceKey;
      return isNamedAlike && (book.isbn13 === null || record.isbn13 === null);
    })
  );
}

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
