import "server-only";
import { sql } from "drizzle-orm";
import { db, type Tx } from "@/db/client";
import { bookSearch } from "@/db/schema/search";
import { listIndexedBooks } from "./queries";
import { indexRow } from "./rules";

/** A row is a kilobyte or two: this many stay well below a fresh MySQL's packet. */
const ROWS_PER_INSERT = 500;

/**
 * Makes the search rows of these books anew from the catalogue. Doing it twice changes nothing; ids that are gone are
 * passed over. The rows are found from the moment the transaction commits.
 */
export async function indexBooks(tx: Tx, bookIds: number[]): Promise<void> {
  for (let at = 0; at < bookIds.length; at += ROWS_PER_INSERT) {
    const books = await listIndexedBooks(tx, bookIds.slice(at, at + ROWS_PER_INSERT));
    if (books.length === 0) continue;
    await tx
      .insert(bookSearch)
      .values(books.map(({ id, ...book }) => ({ bookId: id, ...indexRow(book) })))
      .onDuplicateKeyUpdate({ set: { folded: sql`values(folded)`, trigrams: sql`values(trigrams)` } });
  }
}

/** Makes one book findable by search, or brings its row up to date. */
export const indexBook = (bookId: number): Promise<void> => db.transaction((tx) => indexBooks(tx, [bookId]));
