import { z } from "zod";
import type { BookSummary } from "@/lib/catalog/schema";

/** Nobody types more; a page of text is a mistake or an attack. */
export const QUERY_LENGTH_MAX = 200;

export const SEARCH_LIMIT_MAX = 50;

/** The query string of `GET /api/v1/search`. */
export const searchInput = z.object({
  q: z
    .string()
    .trim()
    .min(1, "No query provided")
    .max(QUERY_LENGTH_MAX, `A query has at most ${QUERY_LENGTH_MAX} characters.`),
  limit: z.coerce.number().int().min(1).max(SEARCH_LIMIT_MAX).default(20),
  offset: z.coerce.number().int().min(0).max(100_000).default(0),
});
export type SearchInput = z.output<typeof searchInput>;

/** Why a book was found; the page groups by it and says so. */
export type MatchKind = "isbn" | "title" | "author" | "text" | "genre" | "similar";

export type SearchHit = { book: BookSummary; kind: MatchKind };

export type SearchResults = {
  hits: SearchHit[];
  /** How many there are in all, as far as was looked. */
  total: number;
  /** The query was a valid ISBN, and this is its 13-digit form. */
  isbn13: string | null;
};

export type GenreCount = { genre: string; bookCount: number };

/** The JSON of one search result, with the field names of the public contract. */
export function presentHit({ book }: SearchHit) {
  return {
    isbn: book.isbn,
    isbn13: book.isbn13,
    title: book.title,
    authors: book.authors,
    cover_url: `/cover/${book.coverFile}`,
    genres: book.genres,
    year: book.year,
    language_code: book.languageCode,
  };
}
