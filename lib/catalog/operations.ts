import "server-only";
import { z } from "zod";
import { operation } from "@/lib/accounts/operation";
import { Problem } from "@/lib/platform/http";
import { bookAnswer, bookDetailAnswer, bookInPath, toBookAnswer, toBookDetailAnswer } from "./answers/schema";
import { getBookByReference, listOtherEditions } from "./queries";
import { ISBN_PROBLEMS, parseBookReference } from "./rules";

const named = z.object({ isbn: bookInPath });

/** Throws Problem 400 for what is no ISBN, 404 for a book that is not there. */
async function bookOf(isbn: string) {
  const reference = parseBookReference(isbn);
  if (typeof reference === "string") throw new Problem(400, reference, ISBN_PROBLEMS[reference]);
  const book = await getBookByReference(reference);
  if (!book) throw new Problem(404, "book_not_found", "The catalogue has no book with this ISBN.");
  return book;
}

export const getBookOperation = operation(
  {
    id: "catalog.get_book",
    method: "GET",
    path: "/book/{isbn}",
    summary: "Read a book",
    access: "public",
    scope: "catalog:read",
    params: named,
    answers: { 200: bookDetailAnswer },
    refusals: { not_an_isbn: 400, wrong_check_digit: 400, book_not_found: 404 },
  },
  async ({ params }) => toBookDetailAnswer(await bookOf(params.isbn)),
);

export const listEditionsOperation = operation(
  {
    id: "catalog.list_editions",
    method: "GET",
    path: "/book/{isbn}/editions",
    summary: "List the other editions of a book",
    description: "Those of the same work, the oldest first.",
    access: "public",
    scope: "catalog:read",
    params: named,
    answers: { 200: z.array(bookAnswer) },
    refusals: { not_an_isbn: 400, wrong_check_digit: 400, book_not_found: 404 },
  },
  async ({ params }) => (await listOtherEditions(await bookOf(params.isbn))).map(toBookAnswer),
);
