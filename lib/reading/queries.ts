import "server-only";
import { and, asc, eq, inArray, type SQL, sql } from "drizzle-orm";
import { db, type Tx } from "@/db/client";
import { books } from "@/db/schema/catalog";
import { readerWorks, readingProgress, readings } from "@/db/schema/reading";
import { isReferred } from "@/lib/catalog/queries";
import { type BookReference, publicIsbn } from "@/lib/catalog/rules";
import type { ReaderWork, Reading } from "./schema";

/** What reading needs of a book. */
export type ReadBook = { id: number; workId: number; isbn: string; pages: number | null };

/** The book that is meant, also by the name of one that was merged into it. */
export const getReadBook = (tx: Tx, reference: BookReference) => readBook(tx, isReferred(reference));

/** The same by its id, or by that of one that was merged into it. */
export const getReadBookById = (tx: Tx, bookId: number) => readBook(tx, isReferred({ bookId }));

async function readBook(tx: Tx, isIt: SQL): Promise<ReadBook | undefined> {
  const [row] = await tx
    .select({
      ...{ id: books.id, workId: books.workId, pages: books.pages },
      ...{ isbn10: books.isbn10, isbn13: books.isbn13 },
    })
    .from(books)
    .where(isIt)
    .limit(1);
  return row && { id: row.id, workId: row.workId, pages: row.pages, isbn: publicIsbn(row) };
}

/** A reader's row about a work, held until the transaction ends. */
export async function holdReaderWork(tx: Tx, userId: number, workId: number) {
  const [row] = await tx
    .select()
    .from(readerWorks)
    .where(and(eq(readerWorks.userId, userId), eq(readerWorks.workId, workId)))
    .for("update");
  return row;
}

type OfWork = { userId: number; workId: number };

/** A reader's readings of a work, or those of the given ids that are such, held until the transaction ends. */
export async function holdReadings(tx: Tx, { userId, workId }: OfWork, ids?: number[]) {
  if (ids?.length === 0) return [];
  const isTheirs = and(eq(readings.userId, userId), eq(readings.workId, workId));
  return tx
    .select()
    .from(readings)
    .where(ids ? and(isTheirs, inArray(readings.id, ids)) : isTheirs)
    .orderBy(asc(readings.id))
    .for("update");
}

/** What a reader reads of a work right now, held. */
export async function holdOpenReading(tx: Tx, userId: number, workId: number) {
  return (await holdReadings(tx, { userId, workId })).find(({ outcome }) => outcome === "reading");
}

/** The progress of some readings, day after day. */
export async function listProgress(tx: Tx, readingIds: number[]) {
  if (readingIds.length === 0) return [];
  return tx
    .select()
    .from(readingProgress)
    .where(inArray(readingProgress.readingId, readingIds))
    .orderBy(asc(readingProgress.day));
}

/** Everything that a reader has said of a work; undefined where that is nothing. */
export async function getReaderWork(userId: number, workId: number): Promise<ReaderWork | undefined> {
  const [[row], times] = await Promise.all([
    db
      .select({
        ...{ status: readerWorks.status, rating: readerWorks.rating, review: readerWorks.review },
        ...{ hasSpoilers: readerWorks.hasSpoilers, visibility: readerWorks.visibility },
      })
      .from(readerWorks)
      .where(and(eq(readerWorks.userId, userId), eq(readerWorks.workId, workId))),
    listReadings(userId, workId),
  ]);
  if (!row && times.length === 0) return undefined;
  const nothing = { status: null, rating: null, review: null, hasSpoilers: false, visibility: "private" as const };
  return { ...(row ?? nothing), readings: times };
}

/** An open one first, then the one that ended last; those of which nobody knows when come last. */
async function listReadings(userId: number, workId: number): Promise<Reading[]> {
  return db
    .select({
      ...{ id: readings.id, startedOn: readings.startedOn, endedOn: readings.endedOn, outcome: readings.outcome },
      ...{ page: readings.page, percent: readings.percent },
      pages: sql<number | null>`coalesce(${readings.pages}, ${books.pages})`,
    })
    .from(readings)
    .innerJoin(books, eq(books.id, readings.bookId))
    .where(and(eq(readings.userId, userId), eq(readings.workId, workId)))
    .orderBy(
      sql`${readings.outcome} = 'reading' desc`,
      sql`coalesce(${readings.endedOn}, ${readings.startedOn}) desc`,
      sql`${readings.id} desc`,
    );
}
