import "server-only";
import { and, eq, inArray, isNotNull, isNull, lt, notExists } from "drizzle-orm";
import { db, type Tx } from "@/db/client";
import { pendingAskers, pendingBooks, scanFeedback, scanLogs, scanPhotos, userScans } from "@/db/schema/scans";
import type { Actor } from "@/lib/accounts/schema";
import { announceChange } from "@/lib/covers/changes/commands";
import { inRemoval } from "@/lib/covers/commands";
import { forgetWithPending } from "@/lib/covers/pending/commands";
import { fail, ok } from "@/lib/platform/result";
import { isNamed } from "../pending/queries";
import { clearPhoto, discardPhotos } from "../photos/commands";
import { listPhotosOf } from "./queries";
import type { OwnFeedbackInput, OwnPhotoInput, OwnWishInput } from "./schema";

const PHOTOS_AT_ONCE = 100;

/** Deletes one of the actor's own photos, with the view that it became; what was said with it stays. */
export async function deleteOwnPhoto(actor: Actor, { photoId }: OwnPhotoInput) {
  const isTheirs = await db.transaction(async (tx) => {
    const [photo] = await tx
      .select({ feedbackId: scanFeedback.id })
      .from(scanPhotos)
      .innerJoin(scanFeedback, eq(scanFeedback.id, scanPhotos.feedbackId))
      .where(and(eq(scanPhotos.id, photoId), eq(scanFeedback.userId, actor.id)));
    if (photo) await discardPhotos(tx, [photo.feedbackId]);
    return photo !== undefined;
  });
  return isTheirs ? ok() : fail("photo_not_found", "This photo is no longer there.");
}

/**
 * Deletes what the actor said of an answer, with the photo that came with it. The history stays as it is, unlike when a word
 * is taken back under its answer: nobody who tidies up wants a book in it that they said is wrong.
 */
export async function deleteOwnFeedback(actor: Actor, { feedbackId }: OwnFeedbackInput) {
  const isOwn = and(eq(scanFeedback.id, feedbackId), eq(scanFeedback.userId, actor.id));
  return db.transaction(async (tx) => {
    const [own] = await tx.select({ scanId: scanFeedback.scanId }).from(scanFeedback).where(isOwn);
    if (!own) return fail("feedback_not_found", "This is no longer there.");
    // First, as when feedback is given: words about one scan take turns.
    await tx.select({ id: scanLogs.id }).from(scanLogs).where(eq(scanLogs.id, own.scanId)).for("update");
    await discardPhotos(tx, [feedbackId]);
    await tx.delete(scanFeedback).where(isOwn);
    return ok();
  });
}

/**
 * Deletes the photos of a reader's scans that were kept up to a moment: rows, files, and the views that were made of them,
 * which every process forgets. Answers with how many. Twice is once.
 */
export async function forgetPhotos(userId: number, keptBefore: Date, signal?: AbortSignal): Promise<number> {
  let forgotten = 0;
  for (;;) {
    signal?.throwIfAborted();
    const photos = await listPhotosOf(userId, keptBefore, PHOTOS_AT_ONCE);
    if (photos.length === 0) break;
    const feedbackIds = photos.map(({ feedbackId }) => feedbackId);
    await db.transaction((tx) => discardPhotos(tx, feedbackIds));
    // The job that follows from each event finds it done; whoever waits for this one is not to wait for those.
    for (const { id } of photos) await clearPhoto(id);
    forgotten += photos.length;
  }
  if (forgotten > 0) await announceChange();
  return forgotten;
}

/**
 * Lets the actor wait for a book no longer: the picture that was added to it goes, and one that was asked for by its title and
 * that nobody else waits for goes with it.
 */
export async function withdrawWish(actor: Actor, { pendingId }: OwnWishInput) {
  const isMeant = isNamed(pendingId);
  if (!isMeant) return wishNotFound();
  return inRemoval(async (tx) => {
    const [row] = await tx.select({ id: pendingBooks.id }).from(pendingBooks).where(isMeant).for("update");
    if (!row) return wishNotFound();
    const [{ affectedRows }] = await tx
      .delete(pendingAskers)
      .where(and(eq(pendingAskers.pendingId, row.id), eq(pendingAskers.userId, actor.id)));
    if (affectedRows === 0) return wishNotFound();
    await dropUnwanted(tx, [row.id]);
    await forgetWithPending(tx, actor.id, row.id);
    return ok();
  });
}

const wishNotFound = () => fail("wish_not_found", "You do not wait for this book any more.");

/** Takes away what readers asked for in words of their own, where nobody waits for it and nothing has come of it. */
async function dropUnwanted(tx: Tx, pendingIds: number[]): Promise<void> {
  if (pendingIds.length === 0) return;
  const stillWaits = tx
    .select({ id: pendingAskers.id })
    .from(pendingAskers)
    .where(eq(pendingAskers.pendingId, pendingBooks.id));
  await tx
    .delete(pendingBooks)
    .where(
      and(
        inArray(pendingBooks.id, pendingIds),
        isNull(pendingBooks.isbn),
        isNull(pendingBooks.bookId),
        notExists(stillWaits),
      ),
    );
}

/**
 * Takes a reader out of everything that was scanned, said and asked for: what is the reader's own is deleted, and what
 * recognition is measured by loses the name. Photos go before, with `forgetPhotos`. Twice is once.
 */
export async function forgetReader(userId: number): Promise<void> {
  await db.transaction(async (tx) => {
    // First, as when feedback is given: what is said of them meanwhile waits.
    await tx.select({ id: scanLogs.id }).from(scanLogs).where(eq(scanLogs.userId, userId)).for("update");
    await tx.delete(scanFeedback).where(eq(scanFeedback.userId, userId));
    await tx.update(scanLogs).set({ userId: null }).where(eq(scanLogs.userId, userId));
    await tx.delete(userScans).where(eq(userScans.userId, userId));
  });
  await db.transaction(async (tx) => {
    const wishes = await tx
      .select({ id: pendingAskers.pendingId })
      .from(pendingAskers)
      .where(eq(pendingAskers.userId, userId));
    await tx.delete(pendingAskers).where(eq(pendingAskers.userId, userId));
    // What waits for a moderator is the reader's words still; of what has become a book the book says it.
    await tx
      .update(pendingBooks)
      .set({ typed: null, reason: "not_found" })
      .where(and(eq(pendingBooks.typedById, userId), eq(pendingBooks.reason, "typed")));
    await tx.update(pendingBooks).set({ typed: null, typedById: null }).where(eq(pendingBooks.typedById, userId));
    const ids = wishes.map(({ id }) => id);
    await dropUnwanted(tx, ids);
  });
}

const NAMES_AT_ONCE = 1_000;

/**
 * Takes readers' names off scans that are older than a moment. Histories are rows of their own and stay, but no longer lead
 * to the scan that they came of. Answers with how many.
 */
export async function unnameOldScans(before: Date, signal?: AbortSignal): Promise<number> {
  let unnamed = 0;
  for (let some = NAMES_AT_ONCE; some === NAMES_AT_ONCE && !signal?.aborted; ) {
    const [{ affectedRows }] = await db
      .update(userScans)
      .set({ scanId: null })
      .where(and(lt(userScans.timestamp, before), isNotNull(userScans.scanId)))
      .limit(NAMES_AT_ONCE);
    some = affectedRows;
  }
  for (let some = NAMES_AT_ONCE; some === NAMES_AT_ONCE && !signal?.aborted; unnamed += some) {
    const [{ affectedRows }] = await db
      .update(scanLogs)
      .set({ userId: null })
      .where(and(lt(scanLogs.timestamp, before), isNotNull(scanLogs.userId)))
      .limit(NAMES_AT_ONCE);
    some = affectedRows;
  }
  return unnamed;
}
