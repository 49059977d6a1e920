import { z } from "zod";
import type { BookSummary } from "@/lib/catalog/schema";
import { spelledId } from "@/lib/platform/given";
import { givenLine } from "@/lib/platform/text";

/** `none`: the reader has not said. */
export const STATUSES = ["want", "reading", "read", "stopped", "none"] as const;
export type Status = (typeof STATUSES)[number];

const WORDS_MAX = 200;
const NAMES_MAX = 20;
export const STARS_MAX = 5;
/** Years of printing; before them there are years before Christ on old texts. */
const YEAR_MIN = -3_000;
const YEAR_MAX = 2_200;

const name = givenLine().min(1).max(WORDS_MAX);
const names = z.array(name).max(NAMES_MAX).default([]);
const stars = z.number().min(0).max(STARS_MAX);
const year = z.int().min(YEAR_MIN).max(YEAR_MAX);
const day = z.iso.date();

/**
 * Which of their books a reader wants to see: each part narrows it further. Names are those that the reader sees, compared
 * without case and accents. The same object stands behind the filters, the words in the search box and a saved collection.
 */
export const shelfQuery = z.object({
  /** Words of title, author or genre, or an ISBN. */
  text: givenLine().max(WORDS_MAX).default(""),
  /** Any of these. */
  status: z.array(z.enum(STATUSES)).max(STATUSES.length).default([]),
  rating: z.object({ min: stars.optional(), max: stars.optional() }).default({}),
  tags: z.object({ all: names, any: names, none: names }).prefault({}),
  author: name.optional(),
  series: name.optional(),
  /** An ISO 639 code. */
  language: z
    .string()
    .regex(/^[a-z]{2,3}$/)
    .optional(),
  genre: name.optional(),
  year: z.object({ min: year.optional(), max: year.optional() }).default({}),
  added: z.object({ min: day.optional(), max: day.optional() }).default({}),
  place: name.optional(),
  collection: name.optional(),
  /** True: it must; false: it must not. */
  isOwned: z.boolean().optional(),
  hasRating: z.boolean().optional(),
  hasReview: z.boolean().optional(),
  hasTag: z.boolean().optional(),
  hasIsbn: z.boolean().optional(),
});
export type ShelfQuery = z.output<typeof shelfQuery>;

/** All of a reader's books. */
export const EVERYTHING: ShelfQuery = shelfQuery.parse({});

export const SHELF_SORTS = ["added", "title", "author", "year", "rating", "finished", "pages"] as const;
export type ShelfSort = (typeof SHELF_SORTS)[number];

/** What somebody asked for and keeps: which books, and in which order. */
export const savedQuery = z.object({ filter: shelfQuery, sort: z.enum(SHELF_SORTS).catch("added") });
export type SavedQuery = z.output<typeof savedQuery>;

const BOOKS_PER_STEP = 48;
/** A page grows up to this; then the next one begins, so that a phone never holds thousands of covers. */
const BOOKS_PER_PAGE_MAX = 240;
/** As long as the longest query in words. */
export const QUERY_TEXT_MAX = 2_000;

const first = (value: unknown) => (Array.isArray(value) ? value[0] : value);

/** The query string of the room. Whatever does not make sense falls back to the first page as it comes. */
export const shelfPage = z.object({
  q: z.preprocess(first, z.string().trim().max(QUERY_TEXT_MAX).catch("")),
  sort: z.enum(SHELF_SORTS).catch("added"),
  view: z.enum(["shelf", "list"]).catch("shelf"),
  /** Where the page before ended. */
  after: z.string().max(4_000).optional().catch(undefined),
  shown: z.coerce.number().int().min(BOOKS_PER_STEP).max(BOOKS_PER_PAGE_MAX).catch(BOOKS_PER_STEP),
  /** The collection whose query is being changed. */
  edit: spelledId.optional().catch(undefined),
});
export type ShelfPage = z.output<typeof shelfPage>;

/** The page that shows more: the same one grown, or the one after `cursor`. */
export function shelfPageAfter(page: ShelfPage, cursor: string): ShelfPage {
  return page.shown < BOOKS_PER_PAGE_MAX
    ? { ...page, shown: page.shown + BOOKS_PER_STEP }
    : { ...page, after: cursor, shown: BOOKS_PER_STEP };
}

/** The first page of what is asked for. */
export const firstShelfPage = ({
  q,
  sort,
  view,
  edit,
}: Pick<ShelfPage, "q" | "sort" | "view" | "edit">): ShelfPage => ({
  ...{ q, sort, view, edit },
  after: undefined,
  shown: BOOKS_PER_STEP,
});

const ROOM = "/library/books";

/** The address of a page; what is usual is left out, so that one page has one address. Elsewhere any order may be usual. */
export function shelfHref({ q, sort, view, after, shown, edit }: ShelfPage, path = ROOM): string {
  const query = new URLSearchParams();
  if (q) query.set("q", q);
  if (sort !== "added" || path !== ROOM) query.set("sort", sort);
  if (view !== "shelf") query.set("view", view);
  if (after) query.set("after", after);
  if (shown !== BOOKS_PER_STEP) query.set("shown", String(shown));
  if (edit) query.set("edit", String(edit));
  return `${path}${query.size > 0 ? `?${query}` : ""}`;
}

/** A book of a reader's, with what they have said of it. */
export type ShelfBook = BookSummary & {
  bookId: number;
  status: Exclude<Status, "none"> | null;
  rating: number | null;
  tags: string[];
  isOwned: boolean;
};

/** `cursor` names where the next page begins; null on the last one. `total`: of all pages. */
export type ShelfBooks = { books: ShelfBook[]; total: number; cursor: string | null };

/** Some of many books, by their ids, and what to go on behind; null: there are no more. */
export type BookPart = { bookIds: number[]; next: number | null };

/** What to leave out of a query that finds nothing, what is asked then, and how many books that finds. */
export type WayOut = { words: string; without: ShelfQuery; total: number };

/** What there is to choose from, the most frequent first. */
export type ShelfChoices = {
  tags: { name: string; count: number }[];
  languages: { code: string; count: number }[];
  genres: { name: string; count: number }[];
  collections: { name: string; icon: string }[];
  places: { name: string }[];
};
