import "server-only";
import { count, desc, eq, max, sql } from "drizzle-orm";
import { db } from "@/db/client";
import { userScans } from "@/db/schema/scans";
import { listBooksByIds } from "@/lib/catalog/queries";
import type { RecentScans } from "./schema";

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
  const books = new Map((await listBooksByIds(page.map((row) => row.bookId))).map(({ id, book }) => [id, book]));
  const scans = page.flatMap(({ bookId, scannedAt, times }) => {
    const book = books.get(bookId);
    return book && scannedAt ? [{ book, scannedAt, times }] : [];
  });
  const last = page.at(-1);
  const hasMore = rows.length > limit;
  return { scans, cursor: hasMore && last?.scannedAt ? `${last.scannedAt.getTime()}-${last.bookId}` : null };
}
