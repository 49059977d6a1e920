import "server-only";
import { and, eq } from "drizzle-orm";
import { covers, pendingCovers, spareCovers } from "@/db/schema/covers";
import type { Actor } from "@/lib/accounts/schema";
import { lockBook } from "@/lib/catalog/commands";
import { bookChanged } from "@/lib/catalog/events";
import { recordEvent } from "@/lib/events/commands";
import { fail, ok } from "@/lib/platform/result";
import { announceChange } from "../changes/commands";
import { inRemoval, removeUnusedFiles, takeOut } from "../commands";
import { forgetOlderDetails, snapshotDetails } from "../features/commands";
import { forgetOlderSnapshots, snapshotIndex } from "../vectors/index/commands";
import { listModelsInUse } from "../vectors/models/queries";
import { getOwnPicture, listPicturesOf } from "./queries";
import type { OwnPictureInput } from "./schema";

const PICTURES_AT_ONCE = 100;

/** Deletes a picture that the actor brought; where it stood for its book, another one does then. */
export async function deleteOwnPicture(actor: Actor, input: OwnPictureInput) {
  const picture = await getOwnPicture(actor.id, input);
  if (!picture) return fail("cover_not_found", "This picture is no longer there.");
  await remove(actor.id, picture);
  await announceChange();
  return ok();
}

/**
 * Deletes the pictures of books that a reader brought up to a moment: rows, files in all sizes, vectors and features.
 * Answers with how many. Twice is once.
 */
export async function forgetOwnPictures(userId: number, broughtBefore: Date, signal?: AbortSignal): Promise<number> {
  let forgotten = 0;
  for (;;) {
    signal?.throwIfAborted();
    const pictures = await listPicturesOf(userId, broughtBefore, PICTURES_AT_ONCE);
    if (pictures.length === 0) break;
    for (const picture of pictures) await remove(userId, picture);
    forgotten += pictures.length;
  }
  if (forgotten > 0) await announceChange();
  return forgotten;
}

/**
 * Writes the snapshots of the indexes without what is not in the database any more, and removes those from before. For the
 * one process that may: the queue of this job runs one at a time.
 */
export async function renewSnapshots(signal?: AbortSignal): Promise<void> {
  const models = await listModelsInUse();
  for (const model of models) await snapshotIndex({ of: model, always: true, anew: true, signal });
  await snapshotDetails({ always: true, signal });
  // Last, when every process has had the time to hear of the new ones.
  for (const model of models) await forgetOlderSnapshots(model);
  await forgetOlderDetails();
}

/** Whether in use or not: of one picture both rows can be there. Files go before the commit, or nobody would know of them. */
async function remove(userId: number, picture: { id: number; bookId: number | null; sha256: string }): Promise<void> {
  const { id, bookId, sha256 } = picture;
  await inRemoval(async (tx) => {
    if (bookId === null) {
      await tx.delete(pendingCovers).where(and(eq(pendingCovers.id, id), eq(pendingCovers.userId, userId)));
      return removeUnusedFiles(tx, sha256);
    }
    await lockBook(tx, bookId);
    const isIt = and(eq(covers.bookId, bookId), eq(covers.sha256, sha256), eq(covers.userId, userId));
    const [used] = await tx.select({ id: covers.id, bookId: covers.bookId }).from(covers).where(isIt).for("update");
    if (used) {
      await takeOut(tx, used);
      // What it looked like is among what the book is compared with others by.
      await recordEvent(tx, bookChanged, { bookId });
    }
    await tx
      .delete(spareCovers)
      .where(and(eq(spareCovers.bookId, bookId), eq(spareCovers.sha256, sha256), eq(spareCovers.userId, userId)));
    await removeUnusedFiles(tx, sha256);
  });
}
