import "server-only";
import { and, asc, desc, eq, lte } from "drizzle-orm";
import { db } from "@/db/client";
import { covers } from "@/db/schema/covers";
import { pendingAskers, pendingBooks, scanFeedback, scanPhotos } from "@/db/schema/scans";
import { listBooksByIds } from "@/lib/catalog/queries";
import { coverKey } from "@/lib/covers/rules";
import { getFile } from "@/lib/platform/storage";
import { pendingIdOf } from "../pending/rules";
import { photoKey } from "../photos/rules";
import type { OwnPhoto, OwnWish } from "./schema";

const SHOWN_MAX = 60;

/** Photos of a reader's scans that are kept, the newest first: as many as a page shows, unless more are asked for. */
export async function listOwnPhotos(userId: number, limit = SHOWN_MAX): Promise<OwnPhoto[]> {
  const rows = await db
    .select({
      ...{ id: scanPhotos.id, keptAt: scanPhotos.createdAt, coverId: scanPhotos.coverId },
      ...{ bookId: scanFeedback.bookId, rightBookId: scanFeedback.rightBookId },
    })
    .from(scanPhotos)
    .innerJoin(scanFeedback, eq(scanFeedback.id, scanPhotos.feedbackId))
    .where(eq(scanFeedback.userId, userId))
    .orderBy(desc(scanPhotos.createdAt), asc(scanPhotos.id))
    .limit(limit);
  const ids = rows.flatMap(({ bookId, rightBookId }) => rightBookId ?? bookId ?? []);
  const books = new Map((await listBooksByIds([...new Set(ids)])).map(({ id, book }) => [id, book]));
  return rows.map(({ id, keptAt, coverId, bookId, rightBookId }) => ({
    ...{ id, keptAt, isInUse: coverId !== null },
    book: books.get(rightBookId ?? bookId ?? 0) ?? null,
  }));
}

/** The keys under which the file of a reader's own photo, or of the view that it became, lies; undefined for anybody else's. */
async function getKeyOfOwnPhoto(userId: number, photoId: string): Promise<string | undefined> {
  const [row] = await db
    .select({ id: scanPhotos.id, sha256: covers.sha256 })
    .from(scanPhotos)
    .innerJoin(scanFeedback, eq(scanFeedback.id, scanPhotos.feedbackId))
    .leftJoin(covers, eq(covers.id, scanPhotos.coverId))
    .where(and(eq(scanPhotos.id, photoId), eq(scanFeedback.userId, userId)));
  return row && (row.sha256 === null ? photoKey(row.id) : coverKey(row.sha256));
}

/** A reader's own photo, or the view that it became; undefined for anybody else's, as where there is none. */
export async function readOwnPhoto(userId: number, photoId: string): Promise<Buffer | undefined> {
  const key = await getKeyOfOwnPhoto(userId, photoId);
  return key === undefined ? undefined : getFile(key);
}

/** Some of a reader's photos that were kept up to a moment, each with its feedback. */
export function listPhotosOf(userId: number, keptBefore: Date, limit: number) {
  return db
    .select({ id: scanPhotos.id, feedbackId: scanFeedback.id })
    .from(scanPhotos)
    .innerJoin(scanFeedback, eq(scanFeedback.id, scanPhotos.feedbackId))
    .where(and(eq(scanFeedback.userId, userId), lte(scanPhotos.createdAt, keptBefore)))
    .orderBy(asc(scanPhotos.id))
    .limit(limit);
}

/** What a reader asked for, the newest first, also what has come. */
export async function listOwnWishes(userId: number): Promise<OwnWish[]> {
  const rows = await db
    .select({
      ...{ isbn: pendingBooks.isbn, handle: pendingBooks.handle, title: pendingBooks.title },
      ...{ bookId: pendingBooks.bookId, askedAt: pendingAskers.createdAt },
    })
    .from(pendingAskers)
    .innerJoin(pendingBooks, eq(pendingBooks.id, pendingAskers.pendingId))
    .where(eq(pendingAskers.userId, userId))
    .orderBy(desc(pendingAskers.id))
    .limit(SHOWN_MAX);
  return rows.map(({ bookId, title, askedAt, ...row }) => {
    const id = pendingIdOf(row);
    return { id, name: title ?? `ISBN ${id}`, askedAt, hasCome: bookId !== null };
  });
}
