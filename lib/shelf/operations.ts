import "server-only";
import { z } from "zod";
import { LARGE_BODY, operation } from "@/lib/accounts/operation";
import { bookAnswer, toBookAnswer } from "@/lib/catalog/answers/schema";
import { pageQuery } from "@/lib/platform/api/paging";
import { restoreStatusesInput } from "@/lib/reading/lots/schema";
import { STATUSES as READING_STATUSES } from "@/lib/reading/schema";
import { setAllStatuses } from "./lots/commands";
import { STATUSES_PART, setAllStatusesInput } from "./lots/schema";
import { listShelf, listShelfChoices, listWaysOut, readWords } from "./queries";
import { QUERY_TEXT_MAX, SHELF_SORTS, shelfQuery } from "./schema";

const q = z
  .string()
  .trim()
  .max(QUERY_TEXT_MAX)
  .default("")
  .describe("As in the box over one's books: `dune tag:sea -tag:lent year:>=2000 status:want`. Nothing: all of them.");

const problems = z
  .array(z.object({ part: z.string(), message: z.string() }))
  .describe("Parts of `q` that could not be understood and are left out, and how to mend them.");

const book = bookAnswer.extend({
  bookId: z.int().describe("By which moves and lots name the book."),
  status: z.enum(READING_STATUSES).nullable(),
  rating: z.number().nullable(),
  tags: z.array(z.string()),
  isOwned: z.boolean().describe("One's household has a copy."),
});

export const listShelfOperation = operation(
  {
    id: "shelf.list_books",
    method: "GET",
    path: "/shelf/books",
    summary: "List one's books, all or those that words mean",
    description: "What is in one's collections, the copies of one's household, and what one has said something of.",
    access: "user",
    scope: "library:read",
    query: pageQuery(48).extend({ q, sort: z.enum(SHELF_SORTS).default("added") }),
    answers: {
      200: z.object({
        books: z.array(book),
        nextCursor: z.string().nullable(),
        total: z.int().describe("Of all pages."),
        query: shelfQuery.describe("What `q` means, as lots and collections that fill themselves take it."),
        problems,
      }),
    },
  },
  async ({ actor, query: { q: typed, ...page } }) => {
    const { query, problems } = await readWords(actor.id, typed);
    const { books, total, cursor } = await listShelf(actor.id, query, page);
    const shown = books.map((one) => {
      const { bookId, status, rating, tags, isOwned } = one;
      return { ...toBookAnswer(one), bookId, status, rating, tags, isOwned };
    });
    return { books: shown, nextCursor: cursor, total, query, problems };
  },
);

export const listWaysOutOperation = operation(
  {
    id: "shelf.list_ways_out",
    method: "GET",
    path: "/shelf/ways-out",
    summary: "Say what to leave out of words that mean no book",
    access: "user",
    scope: "library:read",
    query: z.object({ q }),
    answers: {
      200: z.object({
        ways: z.array(
          z.object({
            words: z.string().describe("What to leave out."),
            without: shelfQuery,
            total: z.int().describe("So many books that finds."),
          }),
        ),
        problems,
      }),
    },
  },
  async ({ actor, query: { q: typed } }) => {
    const { query, problems } = await readWords(actor.id, typed);
    return { ways: await listWaysOut(actor.id, query), problems };
  },
);

const counted = z.object({ name: z.string(), count: z.int() });

export const listShelfChoicesOperation = operation(
  {
    id: "shelf.list_choices",
    method: "GET",
    path: "/shelf/choices",
    summary: "List what there is to narrow one's books by",
    access: "user",
    scope: "library:read",
    answers: {
      200: z.object({
        tags: z.array(counted),
        languages: z.array(z.object({ code: z.string(), count: z.int() })),
        genres: z.array(counted),
        collections: z.array(z.object({ name: z.string(), icon: z.string() })),
        places: z.array(z.object({ name: z.string() })),
      }),
    },
  },
  ({ actor }) => listShelfChoices(actor.id),
);

export const setAllStatusesOperation = operation(
  {
    id: "shelf.set_all_statuses",
    method: "POST",
    path: "/shelf/statuses",
    summary: "Say where one is with all books that a query means",
    description: `A part of ${STATUSES_PART} books at a time: begin with \`after\` 0, and go on with the answer's \`next\` until that is null. \`day\` is one's own today.`,
    access: "user",
    scope: "library:write",
    body: setAllStatusesInput,
    bodyBytesMax: LARGE_BODY,
    answers: {
      200: z.object({
        undo: restoreStatusesInput.shape.undo.describe("What `reading.restore_statuses` takes."),
        count: z.int().describe("So many books were looked at."),
        next: z.int().nullable(),
      }),
    },
  },
  ({ actor, body }) => setAllStatuses(actor, body),
);
