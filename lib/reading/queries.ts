import "server-only";
import { and, asc, avg, count, desc, eq, inArray, isNotNull, or, type SQL, sql } from "drizzle-orm";
import { alias } from "drizzle-orm/mysql-core";
import { db, type Tx } from "@/db/client";
import { users } from "@/db/schema/accounts";
import { books } from "@/db/schema/catalog";
import { libraryMembers } from "@/db/schema/households";
import { readerWorks, readingGoals, readingProgress, readings } from "@/db/schema/reading";
import { isNotLeaving } from "@/lib/accounts/erasure/queries";
import { isReferred, listBooksByIds } from "@/lib/catalog/queries";
import { type BookReference, publicIsbn } from "@/lib/catalog/rules";
import { decodeCursor, decodeNumericCursor, encodeCursor } from "@/lib/platform/cursor";
import type {
  CommunityRating,
  ListedReading,
  ListedWork,
  ReaderWork,
  Reading,
  SharedReview,
  Status,
  YearCount,
} from "./schema";

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

const READING = {
  ...{ id: readings.id, startedOn: readings.startedOn, endedOn: readings.endedOn, outcome: readings.outcome },
  ...{ page: readings.page, percent: readings.percent },
  pages: sql<number | null>`coalesce(${readings.pages}, ${books.pages})`,
};

/** An open one first, then the one that ended last; those of which nobody knows when come last. */
async function listReadings(userId: number, workId: number): Promise<Reading[]> {
  return db
    .select(READING)
    .from(readings)
    .innerJoin(books, eq(books.id, readings.bookId))
    .where(and(eq(readings.userId, userId), eq(readings.workId, workId)))
    .orderBy(
      sql`${readings.outcome} = 'reading' desc`,
      sql`coalesce(${readings.endedOn}, ${readings.startedOn}) desc`,
      sql`${readings.id} desc`,
    );
}

const inHouse = alias(libraryMembers, "in_house");

/** Those who live in one household with a reader, without them. */
export async function listHousehold(userId: number): Promise<Set<number>> {
  const rows = await db
    .select({ userId: libraryMembers.userId })
    .from(libraryMembers)
    .innerJoin(inHouse, eq(inHouse.libraryId, libraryMembers.libraryId))
    .where(eq(inHouse.userId, userId));
  return new Set(rows.map((row) => row.userId).filter((id) => id !== userId));
}

/** Rows whose stars and review somebody may see, as `canReadReview` says it. */
function isReadable(viewerId: number | null, household: ReadonlySet<number>): SQL | undefined {
  const { visibility, userId } = readerWorks;
  return or(
    eq(visibility, "public"),
    viewerId === null ? undefined : eq(userId, viewerId),
    household.size > 0 ? and(eq(visibility, "friends"), inArray(userId, [...household])) : undefined,
  );
}

type Viewer = { viewerId: number | null; household: ReadonlySet<number> };

/** How readers rate a work; only by stars that the viewer may see, so that nobody's can be worked out of the mean. */
export async function getCommunityRating(workId: number, { viewerId, household }: Viewer): Promise<CommunityRating> {
  const [row] = await db
    .select({ mean: avg(readerWorks.rating).mapWith(Number), count: count() })
    .from(readerWorks)
    .where(
      and(
        ...[eq(readerWorks.workId, workId), isNotNull(readerWorks.rating), isNotLeaving(readerWorks.userId)],
        isReadable(viewerId, household),
      ),
    );
  return { mean: row?.count ? row.mean : null, count: row?.count ?? 0 };
}

/**
 * A page of the reviews of a work that the viewer may see, the newest first. Those of accounts that wait for their end are
 * left out.
 */
export async function listReviews(workId: number, { viewerId, household }: Viewer, { after, limit }: ListPage) {
  const from = decodeNumericCursor(after);
  const moment = sql`timestampdiff(microsecond, '1970-01-01', ${readerWorks.reviewedAt}) div 1000`;
  const rows = await db
    .select({
      ...{ id: readerWorks.id, userId: readerWorks.userId, reader: users.username, rating: readerWorks.rating },
      ...{ review: sql<string>`${readerWorks.review}`, hasSpoilers: readerWorks.hasSpoilers },
      ...{ visibility: readerWorks.visibility, reviewedAt: readerWorks.reviewedAt },
    })
    .from(readerWorks)
    .innerJoin(users, eq(users.id, readerWorks.userId))
    .where(
      and(
        ...[eq(readerWorks.workId, workId), isNotNull(readerWorks.review), sql`${users.erasureDueAt} is null`],
        isReadable(viewerId, household),
        from && sql`(${moment}, ${readerWorks.id}) < (${from.key}, ${from.id})`,
      ),
    )
    .orderBy(desc(moment), desc(readerWorks.id))
    .limit(limit + 1);
  const page = rows.slice(0, limit);
  const last = rows.length > limit ? page.at(-1) : undefined;
  const reviews: SharedReview[] = page.map((row) => ({ ...row, isOwn: row.userId === viewerId }));
  return { reviews, cursor: last ? encodeCursor({ key: last.reviewedAt.getTime(), id: last.id }) : null };
}

const isRated = and(eq(readerWorks.userId, readings.userId), eq(readerWorks.workId, readings.workId));

const LISTED = { ...READING, bookId: readings.bookId, rating: readerWorks.rating };

async function withBooks<Row extends { bookId: number }>(rows: Row[]) {
  const byId = new Map((await listBooksByIds(rows.map(({ bookId }) => bookId))).map(({ id, book }) => [id, book]));
  return rows.flatMap(({ bookId, ...row }) => {
    const book = byId.get(bookId);
    return book ? [{ ...row, book }] : [];
  });
}

type ListPage = { after?: string; limit: number };

/** What a reader reads now, the one that moved last first. */
export async function listOpenReadings(userId: number, { after, limit }: ListPage) {
  const from = decodeNumericCursor(after);
  const moment = sql`timestampdiff(microsecond, '1970-01-01', ${readings.updatedAt}) div 1000`;
  const rows = await db
    .select({ ...LISTED, movedMs: moment.mapWith(Number) })
    .from(readings)
    .innerJoin(books, eq(books.id, readings.bookId))
    .leftJoin(readerWorks, isRated)
    .where(
      and(
        ...[eq(readings.userId, userId), isNotNull(readings.openWorkId)],
        from && sql`(${moment}, ${readings.id}) < (${from.key}, ${from.id})`,
      ),
    )
    .orderBy(desc(moment), desc(readings.id))
    .limit(limit + 1);
  const page = rows.slice(0, limit);
  const last = rows.length > limit ? page.at(-1) : undefined;
  const open: ListedReading[] = (await withBooks(page)).map(({ movedMs: _, ...reading }) => reading);
  return { readings: open, cursor: last ? encodeCursor({ key: last.movedMs, id: last.id }) : null };
}

/** Works that have a status, the newest first. */
export async function listWorksByStatus(userId: number, status: Status, { after, limit }: ListPage) {
  const from = decodeNumericCursor(after);
  const moment = sql`timestampdiff(microsecond, '1970-01-01', ${readerWorks.statusAt}) div 1000`;
  const rows = await db
    .select({
      ...{ id: readerWorks.id, bookId: readerWorks.bookId, statusAt: readerWorks.statusAt },
      rating: readerWorks.rating,
    })
    .from(readerWorks)
    .where(
      and(
        ...[eq(readerWorks.userId, userId), eq(readerWorks.status, status)],
        from && sql`(${moment}, ${readerWorks.id}) < (${from.key}, ${from.id})`,
      ),
    )
    .orderBy(desc(readerWorks.statusAt), desc(readerWorks.id))
    .limit(limit + 1);
  const page = rows.slice(0, limit);
  const last = rows.length > limit ? page.at(-1) : undefined;
  const works: ListedWork[] = (await withBooks(page)).map(({ id: _, ...work }) => work);
  return { works, cursor: last ? encodeCursor({ key: last.statusAt.getTime(), id: last.id }) : null };
}

/** How many works have each status. */
export async function countStatuses(userId: number): Promise<Record<Status, number>> {
  const rows = await db
    .select({ status: readerWorks.status, count: count() })
    .from(readerWorks)
    .where(eq(readerWorks.userId, userId))
    .groupBy(readerWorks.status);
  const counted = Object.fromEntries(rows.map((row) => [row.status, row.count]));
  return { want: 0, reading: 0, read: 0, stopped: 0, ...counted };
}

const isFinished = (userId: number) => and(eq(readings.userId, userId), eq(readings.outcome, "finished"));

/** How many readings were finished in each year, the latest first; without a day last. */
export async function countFinishedByYear(userId: number): Promise<YearCount[]> {
  const year = sql<number | null>`year(${readings.endedOn})`;
  return db
    .select({ year, count: count() })
    .from(readings)
    .where(isFinished(userId))
    .groupBy(year)
    .orderBy(sql`${year} is null`, desc(year));
}

/** What was finished in a year, or nobody knows when, the latest first. */
export async function listFinished(userId: number, year: number | "unknown", { after, limit }: ListPage) {
  const from = decodeCursor(after);
  const isThen =
    year === "unknown"
      ? and(sql`${readings.endedOn} is null`, from && sql`${readings.id} < ${from.id}`)
      : and(
          sql`${readings.endedOn} between ${`${year}-01-01`} and ${`${year}-12-31`}`,
          from && sql`(${readings.endedOn}, ${readings.id}) < (${String(from.key)}, ${from.id})`,
        );
  const rows = await db
    .select(LISTED)
    .from(readings)
    .innerJoin(books, eq(books.id, readings.bookId))
    .leftJoin(readerWorks, isRated)
    .where(and(isFinished(userId), isThen))
    .orderBy(desc(readings.endedOn), desc(readings.id))
    .limit(limit + 1);
  const page = rows.slice(0, limit);
  const last = rows.length > limit ? page.at(-1) : undefined;
  const cursor = last ? encodeCursor({ key: last.endedOn ?? "", id: last.id }) : null;
  return { readings: await withBooks(page), cursor };
}

/** How many books a reader means to read in a year; null without a goal. */
export async function getGoal(userId: number, year: number, tx: Pick<Tx, "select"> = db): Promise<number | null> {
  const [row] = await tx
    .select({ books: readingGoals.books })
    .from(readingGoals)
    .where(and(eq(readingGoals.userId, userId), eq(readingGoals.year, year)));
  return row?.books ?? null;
}
