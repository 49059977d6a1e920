import "server-only";
import { and, eq, inArray } from "drizzle-orm";
import type { Tx } from "@/db/client";
import { quotes, readerWorks, readings } from "@/db/schema/reading";
import { getReadBookById, holdReaderWork, holdReadings } from "../../queries";
import type { MadeByImport } from "./schema";

/**
 * Takes back what an import made of one book for one reader, in the caller's transaction: what the reader has changed since
 * stays as it is.
 */
export async function takeBackReaderWork(tx: Tx, userId: number, bookId: number, made: MadeByImport): Promise<void> {
  const book = await getReadBookById(tx, bookId);
  if (!book) return;
  const row = await holdReaderWork(tx, userId, book.workId);
  const held = await holdReadings(
    tx,
    { userId, workId: book.workId },
    made.readings.map(({ id }) => id),
  );
  const same = held.filter((one) =>
    made.readings.some(
      ({ id, startedOn, endedOn, outcome }) =>
        one.id === id && one.startedOn === startedOn && one.endedOn === endedOn && one.outcome === outcome,
    ),
  );
  if (same.length > 0)
    await tx.delete(readings).where(
      inArray(
        readings.id,
        same.map(({ id }) => id),
      ),
    );
  for (const { id, text } of made.quotes)
    await tx.delete(quotes).where(and(eq(quotes.id, id), eq(quotes.userId, userId), eq(quotes.text, text)));
  if (!row) return;
  const left = {
    status: made.status && row.status === made.status.after ? made.status.before : row.status,
    rating: made.rating !== undefined && row.rating === made.rating ? null : row.rating,
    review: made.review !== undefined && row.review === made.review ? null : row.review,
  };
  // The import said with its stars or review who sees them: what comes after these is for nobody until the reader says so.
  const isHidden = left.rating === null && left.review === null && (row.rating !== null || row.review !== null);
  if (left.status === null && left.rating === null && left.review === null)
    await tx.delete(readerWorks).where(eq(readerWorks.id, row.id));
  else
    await tx
      .update(readerWorks)
      .set({ ...left, ...(isHidden && { visibility: "private" }) })
      .where(eq(readerWorks.id, row.id));
}
