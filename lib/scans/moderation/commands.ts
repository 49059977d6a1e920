import "server-only";
import { and, eq } from "drizzle-orm";
import { db, type Tx } from "@/db/client";
import { scanFeedback, scanPhotos } from "@/db/schema/scans";
import type { Actor } from "@/lib/accounts/schema";
import { addCoverView } from "@/lib/covers/commands";
import { recordEvent } from "@/lib/events/commands";
import { log } from "@/lib/platform/log";
import { fail, ok } from "@/lib/platform/result";
import { getFile } from "@/lib/platform/storage";
import { discardPhotos } from "../photos/commands";
import { photoSettled } from "../photos/events";
import { getPhotoOfFeedback } from "../photos/queries";
import { photoKey } from "../photos/rules";
import { canModerateFeedback } from "../policy";
import type { AcceptFeedbackInput, CloseFeedbackInput } from "./schema";

/**
 * Makes the photo of a feedback a further view of the book that its reader named: the decision and the view in one
 * transaction, under the lock of the feedback, so that of two moderators at once one decides.
 */
export async function acceptFeedback(actor: Actor, { feedbackId }: AcceptFeedbackInput) {
  if (!canModerateFeedback(actor)) return feedbackNotFound();
  const photo = await getPhotoOfFeedback(feedbackId);
  const jpeg = photo && (await getFile(photoKey(photo.id)));

  const result = await db.transaction(async (tx) => {
    const held = await holdOpen(tx, feedbackId);
    if (!held.ok) return held;
    const { rightBookId } = held;
    if (rightBookId === null) return fail("book_unknown", "Nobody said which book this photo shows.");
    const [present] = await tx
      .select({ id: scanPhotos.id })
      .from(scanPhotos)
      .where(eq(scanPhotos.feedbackId, feedbackId))
      .for("update");
    if (!jpeg || present?.id !== photo.id) return fail("photo_gone", "This photo is no longer there.");
    const view = await addCoverView(tx, rightBookId, jpeg);
    if (!view.ok && view.reason === "already_there") {
      return fail("already_there", "The book has this very picture already. Please dismiss it.");
    }
    if (!view.ok) return fail("book_unknown", "This book has left the catalogue.");
    await tx.update(scanPhotos).set({ coverId: view.coverId }).where(eq(scanPhotos.id, photo.id));
    await close(tx, actor, feedbackId, "accepted");
    await recordEvent(tx, photoSettled, { photoId: photo.id });
    return ok({ coverId: view.coverId, bookId: rightBookId });
  });
  if (result.ok) audit(actor, feedbackId, "accepted", { coverId: result.coverId, bookId: result.bookId });
  return result;
}

/** Ends a feedback without a view: `dismissed` says that it was wrong, `done` that what it said has been mended. */
export async function closeFeedback(actor: Actor, { feedbackId, as }: CloseFeedbackInput) {
  if (!canModerateFeedback(actor)) return feedbackNotFound();
  const result = await db.transaction(async (tx) => {
    const held = await holdOpen(tx, feedbackId);
    if (!held.ok) return held;
    await close(tx, actor, feedbackId, as);
    await discardPhotos(tx, [feedbackId]);
    return ok();
  });
  if (result.ok) audit(actor, feedbackId, as);
  return result;
}

type Decision = "accepted" | CloseFeedbackInput["as"];

const feedbackNotFound = () => fail("feedback_not_found", "This is no longer here: its reader took it back.");

async function holdOpen(tx: Tx, feedbackId: number) {
  const [row] = await tx
    .select({ state: scanFeedback.state, rightBookId: scanFeedback.rightBookId })
    .from(scanFeedback)
    .where(eq(scanFeedback.id, feedbackId))
    .for("update");
  if (!row) return feedbackNotFound();
  if (row.state !== "open") return fail("already_decided", "Somebody has decided about this already.");
  return ok({ rightBookId: row.rightBookId });
}

async function close(tx: Tx, actor: Actor, feedbackId: number, state: Decision): Promise<void> {
  await tx
    .update(scanFeedback)
    .set({ state, moderatorId: actor.id, moderatedAt: new Date() })
    .where(and(eq(scanFeedback.id, feedbackId), eq(scanFeedback.state, "open")));
}

function audit(actor: Actor, feedbackId: number, decision: Decision, more: Record<string, unknown> = {}): void {
  log.info("scans.feedback_moderated", { feedbackId, decision, moderatorId: actor.id, ...more });
}
