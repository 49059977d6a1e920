import "server-only";
import { z } from "zod";
import { operation, reply } from "@/lib/accounts/operation";
import type { Actor } from "@/lib/accounts/schema";
import { bookAnswer, bookInPath, toBookAnswer } from "@/lib/catalog/answers/schema";
import { getBookByReference } from "@/lib/catalog/queries";
import { parseBookReference } from "@/lib/catalog/rules";
import type { BookSummary } from "@/lib/catalog/schema";
import { pageQuery } from "@/lib/platform/api/paging";
import { Problem } from "@/lib/platform/http";
import { deleteReading, rate, restoreReading, saveReading, saveReview, setProgress, setStatus } from "./commands";
import { canReadReview } from "./policy";
import {
  countFinishedByYear,
  countStatuses,
  getCommunityRating,
  getReaderWork,
  listFinished,
  listHousehold,
  listOpenReadings,
  listReviews,
  listWorksByStatus,
} from "./queries";
import {
  OUTCOMES,
  progressBody,
  rateInput,
  readingBody,
  readingInput,
  restoreInput,
  reviewInput,
  STATUSES,
  setStatusInput,
  VISIBILITIES,
} from "./schema";

const ofBook = z.object({ isbn: bookInPath });
const undoAnswer = z.object({ undo: restoreInput.describe("What `POST /reading/restore` takes to undo it.") });
const BOOK_REFUSALS = { book_not_found: 404 };
/** Every day of many readings. */
const UNDO_BYTES_MAX = 1_000_000;

const reading = z
  .object({
    id: z.int(),
    startedOn: z.iso.date().nullable(),
    endedOn: z.iso.date().nullable(),
    outcome: z.enum(OUTCOMES),
    page: z.int().nullable(),
    percent: z.int().nullable(),
    pages: z.int().nullable(),
  })
  .meta({ id: "Reading" });
const rating = z.number().nullable();
const review = z.object({
  review: z.string().nullable(),
  hasSpoilers: z.boolean(),
  visibility: z.enum(VISIBILITIES),
});

const withBook = <Row extends { book: BookSummary }>({ book, ...row }: Row) => ({ ...row, book: toBookAnswer(book) });

/** Throws Problem 404 for a book that is not there. */
async function workOf(isbn: string): Promise<number> {
  const reference = parseBookReference(isbn);
  const book = typeof reference === "string" ? undefined : await getBookByReference(reference);
  if (!book) throw new Problem(404, "book_not_found", "This book is not in the catalogue.");
  return book.workId;
}

const NOTHING = { status: null, rating: null, review: null, hasSpoilers: false, visibility: "private", readings: [] };

export const getReaderWorkOperation = operation(
  {
    id: "reading.get_reading",
    method: "GET",
    path: "/book/{isbn}/reading",
    summary: "Read what one has said of a book",
    description: "Status, stars, review and times of reading are of the work: the same for all of its editions.",
    access: "user",
    scope: "library:read",
    params: ofBook,
    answers: {
      200: review.extend({ status: z.enum(STATUSES).nullable(), rating, readings: z.array(reading) }),
    },
    refusals: BOOK_REFUSALS,
  },
  async ({ actor, params }) => (await getReaderWork(actor.id, await workOf(params.isbn))) ?? NOTHING,
);

export const setStatusOperation = operation(
  {
    id: "reading.set_status",
    method: "PUT",
    path: "/book/{isbn}/reading/status",
    summary: "Say where one is with a book",
    description:
      "`day` is the reader's today, on which a reading begins or ends; `ended_on` says otherwise of a finished one, and null that nobody knows when. Status null takes the book out of all lists.",
    access: "user",
    scope: "library:write",
    params: ofBook,
    body: setStatusInput.omit({ isbn: true }),
    answers: { 200: undoAnswer },
    refusals: BOOK_REFUSALS,
  },
  ({ actor, params, body }) => setStatus(actor, { ...params, ...body }),
);

export const setProgressOperation = operation(
  {
    id: "reading.set_progress",
    method: "PUT",
    path: "/book/{isbn}/reading/progress",
    summary: "Note how far one is in a book",
    description: "A page or a percentage. Who was not reading it begins to.",
    access: "user",
    scope: "library:write",
    params: ofBook,
    body: progressBody,
    answers: { 200: undoAnswer },
    refusals: { ...BOOK_REFUSALS, beyond_end: 422 },
  },
  ({ actor, params, body }) => setProgress(actor, { ...params, ...body }),
);

export const rateOperation = operation(
  {
    id: "reading.rate",
    method: "PUT",
    path: "/book/{isbn}/reading/rating",
    summary: "Give a book stars, or take them away",
    access: "user",
    scope: "library:write",
    params: ofBook,
    body: rateInput.omit({ isbn: true }),
    answers: { 200: z.object({ before: rating }) },
    refusals: BOOK_REFUSALS,
  },
  ({ actor, params, body }) => rate(actor, { ...params, ...body }),
);

export const saveReviewOperation = operation(
  {
    id: "reading.save_review",
    method: "PUT",
    path: "/book/{isbn}/reading/review",
    summary: "Write a review, and say who sees it and the stars",
    description: "`friends` are the reader's household. Empty words take the review away.",
    access: "user",
    scope: "library:write",
    params: ofBook,
    body: reviewInput.omit({ isbn: true }),
    // The longest review in four bytes a letter.
    bodyBytesMax: 100_000,
    answers: { 200: z.object({ before: review.extend({ review: z.string() }) }) },
    refusals: BOOK_REFUSALS,
  },
  ({ actor, params, body }) => saveReview(actor, { ...params, ...body }),
);

export const saveReadingOperation = operation(
  {
    id: "reading.save_reading",
    method: "POST",
    path: "/book/{isbn}/readings",
    summary: "Add a time that one read a book",
    access: "user",
    scope: "library:write",
    params: ofBook,
    body: readingBody,
    answers: { 201: undoAnswer },
    refusals: BOOK_REFUSALS,
  },
  ({ actor, params, body }) => saveReading(actor, { ...params, ...body }),
);

export const changeReadingOperation = operation(
  {
    id: "reading.change_reading",
    method: "PUT",
    path: "/book/{isbn}/readings/{reading_id}",
    summary: "Change a time that one read a book",
    access: "user",
    scope: "library:write",
    params: readingInput,
    body: readingBody,
    answers: { 200: undoAnswer },
    refusals: { ...BOOK_REFUSALS, reading_not_found: 404 },
  },
  ({ actor, params, body }) => saveReading(actor, { ...params, ...body }),
);

export const deleteReadingOperation = operation(
  {
    id: "reading.delete_reading",
    method: "DELETE",
    path: "/book/{isbn}/readings/{reading_id}",
    summary: "Delete a time that one read a book",
    access: "user",
    scope: "library:write",
    params: readingInput,
    answers: { 200: undoAnswer },
    refusals: { ...BOOK_REFUSALS, reading_not_found: 404 },
  },
  ({ actor, params }) => deleteReading(actor, params),
);

export const restoreReadingOperation = operation(
  {
    id: "reading.restore",
    method: "POST",
    path: "/reading/restore",
    summary: "Undo what was said of a book",
    description: "The body is the `undo` of an earlier answer. What was said of the book since stays: 409.",
    access: "user",
    scope: "library:write",
    // Together with other undoing: one may write hundreds of rows.
    limit: { name: "undo", max: 60, windowMs: 60_000 },
    body: restoreInput,
    bodyBytesMax: UNDO_BYTES_MAX,
    answers: { 204: null },
    refusals: { ...BOOK_REFUSALS, changed_since: 409 },
  },
  async ({ actor, body }) => {
    const done = await restoreReading(actor, body);
    return done.ok ? reply(204) : done;
  },
);

const viewerOf = async (actor: Actor | null) => ({
  viewerId: actor?.id ?? null,
  household: actor ? await listHousehold(actor.id) : new Set<number>(),
});

export const listReviewsOperation = operation(
  {
    id: "reading.list_reviews",
    method: "GET",
    path: "/book/{isbn}/reviews",
    summary: "List the reviews of a book",
    description:
      "Those that one may see, of all editions, the newest first; `rating` is of the stars that one may see.",
    access: "public",
    scope: "library:read",
    params: ofBook,
    query: pageQuery(30),
    answers: {
      200: z.object({
        rating: z.object({ mean: rating, count: z.int() }),
        reviews: z.array(
          review.extend({
            reader: z.string(),
            isOwn: z.boolean(),
            rating,
            review: z.string(),
            reviewedAt: z.date(),
          }),
        ),
        nextCursor: z.string().nullable(),
      }),
    },
    refusals: BOOK_REFUSALS,
  },
  async ({ actor, params, query: { cursor: after, limit } }) => {
    const [workId, viewer] = [await workOf(params.isbn), await viewerOf(actor)];
    const [mean, page] = await Promise.all([
      getCommunityRating(workId, viewer),
      listReviews(workId, viewer, { after, limit }),
    ]);
    const readable = page.reviews.filter((one) => canReadReview(actor, one, viewer.household));
    return { rating: mean, reviews: readable, nextCursor: page.cursor };
  },
);

const listedReading = reading.extend({ book: bookAnswer, rating });
const readingsPage = z.object({ readings: z.array(listedReading), nextCursor: z.string().nullable() });

export const summariseReadingOperation = operation(
  {
    id: "reading.summarise",
    method: "GET",
    path: "/reading",
    summary: "Count what one reads, means to read and has read",
    description: "Of the finished ones by year; null for those of which nobody knows when.",
    access: "user",
    scope: "library:read",
    answers: {
      200: z.object({
        counts: z.object({ want: z.int(), reading: z.int(), read: z.int(), stopped: z.int() }),
        years: z.array(z.object({ year: z.int().nullable(), count: z.int() })),
      }),
    },
  },
  async ({ actor }) => ({ counts: await countStatuses(actor.id), years: await countFinishedByYear(actor.id) }),
);

export const listOpenReadingsOperation = operation(
  {
    id: "reading.list_open",
    method: "GET",
    path: "/reading/open",
    summary: "List what one is reading",
    description: "What moved last comes first.",
    access: "user",
    scope: "library:read",
    query: pageQuery(40),
    answers: { 200: readingsPage },
  },
  async ({ actor, query: { cursor: after, limit } }) => {
    const page = await listOpenReadings(actor.id, { after, limit });
    return { readings: page.readings.map(withBook), nextCursor: page.cursor };
  },
);

export const listFinishedOperation = operation(
  {
    id: "reading.list_finished",
    method: "GET",
    path: "/reading/finished",
    summary: "List what one finished in a year",
    description: "The latest first. `unknown` for what nobody knows the day of.",
    access: "user",
    scope: "library:read",
    query: pageQuery(40).extend({
      year: z.union([z.literal("unknown"), z.coerce.number().int().min(1900).max(2200)]),
    }),
    answers: { 200: readingsPage },
  },
  async ({ actor, query: { year, cursor: after, limit } }) => {
    const page = await listFinished(actor.id, year, { after, limit });
    return { readings: page.readings.map(withBook), nextCursor: page.cursor };
  },
);

export const listWorksOperation = operation(
  {
    id: "reading.list_by_status",
    method: "GET",
    path: "/reading/works",
    summary: "List the books that have a status",
    description: "The newest first.",
    access: "user",
    scope: "library:read",
    query: pageQuery(40).extend({ status: z.enum(STATUSES, `status is one of ${STATUSES.join(", ")}.`) }),
    answers: {
      200: z.object({
        works: z.array(z.object({ book: bookAnswer, statusAt: z.date(), rating })),
        nextCursor: z.string().nullable(),
      }),
    },
  },
  async ({ actor, query: { status, cursor: after, limit } }) => {
    const page = await listWorksByStatus(actor.id, status, { after, limit });
    return { works: page.works.map(withBook), nextCursor: page.cursor };
  },
);
