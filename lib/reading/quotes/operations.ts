import "server-only";
import { z } from "zod";
import { operation, reply } from "@/lib/accounts/operation";
import { bookAnswer, bookInPath, toBookAnswer } from "@/lib/catalog/answers/schema";
import { getBookByReference } from "@/lib/catalog/queries";
import { parseBookReference } from "@/lib/catalog/rules";
import { pageQuery } from "@/lib/platform/api/paging";
import { spelledId } from "@/lib/platform/given";
import { Problem } from "@/lib/platform/http";
import { addQuote, deleteQuote, restoreQuote, updateQuote } from "./commands";
import { listQuotes, listQuotesOfWork } from "./queries";
import { addQuoteInput, QUOTE_KINDS, restoreQuoteInput, updateQuoteInput } from "./schema";

const ofBook = z.object({ isbn: bookInPath });
const ofQuote = z.object({ quoteId: spelledId });
/** The longest one in four bytes a letter. */
const BYTES_MAX = 50_000;

const quote = z.object({
  id: z.int(),
  kind: z.enum(QUOTE_KINDS),
  text: z.string(),
  page: z.int().nullable(),
  createdAt: z.date(),
});

export const listQuotesOperation = operation(
  {
    id: "reading.list_quotes",
    method: "GET",
    path: "/quotes",
    summary: "List what one kept of books",
    description: "The latest first. `q` is looked for in the text, the title and the authors.",
    access: "user",
    scope: "library:read",
    query: pageQuery(40).extend({
      q: z.string().trim().max(200).default(""),
      kind: z.enum(QUOTE_KINDS).optional(),
    }),
    answers: {
      200: z.object({
        quotes: z.array(quote.extend({ book: bookAnswer })),
        nextCursor: z.string().nullable(),
        total: z.int(),
      }),
    },
  },
  async ({ actor, query: { cursor: after, limit, ...asked } }) => {
    const page = await listQuotes(actor.id, { ...asked, after }, limit);
    const quotes = page.quotes.map(({ book, ...one }) => ({ ...one, book: toBookAnswer(book) }));
    return { quotes, nextCursor: page.cursor, total: page.total };
  },
);

export const listQuotesOfBookOperation = operation(
  {
    id: "reading.list_quotes_of_book",
    method: "GET",
    path: "/book/{isbn}/quotes",
    summary: "List what one kept of a book",
    description: "Of all of its editions, page by page.",
    access: "user",
    scope: "library:read",
    params: ofBook,
    answers: { 200: z.object({ quotes: z.array(quote) }) },
    refusals: { book_not_found: 404 },
  },
  async ({ actor, params }) => {
    const reference = parseBookReference(params.isbn);
    const book = typeof reference === "string" ? undefined : await getBookByReference(reference);
    if (!book) throw new Problem(404, "book_not_found", "This book is not in the catalogue.");
    return { quotes: await listQuotesOfWork(actor.id, book.workId) };
  },
);

export const addQuoteOperation = operation(
  {
    id: "reading.add_quote",
    method: "POST",
    path: "/book/{isbn}/quotes",
    summary: "Keep a line of a book, or a note on it",
    access: "user",
    scope: "library:write",
    params: ofBook,
    body: addQuoteInput.omit({ isbn: true }),
    bodyBytesMax: BYTES_MAX,
    answers: { 201: z.object({ quoteId: z.int() }) },
    refusals: { book_not_found: 404 },
  },
  ({ actor, params, body }) => addQuote(actor, { ...params, ...body }),
);

export const updateQuoteOperation = operation(
  {
    id: "reading.update_quote",
    method: "PUT",
    path: "/quotes/{quote_id}",
    summary: "Change what one kept of a book",
    access: "user",
    scope: "library:write",
    params: ofQuote,
    body: updateQuoteInput.omit({ quoteId: true }),
    bodyBytesMax: BYTES_MAX,
    answers: { 204: null },
    refusals: { quote_not_found: 404 },
  },
  async ({ actor, params, body }) => {
    const done = await updateQuote(actor, { ...params, ...body });
    return done.ok ? reply(204) : done;
  },
);

export const deleteQuoteOperation = operation(
  {
    id: "reading.delete_quote",
    method: "DELETE",
    path: "/quotes/{quote_id}",
    summary: "Delete what one kept of a book",
    access: "user",
    scope: "library:write",
    params: ofQuote,
    answers: { 200: z.object({ undo: restoreQuoteInput.describe("What `POST /quotes/restore` takes.") }) },
    refusals: { quote_not_found: 404 },
  },
  ({ actor, params }) => deleteQuote(actor, params),
);

export const restoreQuoteOperation = operation(
  {
    id: "reading.restore_quote",
    method: "POST",
    path: "/quotes/restore",
    summary: "Bring back what one had kept of a book",
    description:
      "The body is the `undo` of the answer. `quote_id` is null where an import has brought it again meanwhile.",
    access: "user",
    scope: "library:write",
    body: restoreQuoteInput,
    bodyBytesMax: BYTES_MAX,
    answers: { 201: z.object({ quoteId: z.int().nullable() }) },
    refusals: { book_not_found: 404 },
  },
  ({ actor, body }) => restoreQuote(actor, body),
);
