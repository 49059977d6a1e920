import { z } from "zod";
import { givenBookName as isbn } from "@/lib/catalog/names/schema";
import type { BookSummary } from "@/lib/catalog/schema";
import { isPastDay, latestDay, MOMENT_MAX, MOMENT_MIN } from "@/lib/platform/day";
import { givenId as id, spelledId } from "@/lib/platform/given";
import { givenText } from "@/lib/platform/text";

/** Where a reader is with a work. */
export const STATUSES = ["want", "reading", "read", "stopped"] as const;
export type Status = (typeof STATUSES)[number];

/** How one time of reading stands. */
export const OUTCOMES = ["reading", "finished", "stopped"] as const;
export type Outcome = (typeof OUTCOMES)[number];

/** Who sees stars and review; `friends` are the members of the reader's household. */
export const VISIBILITIES = ["private", "friends", "public"] as const;
export type Visibility = (typeof VISIBILITIES)[number];

/** A day of the reader's own calendar: there are books that somebody read in 1931, none that was read tomorrow. */
export const givenDay = z.iso
  .date("Give a date.")
  .refine((day) => day >= "1900-01-01", "Give a year from 1900 on.")
  .refine((day) => day <= latestDay(), "That day is yet to come.");

/** The same as it may be kept already: files of other apps bring days that nobody would type today. */
const keptDay = z.iso.date().refine(isPastDay);

/** Longer than any book in the catalogue. */
export const PAGES_MAX = 50_000;
export const givenPage = z.int("Give a page as a number.").min(0).max(PAGES_MAX, "No book has that many pages.");
const givenPages = z.int("Give a number of pages.").min(1).max(PAGES_MAX, "No book has that many pages.");
const givenPercent = z.int().min(0).max(100);

/** Stars: the page gives halves, imports bring quarters. */
export const givenRating = z.number().min(0.5, "Half a star is the least.").max(5).multipleOf(0.25);

export const REVIEW_MAX = 20_000;
const givenReview = givenText().max(REVIEW_MAX, "A review has at most 20,000 characters.");

/**
 * `day` is the reader's today, from which a reading begins or with which it ends. `endedOn` says otherwise of a finished
 * one, and null that nobody knows when. Status null takes the book out of all lists.
 */
export const setStatusInput = z.object({
  isbn,
  status: z.enum(STATUSES).nullable(),
  day: givenDay,
  endedOn: givenDay.nullable().optional(),
  rating: givenRating.nullable().optional(),
});
export type SetStatusInput = z.output<typeof setStatusInput>;

const progress = {
  day: givenDay,
  page: givenPage.optional(),
  percent: givenPercent.optional(),
  pages: givenPages.optional(),
};
const isOnePlace = ({ page, percent }: { page?: number; percent?: number }) =>
  (page === undefined) !== (percent === undefined);
const ONE_PLACE_WORDS = "Give a page, or a percentage.";

/** Either the page or the share. `pages`: how many the reader's copy has, where they were asked. */
export const setProgressInput = z.object({ isbn, ...progress }).refine(isOnePlace, ONE_PLACE_WORDS);
export const progressBody = z.object(progress).refine(isOnePlace, ONE_PLACE_WORDS);
export type SetProgressInput = z.output<typeof setProgressInput>;

export const rateInput = z.object({ isbn, rating: givenRating.nullable() });
export type RateInput = z.output<typeof rateInput>;

export const reviewInput = z.object({
  isbn,
  review: givenReview,
  hasSpoilers: z.boolean(),
  visibility: z.enum(VISIBILITIES),
});
export type ReviewInput = z.output<typeof reviewInput>;

const isInOrder = ({ startedOn, endedOn }: { startedOn: string | null; endedOn: string | null }) =>
  startedOn === null || endedOn === null || startedOn <= endedOn;
const ORDER_WORDS = "It cannot end before it began.";

const readingDates = {
  startedOn: givenDay.nullable(),
  endedOn: givenDay.nullable(),
  outcome: z.enum(["finished", "stopped"]),
};

/** One time of reading that is over; with `readingId` an existing one is changed. */
export const saveReadingInput = z
  .object({ isbn, readingId: id.optional(), ...readingDates })
  .refine(isInOrder, { message: ORDER_WORDS, path: ["endedOn"] });
export const readingBody = z.object(readingDates).refine(isInOrder, { message: ORDER_WORDS, path: ["endedOn"] });
export type SaveReadingInput = z.output<typeof saveReadingInput>;

export const readingInput = z.object({ isbn, readingId: spelledId });
export type ReadingInput = z.output<typeof readingInput>;

/** One day of progress; what is undone is brought back with all of its days, up to so many. */
export const UNDO_DAYS_MAX = 2_000;
export const READINGS_MAX = 200;
const progressDay = z.object({ day: keptDay, page: givenPage.nullable(), percent: givenPercent.nullable() });

/** A time of reading as it stands, without its days. */
const readingState = {
  ...{ id, startedOn: keptDay.nullable(), endedOn: keptDay.nullable(), outcome: z.enum(OUTCOMES) },
  ...{ page: givenPage.nullable(), percent: givenPercent.nullable(), pages: givenPages.nullable() },
};

/**
 * What it takes to put back what one act changed: status, stars, and the readings it touched as they were before. `madeIds`
 * are those that it made.
 */
export const restoreInput = z
  .object({
    isbn,
    status: z.enum(STATUSES).nullable(),
    statusAt: z.coerce.date().min(MOMENT_MIN).max(MOMENT_MAX),
    /** What the act made of it: where it is something else by now, the reader has said more since. */
    left: z.enum(STATUSES).nullable().optional(),
    /** The same of the readings that it made or changed. */
    leftReadings: z.array(z.object(readingState)).max(READINGS_MAX).optional(),
    /** Where the act gave them. */
    rating: givenRating.nullable().optional(),
    madeIds: z.array(id).max(READINGS_MAX),
    readings: z
      .array(
        z.object({
          ...readingState,
          isbn,
          importKey: z.string().max(100).nullable(),
          progress: z.array(progressDay).max(UNDO_DAYS_MAX),
        }),
      )
      .max(READINGS_MAX),
  })
  .meta({ id: "ReadingUndo" });
export type Restore = z.output<typeof restoreInput>;

/** One time of reading, for its reader. */
export type Reading = {
  id: number;
  startedOn: string | null;
  endedOn: string | null;
  outcome: Outcome;
  page: number | null;
  percent: number | null;
  /** How many pages it has: of the reader's copy, else of the edition. */
  pages: number | null;
};

/** Everything that a reader has said of a work. */
export type ReaderWork = {
  status: Status | null;
  rating: number | null;
  review: string | null;
  hasSpoilers: boolean;
  visibility: Visibility;
  /** The newest first. */
  readings: Reading[];
};

/** How a community rates a work: only what the one who asks may see. */
export type CommunityRating = { mean: number | null; count: number };

export type SharedReview = {
  id: number;
  userId: number;
  reader: string;
  isOwn: boolean;
  rating: number | null;
  review: string;
  hasSpoilers: boolean;
  visibility: Visibility;
  reviewedAt: Date;
};

/** A time of reading in a list, with its book and the reader's stars. */
export type ListedReading = Reading & { book: BookSummary; rating: number | null };

/** A book of a list, with when it came there and the reader's stars. */
export type ListedWork = { book: BookSummary; statusAt: Date; rating: number | null };

/** How many books were finished in a year; null: nobody knows when. */
export type YearCount = { year: number | null; count: number };

export const READING_LISTS = ["now", "want", "read", "stopped"] as const;

/** The query string of the room. Whatever does not make sense falls back to what is read now. */
export const readingPage = z.object({
  show: z.enum(READING_LISTS).catch("now"),
  /** Of the finished ones: a year, or those of which nobody knows when. */
  year: z
    .union([z.literal("unknown"), z.coerce.number().int().min(1900).max(2200)])
    .optional()
    .catch(undefined),
  /** Where the page before ended. */
  after: z.string().max(200).optional().catch(undefined),
});
export type ReadingPage = z.output<typeof readingPage>;

/** The query string of the page of all reviews of a book. */
export const reviewsPage = z.object({ after: z.string().max(200).optional().catch(undefined) });
export type ReviewsPage = z.output<typeof reviewsPage>;

export const reviewsHref = (isbn: string, { after }: ReviewsPage = {}): string =>
  `/book/${encodeURIComponent(isbn)}/reviews${after ? `?after=${encodeURIComponent(after)}` : ""}`;

/** The address of the room; what is usual is left out. */
export function readingHref({ show, year, after }: Partial<ReadingPage>): string {
  const query = new URLSearchParams();
  if (show && show !== "now") query.set("show", show);
  if (year !== undefined) query.set("year", String(year));
  if (after) query.set("after", after);
  return `/library/reading${query.size > 0 ? `?${query}` : ""}`;
}
