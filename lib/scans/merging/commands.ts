import "server-only";
import type { Tx } from "@/db/client";
import { type Move, type MovedRows, moveRows, returnRows } from "@/db/moving";
import { pendingBooks, scanFeedback, scanLogs, scanPhotos, userScans } from "@/db/schema/scans";

const OF_BOOKS = {
  histories: { table: userScans, on: userScans.bookId },
  logs: { table: scanLogs, on: scanLogs.bookId },
  answers: { table: scanFeedback, on: scanFeedback.bookId },
  corrections: { table: scanFeedback, on: scanFeedback.rightBookId },
  pending: { table: pendingBooks, on: pendingBooks.bookId },
};
const OF_COVERS = { table: scanPhotos, on: scanPhotos.coverId };
type Part = keyof typeof OF_BOOKS;
const PARTS = Object.keys(OF_BOOKS) as Part[];

export type MovedScans = { ofBooks: Record<Part, MovedRows>; ofCovers: { covers: Move; rows: MovedRows }[] };

/**
 * Lets everything that was scanned and said of one book, and what was pending and became it, be of another. `covers`: of
 * doubles that its covers were of the other's. Both books are locked.
 */
export async function moveScans(tx: Tx, books: Move, covers: Move[]): Promise<MovedScans> {
  const ofBooks: Partial<MovedScans["ofBooks"]> = {};
  for (const part of PARTS) ofBooks[part] = await moveRows(tx, OF_BOOKS[part], books);
  const ofCovers: MovedScans["ofCovers"] = [];
  for (const one of covers) ofCovers.push({ covers: one, rows: await moveRows(tx, OF_COVERS, one) });
  return { ofBooks: ofBooks as MovedScans["ofBooks"], ofCovers };
}

/** Undoes `moveScans`, after the covers are back. */
export async function returnScans(tx: Tx, books: Move, { ofBooks, ofCovers }: MovedScans): Promise<void> {
  for (const part of PARTS) await returnRows(tx, OF_BOOKS[part], books, ofBooks[part]);
  for (const { covers, rows } of ofCovers) await returnRows(tx, OF_COVERS, covers, rows);
}
