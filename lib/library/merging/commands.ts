import "server-only";
import type { Tx } from "@/db/client";
import { type Move, type MovedRows, moveRows, returnRows } from "@/db/moving";
import { collectionBooks } from "@/db/schema/library";

const IN_COLLECTIONS = { table: collectionBooks, on: collectionBooks.bookId, sameBy: [collectionBooks.collectionId] };

/** Puts one book into the place of another in every collection; one that has both keeps one. Both books are locked. */
export const moveShelved = (tx: Tx, books: Move) => moveRows(tx, IN_COLLECTIONS, books);

/** Undoes `moveShelved`; what readers took out since stays out. */
export const returnShelved = (tx: Tx, books: Move, moved: MovedRows) => returnRows(tx, IN_COLLECTIONS, books, moved);
