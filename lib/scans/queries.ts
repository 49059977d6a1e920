import "server-only";
import { and, asc, count, desc, eq, inArray, lte, max, sql } from "drizzle-orm";
import { db } from "@/db/client";
import { userScans } from "@/db/schema/scans";
import { getBookIdByName, listBooksByIds } from "@/lib/catalog/queries";
import { decodeNumericCursor, encodeCursor } from "@/lib/platform/cursor";
import { groupBy } from "@/lib/platform/group";
import { type BookScans, MOMENTS_SHOWN_MAX, type RecentScans } from "./schema";

/** Milliseconds of the last scan and the book, of the entry that a page ended with. */
const CURSOR = /^(\d{1,14})-([1-9]\d{0,9})$/;

/**
 * What a reader scanned, one entry a book, the latest first. `cursor` is the one of the page before; anything else
 * begins at the start. Scans that arrive meanwhile never repeat an entry of an earlier page or hide a later one.
 */
export async function listRecentScans(userId: number, cursor?: string, limit = 30): Promise<RecentScans> {
  const latest = max(userScans.timestamp);
  const [, sinceMs, sinceBookId] = CURSOR.exec(cursor ?? "") ?? [];
  const isAfterCursor =
    sinceMs &&
    sql`(${latest}, ${userScans.bookId}) < (${sql.param(new Date(Number(sinceMs)), userScans.timestamp)}, ${Number(sinceBookId)})`;
  const rows = await db
    .select({ bookId: userScans.bookId, scannedAt: latest, times: count() })
    .from(userScans)
    .where(eq(userScans.userId, userId))
    .groupBy(userScans.bookId)
    .having(isAfterCursor || undefined)
    .orderBy(desc(latest), desc(userScans.bookId))
    .limit(limit + 1);

  const page = rows.slice(0, limit);
  const bookIds = page.map(({ bookId }) => bookId);
  const [listed, moments] = await Promise.all([listBooksByIds(bookIds), listLatestMoments(userId, bookIds)]);
  const books = new Map(listed.map(({ id, book }) => [id, book]));
  const scans = page.flatMap(({ bookId, scannedAt, times }) => {
    const book = books.get(bookId);
    return book && scannedAt ? [{ book, scannedAt, times, moments: moments.get(bookId) ?? [scannedAt] }] : [];
  });
  const last = page.at(-1);
  const hasMore = rows.length > limit;
  return { scans, cursor: hasMore && last?.scannedAt ? `${last.scannedAt.getTime()}-${last.bookId}` : null };
}

/** When a reader scanned each of some books, the latest first: of each as many as an entry unfolds. */
async function listLatestMoments(userId: number, bookIds: number[]): Promise<Map<number, Date[]>> {
  if (bookIds.length === 0) return new Map();
  const place = sql<number>`row_number() over (partition by ${userScans.bookId} order by ${userScans.timestamp} desc, ${userScans.id} desc)`;
  const numbered = db
    .select({ bookId: userScans.bookId, scannedAt: userScans.timestamp, place: place.as("place") })
    .from(userScans)
    .where(and(eq(userScans.userId, userId), inArray(userScans.bookId, bookIds)))
    .as("numbered");
  const rows = await db
    .select({ bookId: numbered.bookId, scannedAt: numbered.scannedAt })
    .from(numbered)
    .where(lte(numbered.place, MOMENTS_SHOWN_MAX))
    .orderBy(asc(numbered.bookId), asc(numbered.place));
  const byBook = groupBy(rows, ({ bookId }) => bookId);
  return new Map([...byBook].map(([bookId, some]) => [bookId, some.map(({ scannedAt }) => scannedAt)]));
}

/**
 * Every moment at which a reader scanned one book, the latest first; `cursor` as in `listRecentScans`. Undefined where they
 * never did.
 */
export async function listScansOfBook(
  { userId, isbn }: { userId: number; isbn: string },
  cursor?: string,
  limit = 100,
): Promise<BookScans | undefined> {
  const bookId = await getBookIdByName(isbn);
  if (bookId === undefined) return undefined;
  const isTheirs = and(eq(userScans.userId, userId), eq(userScans.bookId, bookId));
  const since = decodeNumericCursor(cursor);
  const isAfterCursor =
    since &&
    sql`(${userScans.timestamp}, ${userScans.id}) < (${sql.param(new Date(since.key), userScans.timestamp)}, ${since.id})`;
  const [[counted], [listed], rows] = await Promise.all([
    db.select({ times: count() }).from(userScans).where(isTheirs),
    listBooksByIds([bookId]),
    db
      .select({ id: userScans.id, at: userScans.timestamp })
      .from(userScans)
      .where(and(isTheirs, isAfterCursor))
      .orderBy(desc(userScans.timestamp), desc(userScans.id))
      .limit(limit + 1),
  ]);
  if (!listed || !counted || counted.times === 0) return undefined;
  const page = rows.slice(0, limit);
  const last = page.at(-1);
  return {
    ...{ book: listed.book, times: counted.times, moments: page.map(({ at }) => at) },
    cursor: rows.length > limit && last ? encodeCursor({ key: last.at.getTime(), id: last.id }) : null,
  };
}
