import { z } from "zod";
import { givenBookName as isbn } from "@/lib/catalog/names/schema";
import type { BookSummary } from "@/lib/catalog/schema";
import { spelledId as id, namedMoment } from "@/lib/platform/given";
import { givenLine, givenText } from "@/lib/platform/text";

const segmenter = new Intl.Segmenter(undefined, { granularity: "grapheme" });

/** One emoji as a reader sees it: a family or a flag is several code points but one grapheme. */
const icon = z
  .string()
  .trim()
  .max(32)
  .refine((value) => [...segmenter.segment(value)].length === 1, "Choose one emoji.")
  .refine((value) => /\p{Extended_Pictographic}|\p{Regional_Indicator}/u.test(value), "Choose one emoji.");

const name = givenLine().min(1, "Give the collection a name.").max(100, "A name has at most 100 characters.");

export const DESCRIPTION_MAX = 1_000;
const description = givenText()
  .max(DESCRIPTION_MAX, `A description has at most ${DESCRIPTION_MAX} characters.`)
  .optional();

/** What the first collection is called when a reader keeps a book before making one. */
export const FIRST_COLLECTION = { name: "My books", icon: "📚" };

/** More are no order any more: what a reader sorts by so many words is done with tags. */
export const COLLECTIONS_MAX = 500;
/** Those of them that fill themselves, each by a question about all of their reader's books. */
export const SMART_MAX = 50;

export const createCollectionInput = z.object({ name, icon: icon.default(FIRST_COLLECTION.icon), description });
export type CreateCollectionInput = z.output<typeof createCollectionInput>;

/** What is left out stays as it is. */
export const updateCollectionInput = z
  .object({ collectionId: id, name, icon, description })
  .partial({ name: true, icon: true, description: true });
export type UpdateCollectionInput = z.output<typeof updateCollectionInput>;

export const collectionInput = z.object({ collectionId: id });
export type CollectionInput = z.output<typeof collectionInput>;

export const householdInput = z.object({ collectionId: id, isShared: z.boolean() });
export type HouseholdInput = z.output<typeof householdInput>;

/** `isbn` is whatever names a book: ISBN-10, ISBN-13 or `local:<id>`. */
export const collectionBookInput = z.object({ collectionId: id, isbn });
export type CollectionBookInput = z.output<typeof collectionBookInput>;

/** Without a collection: the one used last, or a first one made on the spot. */
export const addBookInput = z.object({ collectionId: id.optional(), isbn });
export type AddBookInput = z.output<typeof addBookInput>;

/** Its place in the order by hand, as the server said before. */
export const position = z.number().min(-Number.MAX_SAFE_INTEGER).max(Number.MAX_SAFE_INTEGER);

export const restoreBookInput = collectionBookInput.extend({ addedAt: namedMoment, position, addedById: id.nullish() });
export type RestoreBookInput = z.output<typeof restoreBookInput>;

/** For so long a deleted collection can be brought back: as long as somebody may leave the page open that offers it. */
export const DELETED_DAYS = 1;

/** The orders of a collection. `hand`: as its owner moved the books. */
export const COLLECTION_SORTS = ["added", "title", "author", "year", "hand"] as const;
const collectionSort = z.enum(COLLECTION_SORTS);
export type CollectionSort = z.output<typeof collectionSort>;

export const sortCollectionInput = z.object({ collectionId: id, sort: collectionSort });
export type SortCollectionInput = z.output<typeof sortCollectionInput>;

const BOOKS_PER_STEP = 48;
/** A page grows up to this; then the next one begins, so that a phone never holds thousands of covers. */
const BOOKS_PER_PAGE_MAX = 240;

/** The query string of a collection's page. Whatever does not make sense falls back to the first page as it comes. */
export const collectionPage = z.object({
  /** Without one: the collection's own. */
  sort: collectionSort.optional().catch(undefined),
  view: z.enum(["shelf", "list"]).catch("shelf"),
  /** Where the page before ended. */
  after: z.string().max(4_000).optional().catch(undefined),
  shown: z.coerce.number().int().min(BOOKS_PER_STEP).max(BOOKS_PER_PAGE_MAX).catch(BOOKS_PER_STEP),
});
export type CollectionPage = z.output<typeof collectionPage>;
export type CollectionLook = CollectionPage["view"];

/** The page that shows more: the same one grown, or the one after `cursor`. */
export function pageAfter(page: CollectionPage, cursor: string): CollectionPage {
  return page.shown < BOOKS_PER_PAGE_MAX
    ? { ...page, shown: page.shown + BOOKS_PER_STEP }
    : { ...page, after: cursor, shown: BOOKS_PER_STEP };
}

/** The address of a page of a collection, its owner's or the one that is shared; what is usual is left out, so that one page has one address. */
export function pageHref(path: string, { sort, view, after, shown }: CollectionPage): string {
  const query = new URLSearchParams();
  if (sort) query.set("sort", sort);
  if (view !== "shelf") query.set("view", view);
  if (after) query.set("after", after);
  if (shown !== BOOKS_PER_STEP) query.set("shown", String(shown));
  return `${path}${query.size > 0 ? `?${query}` : ""}`;
}

/** The first page in an order and a look. */
export const firstPage = ({ sort, view }: Pick<CollectionPage, "sort" | "view">): CollectionPage => ({
  sort,
  view,
  after: undefined,
  shown: BOOKS_PER_STEP,
});

const COLLECTIONS_PER_STEP = 60;

/** The query string of the page of all collections, which grows. */
export const libraryPage = z.object({
  shown: z.coerce.number().int().min(COLLECTIONS_PER_STEP).max(100_000).catch(COLLECTIONS_PER_STEP),
});

/** The same page with more on it. */
export const libraryHref = (shown: number): string => `/library?shown=${shown + COLLECTIONS_PER_STEP}`;

export type Collection = { id: number; name: string; icon: string };

/** A collection as the REST API names it. */
export const collectionAnswer = z.object({ id: z.int(), name: z.string(), icon: z.string() });

/** What its owner says of a collection. */
export type CollectionWords = Pick<Collection, "name" | "icon"> & { description: string };

export type CollectionSummary = Collection & {
  /** Of another member of the household who shares it: who that is. */
  owner: string | null;
  /** It fills itself. */
  isSmart: boolean;
  /** Null: of one that fills itself it could not be told in time. */
  bookCount: number | null;
  /** Up to four newest books, for the mosaic. */
  covers: BookSummary[];
};

export type CollectionDetail = Collection &
  CollectionWords & {
    ownerId: number;
    owner: string;
    /** With whom its owner shares it: the other members of their household. */
    memberIds: number[];
    /** It fills itself; see lib/library/smart. */
    isSmart: boolean;
    bookCount: number;
    createdAt: Date;
    sort: CollectionSort;
  };

/** A collection that a book can go into, or already is in. */
export type CollectionChoice = Collection & {
  hasBook: boolean;
  isOwn: boolean;
  /** Of another member of the household who shares it: who that is. */
  owner: string | null;
};

export type CollectionBook = BookSummary & {
  bookId: number;
  addedAt: Date;
  addedById: number | null;
  position: number;
};

/** `cursor` names where the next page begins; null on the last one. */
export type CollectionBooks = { books: CollectionBook[]; cursor: string | null };

/** What a reader may do with a collection. `isShared`: others of the household see it; `canShare`: there are others. */
export type CollectionRights = { readerId: number; isOwn: boolean; isShared: boolean; canShare: boolean };
