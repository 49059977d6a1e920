import { z } from "zod";
import type { BookSummary } from "@/lib/catalog/schema";
import type { Wire } from "@/lib/platform/api/wire";

/** Nobody types more; a page of text is a mistake or an attack. */
export const QUERY_LENGTH_MAX = 200;

/** A search reads much of the catalogue; a hand that types asks for one or two a second. Pages and programs count together. */
export const SEARCH_LIMIT = { name: "search", max: 120, windowMs: 60_000 };

const LIMIT_MAX = 50;

const OFFSET_MAX = 100_000;

/** The query string of `GET /api/v1/search`. */
export const searchInput = z.object({
  q: z
    .string("No query provided")
    .trim()
    .min(1, "No query provided")
    .max(QUERY_LENGTH_MAX, `A query has at most ${QUERY_LENGTH_MAX} characters.`),
  limit: z.coerce.number().int().min(1).max(LIMIT_MAX).default(20),
  offset: z.coerce.number().int().min(0).max(OFFSET_MAX).default(0),
});
export type SearchInput = z.output<typeof searchInput>;

const HITS_PER_STEP = 24;
/** A page grows up to this; then the next one begins. */
const HITS_PER_PAGE_MAX = 240;

const first = (value: unknown) => (Array.isArray(value) ? value[0] : value);

/** The query string of the search page: never wrong, since people edit addresses. */
export const searchPage = z.object({
  q: z.preprocess(first, z.string().trim().catch("")),
  /** How many hits the pages before this one showed. */
  from: z.coerce.number().int().min(0).max(OFFSET_MAX).catch(0),
  shown: z.coerce.number().int().min(HITS_PER_STEP).max(HITS_PER_PAGE_MAX).catch(HITS_PER_STEP),
});
export type SearchPage = z.output<typeof searchPage>;

/** The address that shows more: the same page grown, or the one after it. */
export function moreHref({ q, from, shown }: SearchPage): string {
  const grown = shown < HITS_PER_PAGE_MAX;
  const next = grown ? { from, shown: shown + HITS_PER_STEP } : { from: from + shown, shown: HITS_PER_STEP };
  return `${searchHref(q)}&shown=${next.shown}${next.from > 0 ? `&from=${next.from}` : ""}`;
}

/** Why a book was found; the page groups by it and says so. */
export type MatchKind = "isbn" | "title" | "series" | "author" | "text" | "genre" | "similar";

export type SearchHit = { book: BookSummary; kind: MatchKind };

export type SearchResults = {
  hits: SearchHit[];
  /** How many there are in all, as far as was looked. */
  total: number;
  /** The query was a valid ISBN, and this is its 13-digit form. */
  isbn13: string | null;
};

export type GenreCount = { genre: string; bookCount: number };

/** What a reader would type to see all books of a genre. */
export const genreQuery = (genre: string): string => `genre:"${genre.replaceAll('"', "")}"`;

export const searchHref = (q: string): string => `/search?q=${encodeURIComponent(q)}`;

/** One search result, with the fields of the public contract. */
export const hitAnswer = z.object({
  isbn: z.string(),
  isbn13: z.string().nullable(),
  title: z.string(),
  authors: z.array(z.string()),
  coverUrl: z.string(),
  genres: z.array(z.string()),
  year: z.int().nullable(),
  languageCode: z.string().nullable(),
});
export type SearchResponse = Wire<z.output<typeof hitAnswer>>;

export const toHitAnswer = ({ book }: SearchHit): z.input<typeof hitAnswer> => ({
  ...book,
  coverUrl: `/cover/${book.coverFile}`,
});
