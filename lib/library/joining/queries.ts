import "server-only";
import { and, count, desc, eq, gt, inArray, or } from "drizzle-orm";
import { alias } from "drizzle-orm/mysql-core";
import { db, type Tx } from "@/db/client";
import { collectionBooks, collectionMerges, collections } from "@/db/schema/library";
import { type Merge, UNDO_DAYS } from "./schema";

/** How many books are in both. */
export async function countInBoth(one: number, other: number): Promise<number> {
  const theirs = alias(collectionBooks, "theirs");
  const [row] = await db
    .select({ count: count() })
    .from(collectionBooks)
    .innerJoin(theirs, and(eq(theirs.bookId, collectionBooks.bookId), eq(theirs.collectionId, other)))
    .where(eq(collectionBooks.collectionId, one));
  return row?.count ?? 0;
}

const DAY_MS = 24 * 60 * 60_000;

/** The last moment of merges that can no longer be taken back. */
export const mergesEndBefore = (now: Date): Date => new Date(now.getTime() - UNDO_DAYS * DAY_MS);

/** What has become of a collection into which another was merged: it may have been merged itself. */
const onward = alias(collectionMerges, "onward");
const isOnward = and(eq(onward.goneId, collectionMerges.keptId), eq(onward.state, "done"));

/**
 * A reader's merges that wait, failed or can be taken back, the last one first. What was merged into one that is gone for
 * good is gone with it.
 */
export async function listMerges(ownerId: number, now = new Date()): Promise<Merge[]> {
  const rows = await db
    .select({
      id: collectionMerges.id,
      name: collectionMerges.name,
      icon: collectionMerges.icon,
      state: collectionMerges.state,
      requestedAt: collectionMerges.requestedAt,
      kept: { name: collections.name, icon: collections.icon, deletedAt: collections.deletedAt },
      merged: { name: onward.name, icon: onward.icon },
    })
    .from(collectionMerges)
    .leftJoin(collections, eq(collections.id, collectionMerges.keptId))
    .leftJoin(onward, isOnward)
    .where(
      and(
        eq(collectionMerges.ownerId, ownerId),
        or(
          eq(collectionMerges.state, "waiting"),
          and(inArray(collectionMerges.state, ["done", "failed"]), gt(collectionMerges.endedAt, mergesEndBefore(now))),
        ),
      ),
    )
    .orderBy(desc(collectionMerges.id));
  return rows.flatMap(({ state, kept: present, merged, ...row }): Merge[] => {
    const { deletedAt, ...one } = { deletedAt: null, ...(present ?? merged) };
    const kept = present || merged ? { ...(one as Pick<Merge, "name" | "icon">), isDeleted: deletedAt !== null } : null;
    return state === "undone" || (state === "done" && !kept) ? [] : [{ ...row, state, kept }];
  });
}

/** Whether one of the collections is about to be merged. */
export async function isAwaitingMerge(tx: Tx, ownerId: number, ids: number[]): Promise<boolean> {
  const [row] = await tx
    .select({ id: collectionMerges.id })
    .from(collectionMerges)
    .where(
      and(
        eq(collectionMerges.ownerId, ownerId),
        eq(collectionMerges.state, "waiting"),
        or(inArray(collectionMerges.keptId, ids), inArray(collectionMerges.goneId, ids)),
      ),
    )
    .limit(1);
  return row !== undefined;
}

/** The merge by which a collection became part of another one, where it did. */
export async function getOnward(tx: Tx, goneId: number) {
  const isIt = and(eq(collectionMerges.goneId, goneId), eq(collectionMerges.state, "done"));
  const [row] = await tx
    .select({ name: collectionMerges.name, icon: collectionMerges.icon })
    .from(collectionMerges)
    .where(isIt);
  return row;
}

/** A merge, held. */
export async function holdMerge(tx: Tx, id: number) {
  const [row] = await tx.select().from(collectionMerges).where(eq(collectionMerges.id, id)).for("update");
  return row;
}
