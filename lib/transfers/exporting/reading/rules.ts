/** A book of the catalogue as an export describes it. Pure. */
import { sourceKeysOf, toKey } from "@/lib/catalog/records/rules";
import type { Entry } from "../../schema";

type BookRow = Pick<
  Entry["book"],
  | "isbn10"
  | "isbn13"
  | "title"
  | "subtitle"
  | "authors"
  | "pages"
  | "publicationDate"
  | "publishedYear"
  | "publisher"
  | "languageCode"
  | "description"
  | "genres"
> & { kind: string; sourceKey: string | null; series: Entry["book"]["series"] | null };

const NAMED = /^(goodreads|openlibrary|google):(.+)$/;
/** What the catalogue says of a book, as the record that it can be made of again elsewhere. */
export function bookOf(row: BookRow, workKeys: string[]): Entry["book"] {
  const { isbn10, isbn13, title, subtitle, authors, pages, publicationDate, publishedYear } = row;
  const { publisher, languageCode, description, genres, series, kind, sourceKey } = row;
  const [, source, id] = NAMED.exec(sourceKey ?? "") ?? [];
  return {
    ...{ isbn10, isbn13, title, subtitle, authors, pages, publicationDate, publishedYear },
    ...{ publisher, languageCode, description, genres, series: series ?? [] },
    ...{ averageRating: null, ratingsCount: null, coverUrls: [] },
    identifiers: source && id ? { [source]: id } : {},
    // By the first of them its editions meet again, wherever the export is read.
    workKey: workKeys[0] ?? null,
    kind: kind === "audiobook" ? "audiobook" : "book",
  };
}

/** By what a book is known in an export: the same on every site. */
export const keyOf = (book: Entry["book"]): string =>
  toKey(`ridizi:${book.isbn13 ?? sourceKeysOf({ ...book, isbn13: null }).at(-1) ?? book.title}`);
