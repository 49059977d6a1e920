import "server-only";
import { sql } from "drizzle-orm";
import { inTransaction, type Tx } from "@/db/client";
import { bookSearch } from "@/db/schema/search";
import { deriveBooks } from "@/lib/catalog/derived/commands";
import { listIndexedBooks, listOutdatedRows } from "./queries";
import { INDEX_VERSION, indexRow } from "./rules";

/** A row is a kilobyte or two: this many stay well below a fresh MySQL's packet. */
const ROWS_PER_INSERT = 500;

/**
 * Makes all that these books are found by anew from what the catalogue says of them: their search rows, series, authors and
 * places in sorted lists. Doing it twice changes nothing; ids that are gone are passed over. They are found from the moment
 * the transaction commits. Every way in which a book is written leads here: by the events of the catalogue, or at once.
 */
export async function indexBooks(tx: Tx, bookIds: number[]): Promise<void> {
  for (let at = 0; at < bookIds.length; at += ROWS_PER_INSERT) {
    const ids = bookIds.slice(at, at + ROWS_PER_INSERT);
    await deriveBooks(tx, ids);
    const books = await listIndexedBooks(tx, ids);
    if (books.length === 0) continue;
    await tx
      .insert(bookSearch)
      .values(books.map(({ id, ...book }) => ({ bookId: id, ...indexRow(book), version: INDEX_VERSION })))
      .onDuplicateKeyUpdate({
        set: { folded: sql`values(folded)`, trigrams: sql`values(trigrams)`, version: sql`values(version)` },
      });
  }
}

/** Makes one book findable by search, or brings its row up to date. */
export const indexBook = (bookId: number): Promise<void> => inTransaction((tx) => indexBooks(tx, [bookId]));

/** So many at once hold their books for a moment only. */
const RENEWED_AT_ONCE = 200;

/**
 * Makes rows anew that another release made in another way, in parts: what is done stays done where it ends early. Answers
 * with how many there were.
 */
export async function renewIndex(signal?: AbortSignal): Promise<number> {
  for (let renewed = 0; ; ) {
    const ids = signal?.aborted ? [] : await listOutdatedRows(INDEX_VERSION, RENEWED_AT_ONCE);
    if (ids.length === 0) return renewed;
    await inTransaction((tx) => indexBooks(tx, ids));
    renewed += ids.length;
  }
}
