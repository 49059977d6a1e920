import "server-only";
import { and, eq, inArray, isNull } from "drizzle-orm";
import { db, type Tx } from "@/db/client";
import { scanFeedback, scanPhotos } from "@/db/schema/scans";
import { presentVersion } from "@/lib/accounts/consents/rules";
import { removeCover } from "@/lib/covers/commands";
import { recordEvent } from "@/lib/events/commands";
import { newId } from "@/lib/platform/id";
import { log } from "@/lib/platform/log";
import { fail, ok } from "@/lib/platform/result";
import { putFile, removeFile } from "@/lib/platform/storage";
import { photoSettled } from "./events";
import { getPhoto, listExpiredPhotos } from "./queries";
import { photoDeadlines, photoKey } from "./rules";

const EXPIRED_PER_ROUND = 200;

/**
 * Puts a photo aside that its reader agreed to have kept, linked to nothing yet. The row comes before the file, so that a
 * crash leaves a row that `expirePhotos` finds and never a file that nobody knows of.
 */
export async function storePhoto(jpeg: Buffer): Promise<string> {
  const id = newId();
  await db.insert(scanPhotos).values({ id, consentVersion: presentVersion("scan_photos") });
  await putFile(photoKey(id), jpeg);
  return id;
}

/** Makes a stored photo the one of a feedback. What came with it before must be discarded first. */
export async function linkPhoto(tx: Tx, feedbackId: number, photoId: string): Promise<void> {
  await tx
    .update(scanPhotos)
    .set({ feedbackId })
    .where(and(eq(scanPhotos.id, photoId), isNull(scanPhotos.feedbackId)));
}

/**
 * Parts photos from their feedback: from the commit on nobody sees them, and a job removes file and view. A feedback that
 * a moderator had only its photo to look at for waits no longer.
 */
export async function discardPhotos(tx: Tx, feedbackIds: number[]): Promise<void> {
  if (feedbackIds.length === 0) return;
  await holdFeedback(tx, feedbackIds);
  const photos = await tx
    .select({ id: scanPhotos.id, feedbackId: scanPhotos.feedbackId })
    .from(scanPhotos)
    .where(inArray(scanPhotos.feedbackId, feedbackIds))
    .for("update");
  for (const { id, feedbackId } of photos) {
    if (feedbackId === null) continue;
    await tx.update(scanPhotos).set({ feedbackId: null }).where(eq(scanPhotos.id, id));
    await tx
      .update(scanFeedback)
      .set({ state: "noted" })
      .where(
        and(
          eq(scanFeedback.id, feedbackId),
          eq(scanFeedback.state, "open"),
          eq(scanFeedback.verdict, "confirmed"),
          isNull(scanFeedback.note),
        ),
      );
    await recordEvent(tx, photoSettled, { photoId: id });
  }
}

/** The feedback before its photo, as a moderator's decision holds them: in two orders the two would block each other. */
async function holdFeedback(tx: Tx, feedbackIds: number[]): Promise<void> {
  await tx
    .select({ id: scanFeedback.id })
    .from(scanFeedback)
    .where(inArray(scanFeedback.id, feedbackIds))
    .for("update");
}

/**
 * Removes what is no longer needed of a photo: of an accepted one the file, since the cover has its own; of one without
 * feedback everything, the view in the index too. Twice is once.
 */
export async function clearPhoto(photoId: string) {
  const photo = await getPhoto(photoId);
  if (!photo) return fail("already_gone");
  if (photo.feedbackId !== null && photo.coverId === null) return fail("waits_for_moderator");
  await removeFile(photoKey(photoId));
  if (photo.feedbackId !== null) return ok();
  if (photo.coverId !== null) await removeCover(photo.coverId);
  // Last: as long as the row is there, whatever failed above is tried again.
  await db.delete(scanPhotos).where(eq(scanPhotos.id, photoId));
  return ok();
}

/**
 * Removes every photo whose time is over at `now`; answers with how many. An accepted one stays until it is taken back.
 * One that cannot be removed keeps none of the others; it is named, and all is thrown at the end to be tried again.
 */
export async function expirePhotos(now: Date): Promise<number> {
  let [expired, after] = [0, ""];
  const troubles: unknown[] = [];
  for (;;) {
    const photos = await listExpiredPhotos(photoDeadlines(now), EXPIRED_PER_ROUND, after);
    for (const photo of photos) {
      try {
        if (await expirePhoto(photo)) expired += 1;
      } catch (error) {
        log.warn("scans.photo_not_removed", { photoId: photo.id, error });
        troubles.push(error);
      }
    }
    const last = photos.at(-1);
    if (last === undefined || photos.length < EXPIRED_PER_ROUND) break;
    after = last.id;
  }
  if (troubles.length > 0) throw new AggregateError(troubles, `${troubles.length} photos could not be removed`);
  return expired;
}

async function expirePhoto({ id, feedbackId }: { id: string; feedbackId: number | null }): Promise<boolean> {
  if (feedbackId !== null) await db.transaction((tx) => discardUnmoderated(tx, id, feedbackId));
  return (await clearPhoto(id)).ok;
}

/** Under the lock of the feedback a moderator's decision cannot come in between. */
async function discardUnmoderated(tx: Tx, photoId: string, feedbackId: number): Promise<void> {
  await holdFeedback(tx, [feedbackId]);
  const [photo] = await tx
    .select({ coverId: scanPhotos.coverId })
    .from(scanPhotos)
    .where(eq(scanPhotos.id, photoId))
    .for("update");
  if (photo?.coverId === null) await discardPhotos(tx, [feedbackId]);
}
