import "server-only";
import { and, asc, desc, eq, lte } from "drizzle-orm";
import { db } from "@/db/client";
import { covers } from "@/db/schema/covers";
import { pendingAskers, pendingBooks, scanFeedback, scanPhotos } from "@/db/schema/scans";
import { listBooksByIds } from "@/lib/catalog/queries";
import type { BookSummary } from "@/lib/catalog/schema";
import { coverKey } from "@/lib/covers/rules";
import { getFile } from "@/lib/platform/storage";
import { pendingIdOf } from "../pending/rules";
import { photoKey } from "../photos/rules";
import type { OwnFeedback, OwnPhoto, OwnWish } from "./schema";

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
  const bookOf = await readMeantBooks(rows);
  return rows.map(({ id, keptAt, coverId, ...named }) => ({
    ...{ id, keptAt, isInUse: coverId !== null },
    book: bookOf(named),
  }));
}

/** What a reader said of answers, the last first. */
export async function listOwnFeedback(userId: number): Promise<OwnFeedback[]> {
  const rows = await db
    .select({
      ...{
        id: scanFeedback.id,
        verdict: scanFeedback.verdict,
        note: scanFeedback.note,
        saidAt: scanFeedback.updatedAt,
      },
      ...{ bookId: scanFeedback.bookId, rightBookId: scanFeedback.rightBookId, photoId: scanPhotos.id },
    })
    .from(scanFeedback)
    .leftJoin(scanPhotos, eq(scanPhotos.feedbackId, scanFeedback.id))
    .where(eq(scanFeedback.userId, userId))
    .orderBy(desc(scanFeedback.updatedAt), desc(scanFeedback.id))
    .limit(SHOWN_MAX);
  const bookOf = await readMeantBooks(rows);
  return rows.map(({ bookId, rightBookId, photoId, ...row }) => ({
    ...row,
    ...{ book: bookOf({ bookId, rightBookId }), hasPhoto: photoId !== null },
  }));
}

type Named = { bookId: number | null; rightBookId: number | null };

/** What readers meant: the book that is right by their word, or else the one that the answer named. */
async function readMeantBooks(rows: Named[]): Promise<(row: Named) => BookSummary | null> {
  const idOf = ({ bookId, rightBookId }: Named) => rightBookId ?? bookId;
  const ids = new Set(rows.flatMap((row) => idOf(row) ?? []));
  const books = new Map((await listBooksByIds([...ids])).map(({ id, book }) => [id, book]));
  return (row) => books.get(idOf(row) ?? 0) ?? null;
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
