import "server-only";
import { and, eq } from "drizzle-orm";
import type { Tx } from "@/db/client";
import { covers, pendingCovers, spareCovers } from "@/db/schema/covers";
import { noteConsent } from "@/lib/accounts/consents/commands";
import type { Actor } from "@/lib/accounts/schema";
import { lockBook } from "@/lib/catalog/commands";
import { recordEvent } from "@/lib/events/commands";
import { log } from "@/lib/platform/log";
import { putFile } from "@/lib/platform/storage";
import type { StoredPicture } from "../adapters/picture";
import { getStandingCover, isCoverOf } from "../choice/queries";
import { inRemoval, makePrimary, removeUnusedFiles, sha256Of } from "../commands";
import { coverAdded } from "../events";
import { coverKey } from "../rules";

import { holdWaiting, listSettled } from "./queries";
import { pendingCoverDeadline } from "./rules";
import type { PictureDecision } from "./schema";

/**
 * Keeps a reader's picture with what was asked for, in place of the one that this reader added before. Comes last in a
 * transaction of `inRemoval` that holds what was asked for.
 */
export async function keepWithPending(
  tx: Tx,
  actor: Actor,
  pendingId: number,
  { jpeg, width, height, phash }: StoredPicture,
): Promise<void> {
  const before = await takeFrom(tx, actor.id, pendingId);
  const sha256 = sha256Of(jpeg);
  await tx.insert(pendingCovers).values({
    ...{ pendingId, userId: actor.id, sha256, mime: "image/jpeg", width, height, bytes: jpeg.length, phash },
  });
  await putFile(coverKey(sha256), jpeg);
  await noteConsent(tx, actor.id, "own_pictures");
  if (before && before !== sha256) await removeUnusedFiles(tx, before);
}

/** Takes a reader's picture away from what was asked for. Comes last in a transaction of `inRemoval`. */
export async function forgetWithPending(tx: Tx, userId: number, pendingId: number): Promise<void> {
  const sha256 = await takeFrom(tx, userId, pendingId);
  if (sha256) await removeUnusedFiles(tx, sha256);
}

/** Answers with the hash of the picture whose row is gone. */
async function takeFrom(tx: Tx, userId: number, pendingId: number): Promise<string | undefined> {
  const isIt = and(eq(pendingCovers.pendingId, pendingId), eq(pendingCovers.userId, userId));
  const [row] = await tx.select({ sha256: pendingCovers.sha256 }).from(pendingCovers).where(isIt).for("update");
  await tx.delete(pendingCovers).where(isIt);
  return row?.sha256;
}

/**
 * Decides about the pictures that waited with what has become a book: the one that a moderator wants stands for it, unless
 * it has another picture than a drawn one by now; those that the moderator refused are to go (`forgetSettled`); any other is
 * proposed, as if its reader had brought it for the book. In the caller's transaction, which holds what was asked for.
 */
export async function settlePictures(
  tx: Tx,
  { pendingId, bookId }: { pendingId: number; bookId: number },
  { shownId, refusedIds }: PictureDecision,
): Promise<void> {
  const waiting = await holdWaiting(tx, pendingId);
  if (waiting.length === 0 || !(await lockBook(tx, bookId))) return;
  // With the moment in which each was brought: a consent that ended since takes it along, wherever it lies.
  for (const { id, pendingId: _, ...picture } of waiting) {
    if (refusedIds.includes(id) || picture.userId === null) {
      await tx.update(pendingCovers).set({ pendingId: null }).where(eq(pendingCovers.id, id));
      continue;
    }
    if (!(await isCoverOf(tx, bookId, picture.sha256))) {
      const own = { ...picture, bookId, source: "upload" as const };
      const standing = id === shownId ? await getStandingCover(bookId, tx) : undefined;
      if (id === shownId && (!standing || standing.source === "drawn")) await showPicture(tx, own);
      else
        await tx
          .insert(spareCovers)
          .values({ ...own, state: "proposed" })
          .onDuplicateKeyUpdate({ set: { bookId } });
    }
    await tx.delete(pendingCovers).where(eq(pendingCovers.id, id));
  }
}

async function showPicture(tx: Tx, picture: Omit<typeof covers.$inferInsert, "isPrimary">): Promise<void> {
  const [row] = await tx
    .insert(covers)
    .values({ ...picture, isPrimary: false })
    .$returningId();
  if (!row) throw new Error("the insert returned no id");
  await makePrimary(tx, { id: row.id, bookId: picture.bookId }, true);
  await recordEvent(tx, coverAdded, { coverId: row.id, isAwaited: true });
}

const SETTLED_AT_ONCE = 100;

/**
 * Forgets pictures that nothing waits for any more and those that waited too long at `now`, with their files where nothing
 * else has them. Answers with how many. Twice is once. One whose files cannot be removed stays, keeps none of the others, and
 * all is thrown at the end.
 */
export async function forgetSettled(now: Date, signal?: AbortSignal): Promise<number> {
  let [forgotten, after] = [0, 0];
  const troubles: unknown[] = [];
  for (;;) {
    const settled = await listSettled(pendingCoverDeadline(now), after, SETTLED_AT_ONCE);
    for (const { id, sha256 } of settled) {
      signal?.throwIfAborted();
      try {
        await inRemoval(async (tx) => {
          await tx.delete(pendingCovers).where(eq(pendingCovers.id, id));
          await removeUnusedFiles(tx, sha256);
        });
        forgotten += 1;
      } catch (error) {
        log.warn("covers.pending_not_removed", { id, error });
        troubles.push(error);
      }
    }
    const last = settled.at(-1);
    if (last === undefined || settled.length < SETTLED_AT_ONCE) break;
    after = last.id;
  }
  if (troubles.length > 0)
    throw new AggregateError(troubles, `${troubles.length} pictures that wait for nothing could not be removed`);
  return forgotten;
}
