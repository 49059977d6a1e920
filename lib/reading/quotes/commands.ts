import "server-only";
import { and, eq } from "drizzle-orm";
import { db, isDuplicate } from "@/db/client";
import { quotes } from "@/db/schema/reading";
import type { Actor } from "@/lib/accounts/schema";
import { withPresentBook } from "@/lib/catalog/merging/commands";
import { getBookIdByName } from "@/lib/catalog/queries";
import { fail, ok } from "@/lib/platform/result";
import { canReadOwn } from "../policy";
import { getQuote } from "./queries";
import type { AddQuoteInput, QuoteInput, RestoreQuoteInput, UpdateQuoteInput } from "./schema";

const bookNotFound = () => fail("book_not_found", "This book is not in the catalogue.");
const quoteNotFound = () => fail("quote_not_found", "This is not there any more.");

type Words = Pick<typeof quotes.$inferInsert, "kind" | "text" | "page" | "createdAt" | "importKey">;

async function insertQuote(actor: Actor, isbn: string, words: Words) {
  const named = await getBookIdByName(isbn);
  if (named === undefined) return bookNotFound();
  return withPresentBook(named, async (bookId) => {
    const [row] = await db
      .insert(quotes)
      .values({ ...words, userId: actor.id, bookId })
      .$returningId();
    if (!row) throw new Error("the insert returned no id");
    return ok({ quoteId: row.id });
  });
}

/** Keeps a line of a book, or a note on it. */
export const addQuote = (actor: Actor, { isbn, kind, text, page }: AddQuoteInput) =>
  insertQuote(actor, isbn, { kind, text, page });

/** Changes the actor's own. */
export async function updateQuote(actor: Actor, { quoteId, kind, text, page }: UpdateQuoteInput) {
  const quote = await getOwn(actor, quoteId);
  if (!quote) return quoteNotFound();
  await db.update(quotes).set({ kind, text, page }).where(eq(quotes.id, quoteId));
  return ok();
}

/** Deletes the actor's own; `undo` is what `restoreQuote` needs. */
export async function deleteQuote(actor: Actor, { quoteId }: QuoteInput) {
  const quote = await getOwn(actor, quoteId);
  if (!quote) return quoteNotFound();
  await db.delete(quotes).where(and(eq(quotes.id, quoteId), eq(quotes.userId, actor.id)));
  const { kind, text, page, createdAt, importKey, bookId } = quote;
  const undo: RestoreQuoteInput = { isbn: `local:${bookId}`, kind, text, page, createdAt, importKey };
  return ok({ undo });
}

/** Brings a deleted one back, under a new id. One that an import has brought again meanwhile is there. */
export async function restoreQuote(actor: Actor, { isbn, ...words }: RestoreQuoteInput) {
  try {
    return await insertQuote(actor, isbn, words);
  } catch (error) {
    if (isDuplicate(error, "quotes_import")) return ok({ quoteId: null });
    throw error;
  }
}

async function getOwn(actor: Actor, quoteId: number) {
  const quote = await getQuote(quoteId);
  return quote && canReadOwn(actor, quote) ? quote : undefined;
}
