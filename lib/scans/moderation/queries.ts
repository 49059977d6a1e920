import "server-only";
import { and, desc, eq, lt } from "drizzle-orm";
import { db } from "@/db/client";
import { scanFeedback, scanLogs, scanPhotos } from "@/db/schema/scans";
import type { Actor } from "@/lib/accounts/schema";
import { listBooksByIds } from "@/lib/catalog/queries";
import { getFile } from "@/lib/platform/storage";
import { getPhotoOfFeedback } from "../photos/queries";
import { photoKey } from "../photos/rules";
import { canModerateFeedback } from "../policy";
import type { OpenFeedbackPage } from "./schema";

const CURSOR = /^[1-9]\d{0,9}$/;

/** What waits for a moderator, the newest first. `cursor` is the one of the page before; anything else begins at the start. */
export async function listOpenFeedback(cursor?: string, limit = 20): Promise<OpenFeedbackPage> {
  const isAfterCursor = CURSOR.test(cursor ?? "") ? lt(scanFeedback.id, Number(cursor)) : undefined;
  const rows = await db
    .select({
      id: scanFeedback.id,
      verdict: scanFeedback.verdict,
      note: scanFeedback.note,
      saidAt: scanFeedback.updatedAt,
      answer: scanLogs.status,
      bookId: scanFeedback.bookId,
      rightBookId: scanFeedback.rightBookId,
      photoId: scanPhotos.id,
    })
    .from(scanFeedback)
    .innerJoin(scanLogs, eq(scanFeedback.scanId, scanLogs.id))
    .leftJoin(scanPhotos, eq(scanPhotos.feedbackId, scanFeedback.id))
    .where(and(eq(scanFeedback.state, "open"), isAfterCursor))
    .orderBy(desc(scanFeedback.id))
    .limit(limit + 1);

  const page = rows.slice(0, limit);
  const ids = page.flatMap(({ bookId, rightBookId }) => [bookId, rightBookId]).filter((id) => id !== null);
  const books = new Map((await listBooksByIds([...new Set(ids)])).map(({ id, book }) => [id, book]));
  const bookOf = (id: number | null) => (id === null ? null : (books.get(id) ?? null));
  return {
    feedback: page.map(({ bookId, rightBookId, photoId, ...row }) => ({
      ...row,
      book: bookOf(bookId),
      rightBook: bookOf(rightBookId),
      hasPhoto: photoId !== null,
    })),
    cursor: rows.length > limit ? String(page.at(-1)?.id) : null,
  };
}

/** The photo that came with a feedback and waits for a moderator. Undefined for everybody else, as where there is none. */
export async function readFeedbackPhoto(actor: Actor | null, feedbackId: number): Promise<Buffer | undefined> {
  if (!canModerateFeedback(actor)) return undefined;
  const photo = await getPhotoOfFeedback(feedbackId);
  return photo && getFile(photoKey(photo.id));
}
