import "server-only";
import { eq } from "drizzle-orm";
import { db, isDuplicate, type Tx } from "@/db/client";
import { books, works } from "@/db/schema/catalog";
import { recordEvent } from "@/lib/events/commands";
import { ok } from "@/lib/platform/result";
import { bookAdded } from "./events";
import type { ImportBookInput } from "./schema";

async function findOrAddWork(tx: Tx, { workKey, workTitle }: ImportBookInput): Promise<number> {
  await tx.insert(works).values({ workKey, title: workTitle }).onDuplicateKeyUpdate({ set: { workKey } });
  const [work] = await tx.select({ id: works.id }).from(works).where(eq(works.workKey, workKey));
  if (!work) throw new Error(`work ${workKey} vanished in its own transaction`);
  return work.id;
}

/** The book with that ISBN; where there is none, the one that the same source brought before. */
async function getImported({ isbn13, sourceKey }: ImportBookInput): Promise<number | undefined> {
  for (const isSame of [isbn13 && eq(books.isbn13, isbn13), eq(books.sourceKey, sourceKey)]) {
    if (!isSame) continue;
    const [row] = await db.select({ id: books.id }).from(books).where(isSame).limit(1);
    if (row) return row.id;
  }
  return undefined;
}

/**
 * Holds a book until the caller's transaction ends, so that changes to what belongs to it take turns; false where there
 * is no such book. Comes first in a transaction: locks taken in one order cannot block each other.
 */
export async function lockBook(tx: Tx, bookId: number): Promise<boolean> {
  const [row] = await tx.select({ id: books.id }).from(books).where(eq(books.id, bookId)).for("update");
  return row !== undefined;
}

/**
 * Adds an edition, and its work where that is new, with the event that leads to its cover and its search row.
 * Importing the same ISBN (or the same source key) again changes nothing and says so: what the catalogue holds may
 * have been corrected by hand since.
 */
export async function importBook(input: ImportBookInput) {
  const { workKey: _, workTitle: __, ...book } = input;
  try {
    const bookId = await db.transaction(async (tx) => {
      const workId = await findOrAddWork(tx, input);
      const [row] = await tx
        .insert(books)
        .values({ ...book, workId, externalLinks: {} })
        .$returningId();
      if (!row) throw new Error("the insert returned no id");
      await recordEvent(tx, bookAdded, { bookId: row.id });
      return row.id;
    });
    return ok({ bookId, outcome: "imported" as const });
  } catch (error) {
    const isKnown = ["books_isbn10", "books_isbn13", "books_source_key"].some((index) => isDuplicate(error, index));
    const bookId = isKnown ? await getImported(input) : undefined;
    if (bookId === undefined) throw error;
    return ok({ bookId, outcome: "unchanged" as const });
  }
}
