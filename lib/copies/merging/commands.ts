import "server-only";
import type { Tx } from "@/db/client";
import { type Move, type MovedRows, moveRows, returnRows } from "@/db/moving";
import { copies } from "@/db/schema/copies";

/** Of one book there can be several, so none is a double. */
const OWNED = { table: copies, on: copies.bookId };

/** Makes the copies of one book those of another. Both books are locked. */
export const moveCopies = (tx: Tx, books: Move) => moveRows(tx, OWNED, books);

export const returnCopies = (tx: Tx, books: Move, moved: MovedRows) => returnRows(tx, OWNED, books, moved);
