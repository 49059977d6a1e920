import { z } from "zod";
import { givenBookName } from "@/lib/catalog/names/schema";
import { bookRecord } from "@/lib/catalog/records/schema";
import { parseIsbn } from "@/lib/catalog/rules";
import { PLACE_KINDS, PLACES_MAX, placeCode } from "@/lib/copies/places/schema";
import { CONDITIONS, COPY_NOTES_MAX, PRICE_MAX } from "@/lib/copies/schema";
import { isPastDay } from "@/lib/platform/day";
import { spelledId as id } from "@/lib/platform/given";
import { BOOKS_MAX } from "@/lib/reading/goals/schema";
import { QUOTE_KINDS, QUOTE_MAX } from "@/lib/reading/quotes/schema";
import { givenDay, OUTCOMES, PAGES_MAX, READINGS_MAX, REVIEW_MAX, STATUSES, UNDO_DAYS_MAX } from "@/lib/reading/schema";
import { tagName } from "@/lib/tags/schema";

/** What can be brought, and how the apps are called that write it. */
export const FORMATS = {
  goodreads: "Goodreads",
  storygraph: "The StoryGraph",
  librarything: "LibraryThing",
  calibre: "Calibre",
  openreads: "Openreads",
  bookwyrm: "BookWyrm",
  libib: "Libib",
  ridizi: "Ridizi",
  table: "A table of books",
  isbns: "A list of ISBNs",
} as const;
export type FormatKey = keyof typeof FORMATS;
export const FORMAT_KEYS = Object.keys(FORMATS) as [FormatKey, ...FormatKey[]];

/** A file that is larger is no reader's library: ten thousand books with their reviews are a quarter of it. */
export const FILE_BYTES_MAX = 24 * 1024 * 1024;
/** As many books as a library here is made for, and twice. */
export const ROWS_MAX = 20_000;
/** No app writes more of them; objects with a name each for what they say are no table. */
export const COLUMNS_MAX = 300;
/** Longer than any review that is kept, with all the signs of its HTML. */
export const CELL_MAX = 64 * 1024;
/** As much as one file may add to a library: `kept` are copies, readings with their progress, and quotes. */
export const FILE_MAX = { kept: 100_000, names: 400_000 };
/** For so long a file stays, with its rows. */
export const IMPORT_DAYS = 90;
/** And so many of one reader at a time: of more the one goes that is over for the longest. */
export const IMPORTS_MAX = 20;

const pastDay = z.iso.date().refine(isPastDay);
/** A moment that cannot have been is not known. */
const pastMoment = z.iso
  .datetime()
  .refine((moment) => isPastDay(moment.slice(0, 10)))
  .nullable()
  .default(null)
  .catch(null);
const text = (max: number) => z.string().max(max);

// What comes in by a file is no more than what the forms take, and what their undo brings back.

const reading = z.object({
  startedOn: givenDay.nullable(),
  endedOn: givenDay.nullable(),
  outcome: z.enum(OUTCOMES),
  page: z.int().nonnegative().max(PAGES_MAX).nullable().default(null),
  percent: z.int().min(0).max(100).nullable().default(null),
  /** How many pages the reader's copy has, where the catalogue has another number. */
  pages: z.int().positive().max(PAGES_MAX).nullable().default(null),
  progress: z
    .array(z.object({ day: givenDay, page: z.int().max(PAGES_MAX).nullable(), percent: z.int().nullable() }))
    .max(UNDO_DAYS_MAX)
    .default([]),
});
export type EntryReading = z.output<typeof reading>;

const placePart = z.object({ kind: z.enum(PLACE_KINDS), name: text(60) });
const placePath = z.array(placePart).max(20);
/** `code`: what stands on the label, which is glued to the shelf and outlives the site. */
const codedPath = z
  .array(placePart.extend({ code: placeCode.optional().catch(undefined) }))
  .min(1)
  .max(20);

const copy = z.object({
  condition: z.enum(CONDITIONS).nullable(),
  acquiredOn: pastDay.nullable(),
  acquiredFrom: text(200).nullable(),
  price: z.number().nonnegative().max(PRICE_MAX).nullable(),
  currency: z.string().length(3).nullable(),
  isSigned: z.boolean(),
  notes: text(COPY_NOTES_MAX).nullable(),
  /** From the home down to the shelf. */
  place: placePath,
});
export type EntryCopy = z.output<typeof copy>;

const quote = z.object({
  kind: z.enum(QUOTE_KINDS),
  text: text(QUOTE_MAX),
  page: z.int().nonnegative().max(PAGES_MAX).nullable(),
  /** When it was written down. */
  createdAt: pastMoment,
});

/** How a collection looks that an entry is in, where its source says it. */
export const entryCollection = z.object({
  name: z.string().min(1).max(100),
  icon: z.string().max(32).nullable().default(null),
  description: text(1_000).default(""),
  sort: z.enum(["added", "title", "author", "year", "hand"]).default("added"),
  /** When the book came into it, and its place in the order by hand. */
  addedAt: z.iso.datetime().nullable().default(null),
  position: z.number().nullable().default(null),
});
export type EntryCollection = z.output<typeof entryCollection>;

function isOfOneBook(isbn13: string, isbn10: string): boolean {
  const parsed = parseIsbn(isbn10);
  return typeof parsed !== "string" && parsed.isbn13 === isbn13;
}

/** A row of any file in the one shape: what it says of a book, and what its reader has said and done about it. */
export const entry = z.object({
  /** By what the row is known in its source, "goodreads:42036538": the same at every export of it. */
  key: z.string().max(120),
  /** The title is empty where the source gives nothing but an ISBN. */
  book: bookRecord
    .extend({ title: z.string().max(1_000), kind: z.enum(["book", "audiobook"]).default("book") })
    .refine(({ isbn13, isbn10 }) => !isbn10 || !isbn13 || isOfOneBook(isbn13, isbn10), { path: ["isbn10"] }),
  /** The name of a book without ISBN in the catalogue that it is from. */
  sourceKey: z.string().max(120).nullable().default(null),
  status: z.enum(STATUSES).nullable(),
  /** Since when it has that status, and when the review was written. */
  statusAt: z.iso.datetime().nullable().default(null),
  reviewedAt: z.iso.datetime().nullable().default(null),
  /** Stars, in quarters. */
  rating: z.number().min(0.25).max(5).nullable(),
  review: text(REVIEW_MAX).nullable(),
  hasSpoilers: z.boolean().default(false),
  visibility: z.enum(["private", "friends", "public"]).default("private"),
  readings: z.array(reading).max(READINGS_MAX),
  collections: z.array(entryCollection).max(500),
  /** Those that are none here are left out. */
  tags: z
    .array(z.string())
    .max(500)
    .transform((names) => names.flatMap((name) => tagName.safeParse(name).data ?? [])),
  copies: z.array(copy).max(200),
  quotes: z.array(quote).max(2_000),
  /** When it came to the reader's library there. */
  addedOn: pastDay.nullable(),
  /** What was said and could not be kept as it was, for the reader to see. */
  notes: z.array(text(300)).max(20),
});
export type Entry = z.output<typeof entry>;

/** Why a row could not be read, or its book not be told. */
export const ROW_REASONS = {
  no_title: "There is neither a title nor an ISBN.",
  bad_isbn: "The ISBN is not valid, and there is no title to look for.",
  not_a_book: "This is something other than a book.",
  broken_row: "The row does not fit the columns: a quotation mark may not be closed.",
  garbled: "Letters of the title were lost before the file was written.",
  too_long: "A text of the row is longer than can be kept.",
  unreadable: "The row is not as this format has it.",
  no_isbn: "There is no valid ISBN, so you say which book it is.",
  isbn_of_another_title: "The catalogue has this ISBN for a book of another title: you say which it is.",
  unknown_book: "The catalogue does not have this ISBN yet. The book is being looked for.",
  waits_turn:
    "The catalogue does not have this ISBN yet. Many books are being looked for already: this one waits for its turn.",
  made_by_hand: "You made it by hand. It comes when somebody who looks after the catalogue has approved it.",
  unexpected: "Something went wrong on our side. Please try again.",
  collections_full:
    "It is in your library, but you have as many collections as there can be: it is not in all of its own.",
  other_edition:
    "You have another edition of this book, which may be another row of the file: status, stars and review are kept once, for the text.",
  left_away:
    "You have moved or removed some of this since you brought it before, and it stays as you left it. To bring it once more, delete the earlier import first.",
  undone_since:
    "You have undone an earlier import since, and with it went what this one had found in your library. Bring the file again to have it back.",
  kept_yours: "Some of it differs from what you have here; yours was kept.",
} as const;
export type RowReason = keyof typeof ROW_REASONS;
export const ROW_REASON_KEYS = Object.keys(ROW_REASONS) as [RowReason, ...RowReason[]];

export const ROW_STATES = [
  "new",
  "imported",
  "updated",
  "unchanged",
  "review",
  "pending",
  "failed",
  "skipped",
  "undone",
] as const;
export type RowState = (typeof ROW_STATES)[number];
export type RowCounts = Record<RowState, number>;

export type DateOrder = "day-first" | "month-first";

/** How the dates of a file are written: `unclear` where every one could be read both ways. */
export const DATE_STYLES = ["none", "year-first", "words", "day-first", "month-first", "mixed", "unclear"] as const;
export type DateStyle = (typeof DATE_STYLES)[number];

/** A column of the file, and what it becomes; null: it is not kept. */
export type MappedColumn = { name: string; becomes: string | null };

/** What a library holds besides its books: of our own export alone. */
export const libraryExtras = z.object({
  collections: z
    .array(
      entryCollection
        .omit({ addedAt: true, position: true })
        .extend({ query: z.unknown().nullable().default(null), createdAt: pastMoment }),
    )
    .max(2_000)
    .default([]),
  /** All places, each from the home down; those of the copies too. */
  places: z.array(codedPath).max(PLACES_MAX).default([]),
  goals: z
    .array(z.object({ year: z.int().min(1900).max(2200), books: z.int().min(1).max(BOOKS_MAX) }))
    .max(200)
    .default([]),
});
export type LibraryExtras = z.output<typeof libraryExtras>;

export type ImportFacts = {
  extras?: LibraryExtras;
  /** Those of the extra collections that were made for this import. */
  madeCollectionIds?: number[];
  encoding: string;
  delimiter: string | null;
  columns: MappedColumn[];
  dates: DateStyle;
};

export const importOptions = z.object({
  dateOrder: z.enum(["day-first", "month-first"]).nullable().default(null),
  /** What the shelves of other apps become. */
  shelves: z.enum(["collections", "tags"]).default("collections"),
  /** What is done about books that the catalogue does not know; to take them from the file is for moderators. */
  unknown: z.enum(["ask", "take"]).default("ask"),
});
export type ImportOptions = z.output<typeof importOptions>;

export const IMPORT_STATES = ["preview", "running", "done", "undoing", "undone"] as const;
export type ImportState = (typeof IMPORT_STATES)[number];

/** An import as its reader sees it in a list. */
export type ImportSummary = {
  id: string;
  format: FormatKey;
  fileName: string | null;
  state: ImportState;
  createdAt: Date;
  endedAt: Date | null;
  total: number;
  counts: RowCounts;
};

export type ImportDetail = ImportSummary & { facts: ImportFacts; options: ImportOptions };

/** A row as its reader sees it. */
export type ShownRow = {
  id: number;
  line: number;
  state: RowState;
  reason: RowReason | null;
  /** What stands in the row for its book, where nothing was understood of it the beginning of the row. */
  title: string;
  authors: string[];
  isbn: string | null;
  /** What it says, in short: "read, 4½ stars, 2 copies". */
  says: string[];
  /** Where its book, or the one that is awaited, has its page. */
  href: string | null;
};

export const importInput = z.object({ importId: z.uuid() });
export type ImportInput = z.output<typeof importInput>;
export const optionsInput = importInput.extend({ options: importOptions });
export const rowInput = importInput.extend({ rowId: id });
export const chooseInput = rowInput.extend({ isbn: givenBookName });
export const retryInput = importInput.extend({ rowId: id.optional() });
/** The row's own book, made as it stands in the file or as the reader has put it right. */
export const makeBookInput = rowInput.extend({
  title: z.string().trim().min(1, "What is the title?").max(1_000),
  authors: z.array(z.string().trim().min(1).max(300)).max(50),
});

const ROWS_PER_PAGE = 50;
/** The query string of an import's page. */
export const importPage = z.object({
  show: z.enum(ROW_STATES).optional().catch(undefined),
  after: z.coerce.number().int().nonnegative().optional().catch(undefined),
});
export type ImportPage = z.output<typeof importPage> & { limit?: number };
export { ROWS_PER_PAGE };
