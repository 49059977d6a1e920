import "server-only";
import { z } from "zod";
import { LARGE_BODY, operation } from "@/lib/accounts/operation";
import { pageQuery } from "@/lib/platform/api/paging";
import { spelledId } from "@/lib/platform/given";
import { fail } from "@/lib/platform/result";
import { bookAnswer, bookInPath, toBookAnswer } from "../answers/schema";
import { getBookIdByName } from "../queries";
import { parseBookReference } from "../rules";
import { fieldAnswer, fieldGiven, originAnswer, valueAnswer } from "./answers/schema";
import { decideProposals, editBook, lockField, undoChange } from "./commands";
import { getCuratedBook, listBooksWithProposals } from "./queries";
import { bookEdits, decideProposalsInput, lockFieldInput } from "./schema";

const ofBook = z.object({ isbn: bookInPath });
const changed = z.object({ fields: z.array(fieldAnswer).describe("Those that are not as before.") });
const REFUSALS = { book_not_found: 404 };
const bookNotFound = () => fail("book_not_found", "The catalogue has no book with this ISBN.");

export const listBooksWithProposalsOperation = operation(
  {
    id: "catalog.list_books_with_proposals",
    method: "GET",
    path: "/admin/books",
    summary: "List the books of which sources propose something",
    description: "The newest first.",
    access: "moderator",
    scope: "moderation:read",
    query: pageQuery(),
    answers: {
      200: z.object({
        books: z.array(z.object({ book: bookAnswer, proposals: z.int() })),
        nextCursor: z.string().nullable(),
      }),
    },
  },
  async ({ query: { cursor, limit } }) => {
    const page = await listBooksWithProposals(cursor, limit);
    return {
      books: page.books.map(({ book, proposals }) => ({ book: toBookAnswer(book), proposals })),
      nextCursor: page.cursor,
    };
  },
);

export const getCuratedBookOperation = operation(
  {
    id: "catalog.get_curated_book",
    method: "GET",
    path: "/admin/book/{isbn}",
    summary: "Read where the fields of a book are from, and what is proposed",
    description: "The latest 200 changes. `can_undo` is true of the latest one of each field.",
    access: "moderator",
    scope: "moderation:read",
    params: ofBook,
    answers: {
      200: z.object({
        id: z.int(),
        book: bookAnswer,
        fields: z.array(z.object({ field: fieldAnswer, value: valueAnswer, origin: originAnswer.nullable() })),
        proposals: z.array(
          z.object({
            id: z.int(),
            field: fieldAnswer,
            value: valueAnswer,
            source: z.string(),
            confidence: z.number(),
            saidAt: z.date(),
          }),
        ),
        changes: z.array(
          z.object({
            id: z.int(),
            field: fieldAnswer,
            kind: z.enum(["filled", "accepted", "edited", "merged", "locked", "unlocked", "undone"]),
            oldValue: valueAnswer,
            newValue: valueAnswer,
            source: z.string().nullable(),
            person: z.string().nullable(),
            at: z.date(),
            isFormer: z.boolean().describe("Of a book that was merged into this one."),
            canUndo: z.boolean(),
          }),
        ),
      }),
    },
    refusals: REFUSALS,
  },
  async ({ params }) => {
    const reference = parseBookReference(params.isbn);
    const curated = typeof reference === "string" ? undefined : await getCuratedBook(reference);
    return curated ? { ...curated, book: toBookAnswer(curated.book) } : bookNotFound();
  },
);

export const editBookOperation = operation(
  {
    id: "catalog.edit_book",
    method: "PATCH",
    path: "/admin/book/{isbn}",
    summary: "Write into the fields of a book",
    description: "What is left out stays as it is. What is changed is locked: no source writes over it.",
    access: "moderator",
    scope: "moderation:write",
    params: ofBook,
    body: bookEdits,
    bodyBytesMax: LARGE_BODY,
    answers: { 200: changed },
    refusals: { ...REFUSALS, isbn_taken: 409 },
  },
  async ({ actor, params, body }) => {
    const bookId = await getBookIdByName(params.isbn);
    return bookId === undefined ? bookNotFound() : editBook(actor, { bookId, fields: body });
  },
);

export const lockFieldOperation = operation(
  {
    id: "catalog.lock_field",
    method: "PUT",
    path: "/admin/book/{isbn}/fields/{field}/lock",
    summary: "Lock a field of a book as it is, or let sources fill it again",
    access: "moderator",
    scope: "moderation:write",
    params: ofBook.extend({ field: fieldGiven }),
    body: lockFieldInput.pick({ isLocked: true }),
    answers: { 200: changed },
    refusals: { ...REFUSALS, isbn_taken: 409 },
  },
  async ({ actor, params: { isbn, field }, body }) => {
    const bookId = await getBookIdByName(isbn);
    return bookId === undefined ? bookNotFound() : lockField(actor, { bookId, field, ...body });
  },
);

export const decideProposalsOperation = operation(
  {
    id: "catalog.decide_proposals",
    method: "POST",
    path: "/admin/book/{isbn}/proposals/decide",
    summary: "Take or reject what sources propose for a book",
    description: "Of several for one field the surest is taken. `proposed`: what was rejected waits again.",
    access: "moderator",
    scope: "moderation:write",
    params: ofBook,
    body: decideProposalsInput.omit({ bookId: true }),
    answers: { 200: changed.extend({ proposalIds: z.array(z.int()).describe("Those that were decided about.") }) },
    refusals: { ...REFUSALS, already_decided: 409, isbn_taken: 409 },
  },
  async ({ actor, params, body }) => {
    const bookId = await getBookIdByName(params.isbn);
    return bookId === undefined ? bookNotFound() : decideProposals(actor, { bookId, ...body });
  },
);

export const undoChangeOperation = operation(
  {
    id: "catalog.undo_change",
    method: "POST",
    path: "/admin/book/{isbn}/changes/{change_id}/undo",
    summary: "Take back the latest change of a field",
    access: "moderator",
    scope: "moderation:write",
    params: ofBook.extend({ changeId: spelledId }),
    answers: { 200: changed },
    refusals: { ...REFUSALS, change_not_found: 404, changed_since: 409, isbn_taken: 409 },
  },
  async ({ actor, params: { isbn, changeId } }) => {
    const bookId = await getBookIdByName(isbn);
    return bookId === undefined ? bookNotFound() : undoChange(actor, { bookId, changeId });
  },
);
