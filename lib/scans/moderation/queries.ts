import "server-only";
import { and, desc, eq, lt } from "drizzle-orm";
import { db } from "@/db/client";
import { users } from "@/db/schema/accounts";
import { covers } from "@/db/schema/covers";
import { scanFeedback, scanLogs, scanPhotos } from "@/db/schema/scans";
import { isNotLeaving, shownName } from "@/lib/accounts/erasure/queries";
import type { Actor } from "@/lib/accounts/schema";
import { listBooksByIds } from "@/lib/catalog/queries";
import { coverKey } from "@/lib/covers/rules";
import { findCoverOf, straightenCover } from "@/lib/covers/straightening/queries";
import type { Corners } from "@/lib/covers/straightening/schema";
import { fail, ok } from "@/lib/platform/result";
import { getFile, signedUrl } from "@/lib/platform/storage";
import { photoKey } from "../photos/rules";
import { canModerateFeedback } from "../policy";
import type { AcceptedViewsPage, OpenFeedbackPage } from "./schema";

/** Long enough for a page to load its pictures. */
const PHOTO_URL_SECONDS = 60;
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
    .where(and(eq(scanFeedback.state, "open"), isNotLeaving(scanFeedback.userId), isAfterCursor))
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

/** The key of a reader's photo, or of the view that it became; undefined for who is no moderator. */
async function findFeedbackPhoto(actor: Actor | null, feedbackId: number): Promise<string | undefined> {
  if (!canModerateFeedback(actor)) return undefined;
  const [photo] = await db
    .select({ id: scanPhotos.id, viewSha256: covers.sha256 })
    .from(scanPhotos)
    .leftJoin(covers, eq(scanPhotos.coverId, covers.id))
    .where(eq(scanPhotos.feedbackId, feedbackId));
  return photo && (photo.viewSha256 === null ? photoKey(photo.id) : coverKey(photo.viewSha256));
}

/**
 * The photo that came with a feedback while it waits for a moderator, or the further view that it became. Undefined for
 * everybody else, as where there is none.
 */
export async function readFeedbackPhoto(actor: Actor | null, feedbackId: number): Promise<Buffer | undefined> {
  const key = await findFeedbackPhoto(actor, feedbackId);
  return key === undefined ? undefined : getFile(key);
}

/** An address of it that expires within a minute, where browsers reach the storage. */
export async function getFeedbackPhotoUrl(actor: Actor | null, feedbackId: number): Promise<string | undefined> {
  const key = await findFeedbackPhoto(actor, feedbackId);
  return key === undefined ? undefined : signedUrl(key, PHOTO_URL_SECONDS);
}

/**
 * The photo of a feedback as the view that it would become, cut out along `corners`, or else where the book's cover is
 * found in it. `photoId` and `bookId` say of what it is made.
 */
export async function drawView(feedbackId: number, corners?: Corners) {
  const [said] = await db
    .select({ bookId: scanFeedback.rightBookId, photoId: scanPhotos.id })
    .from(scanFeedback)
    .innerJoin(scanPhotos, eq(scanPhotos.feedbackId, scanFeedback.id))
    .where(and(eq(scanFeedback.id, feedbackId), eq(scanFeedback.state, "open")));
  const jpeg = said && (await getFile(photoKey(said.photoId)));
  if (!jpeg) return fail("photo_gone", "This photo is no longer there.");
  const { bookId, photoId } = said;
  if (bookId === null) return fail("book_unknown", "Nobody said which book this photo shows.");
  const found = corners ? ok({ corners }) : await findCoverOf(bookId, jpeg);
  if (!found.ok) return found;
  const view = await straightenCover(bookId, jpeg, found.corners);
  return view.ok ? ok({ bookId, photoId, view: { ...view, corners: found.corners } }) : view;
}

/** `drawView` for a moderator's eyes. Undefined for everybody else. */
export async function proposeView(actor: Actor | null, feedbackId: number, corners?: Corners) {
  return canModerateFeedback(actor) ? drawView(feedbackId, corners) : undefined;
}

/** The further views that readers' photos became, the newest word first; paged as `listOpenFeedback` is. */
export async function listAcceptedViews(cursor?: string, limit = 20): Promise<AcceptedViewsPage> {
  const isAfterCursor = CURSOR.test(cursor ?? "") ? lt(scanFeedback.id, Number(cursor)) : undefined;
  const rows = await db
    .select({
      feedbackId: scanFeedback.id,
      bookId: covers.bookId,
      moderator: shownName,
      acceptedAt: scanFeedback.moderatedAt,
    })
    .from(scanFeedback)
    .innerJoin(scanPhotos, eq(scanPhotos.feedbackId, scanFeedback.id))
    .innerJoin(covers, eq(scanPhotos.coverId, covers.id))
    .leftJoin(users, eq(scanFeedback.moderatorId, users.id))
    .where(and(eq(scanFeedback.state, "accepted"), isAfterCursor))
    .orderBy(desc(scanFeedback.id))
    .limit(limit + 1);

  const page = rows.slice(0, limit);
  const books = new Map((await listBooksByIds(page.map(({ bookId }) => bookId))).map(({ id, book }) => [id, book]));
  return {
    views: page.flatMap(({ bookId, ...row }) => {
      const book = books.get(bookId);
      return book ? { ...row, book } : [];
    }),
    cursor: rows.length > limit ? String(page.at(-1)?.feedbackId) : null,
  };
}
