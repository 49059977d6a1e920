import "server-only";
import { eq } from "drizzle-orm";
import { db, type Tx } from "@/db/client";
import { scanFeedback, scanPhotos } from "@/db/schema/scans";
import type { Actor } from "@/lib/accounts/schema";
import { addCoverView } from "@/lib/covers/commands";
import { recordEvent } from "@/lib/events/commands";
import { log } from "@/lib/platform/log";
import { fail, ok } from "@/lib/platform/result";
import { discardPhotos } from "../photos/commands";
import { photoSettled } from "../photos/events";
import { canModerateFeedback } from "../policy";
import { drawView } from "./queries";
import type { AcceptFeedbackInput, CloseFeedbackInput, RemoveViewInput } from "./schema";

/**
 * Makes the cover in the photo of a feedback a further view of the book that its reader named: cut out along `corners`,
 * and only if that is the very picture that the moderator saw. The decision and the view in one transaction, under the
 * lock of the feedback, so that of two moderators at once one decides.
 */
export async function acceptFeedback(actor: Actor, { feedbackId, corners, sha256 }: AcceptFeedbackInput) {
  if (!canModerateFeedback(actor)) return feedbackNotFound();
  const drawn = await drawView(feedbackId, corners);

  const result = await db.transaction(async (tx) => {
    const held = await holdIn(tx, feedbackId, "open");
    if (!held.ok) return held;
    if (!drawn.ok) return drawn;
    const { photoId, bookId, view } = drawn;
    const [present] = await tx
      .select({ id: scanPhotos.id })
      .from(scanPhotos)
      .where(eq(scanPhotos.feedbackId, feedbackId))
      .for("update");
    const isAsSeen = present?.id === photoId && held.rightBookId === bookId && view.sha256 === sha256;
    if (!isAsSeen) return fail("not_as_seen", "This has changed since you looked at it. Please look again.");
    const added = await addCoverView(tx, bookId, view.jpeg);
    if (!added.ok && added.reason === "already_there") {
      return fail("already_there", "The book has this very picture already. Please dismiss it.");
    }
    if (!added.ok) return fail("book_unknown", "This book has left the catalogue.");
    await tx.update(scanPhotos).set({ coverId: added.coverId }).where(eq(scanPhotos.id, photoId));
    await close(tx, actor, feedbackId, "accepted");
    await recordEvent(tx, photoSettled, { photoId });
    return ok({ coverId: added.coverId, bookId });
  });
  if (!result.ok) return result;
  const { coverId, bookId } = result;
  audit(actor, feedbackId, "accepted", { coverId, bookId, corners });
  return ok({ coverId, bookId });
}

/**
 * Takes a further view away again: from the commit on it is no longer listed, and a job takes it out of the index and
 * off the disk. The photo that it was made of is gone already.
 */
export async function removeView(actor: Actor, { feedbackId }: RemoveViewInput) {
  if (!canModerateFeedback(actor)) return feedbackNotFound();
  const result = await db.transaction(async (tx) => {
    const held = await holdIn(tx, feedbackId, "accepted");
    if (!held.ok) return held;
    await close(tx, actor, feedbackId, "dismissed");
    await discardPhotos(tx, [feedbackId]);
    return ok();
  });
  if (result.ok) audit(actor, feedbackId, "dismissed", { wasAccepted: true });
  return result;
}

/** Ends a feedback without a view: `dismissed` says that it was wrong, `done` that what it said has been mended. */
export async function closeFeedback(actor: Actor, { feedbackId, as }: CloseFeedbackInput) {
  if (!canModerateFeedback(actor)) return feedbackNotFound();
  const result = await db.transaction(async (tx) => {
    const held = await holdIn(tx, feedbackId, "open");
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

/** The feedback, held until the transaction ends, where it is in this state. */
async function holdIn(tx: Tx, feedbackId: number, state: "open" | "accepted") {
  const [row] = await tx
    .select({ state: scanFeedback.state, rightBookId: scanFeedback.rightBookId })
    .from(scanFeedback)
    .where(eq(scanFeedback.id, feedbackId))
    .for("update");
  if (!row) return feedbackNotFound();
  if (row.state !== state) return fail("already_decided", "Somebody has decided about this already.");
  return ok({ rightBookId: row.rightBookId });
}

async function close(tx: Tx, actor: Actor, feedbackId: number, state: Decision): Promise<void> {
  await tx
    .update(scanFeedback)
    .set({ state, moderatorId: actor.id, moderatedAt: new Date() })
    .where(eq(scanFeedback.id, feedbackId));
}

function audit(actor: Actor, feedbackId: number, decision: Decision, more: Record<string, unknown> = {}): void {
  log.info("scans.feedback_moderated", { feedbackId, decision, moderatorId: actor.id, ...more });
}
