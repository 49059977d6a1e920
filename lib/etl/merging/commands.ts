import "server-only";
import type { Tx } from "@/db/client";
import { type Move, type MovedRows, moveRows, returnRows } from "@/db/moving";
import { bookLookups } from "@/db/schema/etl";

/** A book has been looked up last once. */
const LOOKED_UP = { table: bookLookups, on: bookLookups.bookId, sameBy: [] };

/** Keeps when a book was last looked up, where the one that it becomes never was. Both books are locked. */
export const moveLookups = (tx: Tx, books: Move) => moveRows(tx, LOOKED_UP, books);

export const returnLookups = (tx: Tx, books: Move, moved: MovedRows) => returnRows(tx, LOOKED_UP, books, moved);
