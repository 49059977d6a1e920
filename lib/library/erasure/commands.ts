import "server-only";
import { and, asc, eq, gt, inArray, sql } from "drizzle-orm";
import { db } from "@/db/client";
import { collectionBooks, collectionMerges, collections } from "@/db/schema/library";
import { accountPattern } from "@/lib/events/erasure/rules";
import { isOrWasOf } from "../deleting/queries";
import type { MergedCollection } from "../joining/schema";

const DELETED_AT_ONCE = 20;

/** Deletes a reader's collections, and those that they have deleted, some at a time: ten thousand books in one statement would hold their rows for long. */
export async function forgetCollections(ownerId: number, signal?: AbortSignal): Promise<void> {
  for (;;) {
    signal?.throwIfAborted();
    const some = await db
      .select({ id: collections.id })
      .from(collections)
      .where(isOrWasOf(ownerId))
      .orderBy(asc(collections.id))
      .limit(DELETED_AT_ONCE);
    if (some.length === 0) return;
    const ids = some.map(({ id }) => id);
    await db.delete(collections).where(inArray(collections.id, ids));
  }
}

const FORGOTTEN_AT_ONCE = 500;

/**
 * Takes a reader's name off the books that they put into others' collections, and then out of what merges of these keep for
 * their undo: the books stay. Twice is once.
 */
export async function forgetInOthersCollections(userId: number, signal?: AbortSignal): Promise<void> {
  for (let left = true; left; ) {
    signal?.throwIfAborted();
    const [{ affectedRows }] = await db
      .update(collectionBooks)
      .set({ addedById: null })
      .where(eq(collectionBooks.addedById, userId))
      .limit(FORGOTTEN_AT_ONCE);
    left = affectedRows > 0;
  }
  for (let after = 0; ; ) {
    signal?.throwIfAborted();
    const [next] = await db
      .select({ id: collectionMerges.id })
      .from(collectionMerges)
      .where(and(gt(collectionMerges.id, after), sql`${collectionMerges.before} regexp ${accountPattern(userId)}`))
      .orderBy(asc(collectionMerges.id))
      .limit(1);
    if (!next) return;
    after = next.id;
    await forgetInMerge(next.id, userId);
  }
}

const forgetInMerge = (mergeId: number, userId: number) =>
  db.transaction(async (tx) => {
    const isIt = eq(collectionMerges.id, mergeId);
    const [held] = await tx
      .select({ before: collectionMerges.before })
      .from(collectionMerges)
      .where(isIt)
      .for("update");
    if (!held?.before) return;
    const before = held.before as MergedCollection;
    const dropped = before.shelved.dropped.map((row) => (row.addedById === userId ? { ...row, addedById: null } : row));
    await tx
      .update(collectionMerges)
      .set({ before: { ...before, shelved: { ...before.shelved, dropped } } })
      .where(isIt);
  });
