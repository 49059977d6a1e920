import "server-only";
import { inArray } from "drizzle-orm";
import type { Tx } from "@/db/client";
import { quotes, readerWorks, readings } from "@/db/schema/reading";
import { putReaderWorks } from "../commands";
import { holdReaderWorks, mapReadBooks } from "../queries";
import { holdMade } from "./queries";
import type { MadeByImport } from "./schema";

type ReaderWorkRow = typeof readerWorks.$inferSelect;

/**
 * Takes back what an import made of books for one reader, in the caller's transaction and in a fixed number of statements:
 * what the reader has changed since stays as it is. `taken`: what came last is taken back first.
 */
export async function takeBackReaderWorks(
  tx: Tx,
  userId: number,
  taken: { bookId: number; made: MadeByImport }[],
): Promise<void> {
  const books = await mapReadBooks(
    tx,
    taken.map(({ bookId }) => bookId),
  );
  const found = taken.flatMap(({ bookId, made }) => {
    const book = books.get(bookId);
    return book ? [{ workId: book.workId, made }] : [];
  });
  if (found.length === 0) return;
  const workIds = [...new Set(found.map(({ workId }) => workId))].toSorted((a, b) => a - b);
  const rows = new Map((await holdReaderWorks(tx, userId, workIds)).map((row) => [row.workId, row]));
  const held = await holdMade(
    tx,
    userId,
    found.map(({ made }) => made),
  );
  const times = new Map(held.readings.map((row) => [row.id, row]));
  const lines = new Map(held.quotes.map((row) => [row.id, row]));
  const sameTimes = found.flatMap(({ workId, made }) =>
    made.readings.filter(({ id }) => {
      const one = times.get(id);
      return one?.workId === workId && isUntouched(one);
    }),
  );
  const sameLines = found.flatMap(({ made }) =>
    made.quotes.filter(({ id }) => {
      const one = lines.get(id);
      return one && isUntouched(one);
    }),
  );
  if (sameTimes.length > 0) await tx.delete(readings).where(inArray(readings.id, idsOf(sameTimes)));
  if (sameLines.length > 0) await tx.delete(quotes).where(inArray(quotes.id, idsOf(sameLines)));
  for (const { workId, made } of found) {
    const row = rows.get(workId);
    if (row) rows.set(workId, without(row, made));
  }
  const isEmpty = ({ status, rating, review }: ReaderWorkRow) => status === null && rating === null && review === null;
  const left = [...rows.values()];
  const empty = left.filter(isEmpty);
  if (empty.length > 0) await tx.delete(readerWorks).where(inArray(readerWorks.id, idsOf(empty)));
  await putReaderWorks(
    tx,
    left.filter((row) => !isEmpty(row)),
  );
}

/** As it came: both moments are the database's own where a row was made and nothing of it changed since, nor how far it is. */
const isUntouched = ({ createdAt, updatedAt }: { createdAt: Date; updatedAt: Date }): boolean =>
  createdAt.getTime() === updatedAt.getTime();

const idsOf = (rows: { id: number }[]): number[] => rows.map(({ id }) => id);

/** A row without what an import made of it, as far as it still says that. */
function without(row: ReaderWorkRow, made: MadeByImport): ReaderWorkRow {
  const left = {
    status: made.status && row.status === made.status.after ? made.status.before : row.status,
    rating: made.rating !== undefined && row.rating === made.rating ? null : row.rating,
    review: made.review !== undefined && row.review === made.review ? null : row.review,
  };
  // The import said with its stars or review who sees them: what comes after these is for nobody until the reader says so.
  const isHidden = left.rating === null && left.review === null && (row.rating !== null || row.review !== null);
  return { ...row, ...left, ...(isHidden && { visibility: "private" }) };
}
