import "server-only";
import { eq, lt } from "drizzle-orm";
import { db, inTransaction, isDuplicate, type Tx } from "@/db/client";
import { moveRows, returnRows } from "@/db/moving";
import { WISHES } from "@/db/references";
import { collectionBooks, collectionMerges, collections } from "@/db/schema/library";
import type { Actor } from "@/lib/accounts/schema";
import { recordEvent } from "@/lib/events/commands";
import { getLibraryOf } from "@/lib/households/queries";
import { fail, ok } from "@/lib/platform/result";
import { holdOwnOrDeleted } from "../deleting/queries";
import { canEditCollection } from "../policy";
import { getCollection, holdCollections } from "../queries";
import { collectionNotFound, fillsItself } from "../rules";
import type { Collection, CollectionDetail } from "../schema";
import { getLink } from "../sharing/queries";
import { renameInQueries, returnQueries } from "../smart/commands";
import { mergeRequested } from "./events";
import { countInBoth, getOnward, holdMerge, isAwaitingMerge, mergesEndBefore } from "./queries";
import type { MergedCollection, MergeInput, MergePreview, SeenBy, UndoMergeInput } from "./schema";

const SHELVED = { table: collectionBooks, on: collectionBooks.collectionId, sameBy: [collectionBooks.bookId] };

const mergeNotFound = () => fail("merge_not_found", "This can no longer be taken back.");

/** How many books two collections of the actor's have, how many both, and who sees each. */
export async function previewMerge(actor: Actor, { keptId, goneId }: MergeInput) {
  const both = await Promise.all([getCollection(keptId), getCollection(goneId)]);
  const [kept, gone] = both;
  if (!kept || !gone || !both.every((one) => one && canEditCollection(actor, one))) return collectionNotFound();
  const seenBy = async ({ id, memberIds }: CollectionDetail): Promise<SeenBy> => ({
    isLinked: (await getLink(id)) !== null,
    isShared: memberIds.length > 0,
  });
  const preview: MergePreview = {
    counts: [kept.bookCount, gone.bookCount],
    seenBy: [await seenBy(kept), await seenBy(gone)],
    inBoth: await countInBoth(keptId, goneId),
  };
  return ok({ preview });
}

/** Asks for two collections of the actor's to be made one; a job does it. Each waits for one merge at a time. */
export async function requestMerge(actor: Actor, { keptId, goneId }: MergeInput) {
  return inTransaction(async (tx) => {
    const held = await holdCollections(tx, [keptId, goneId]);
    const gone = held.find(({ id }) => id === goneId);
    if (held.length < 2 || !gone || !held.every((one) => canEditCollection(actor, one))) return collectionNotFound();
    if (held.some(({ query }) => query !== null)) return fillsItself("merged");
    if (await isAwaitingMerge(tx, actor.id, [keptId, goneId]))
      return fail("already_merging", "One of the two is being merged already.");
    const { name, icon } = gone;
    const [row] = await tx
      .insert(collectionMerges)
      .values({ ownerId: actor.id, keptId, goneId, name, icon })
      .$returningId();
    if (!row) throw new Error("the insert returned no id");
    await recordEvent(tx, mergeRequested, { mergeId: row.id });
    return ok({ mergeId: row.id });
  });
}

/**
 * Carries out a merge that waits: all books of the one are the other's then, each once, and the one is gone. In one
 * transaction, so whoever is killed meanwhile has done nothing, and twice is once.
 */
export async function carryOutMerge(mergeId: number, now = new Date()) {
  return inTransaction(async (tx) => {
    const found = await findMerge(tx, mergeId);
    if (!found) return mergeNotFound();
    const { merge, held } = found;
    if (merge.state !== "waiting") return fail("not_waiting");
    const gone = held.find(({ id }) => id === merge.goneId);
    if (held.length < 2 || !gone || held.some(({ ownerId }) => ownerId !== merge.ownerId)) {
      // Deleted since it was asked for: there is nothing to merge any more.
      await end(tx, mergeId, { state: "failed", endedAt: now });
      return collectionNotFound();
    }
    const { description, sort, createdAt, libraryId, name, icon } = gone;
    const move = { from: merge.goneId, to: merge.keptId };
    const shelved = await moveRows(tx, SHELVED, move);
    const wishes = await moveRows(tx, WISHES, move);
    const kept = held.find(({ id }) => id === merge.keptId)?.name ?? name;
    const queries = await renameInQueries(tx, [merge.ownerId], { kind: "collection", from: name, to: kept });
    const before: MergedCollection = {
      collection: { description, sort, createdAt: createdAt.toISOString(), libraryId },
      ...{ shelved, wishes, queries },
    };
    await tx.delete(collections).where(eq(collections.id, merge.goneId));
    // As it was called when it went.
    await end(tx, mergeId, { state: "done", endedAt: now, before, name, icon });
    return ok({ moved: shelved.moved.length });
  });
}

/**
 * Takes a merge back: the collection that went is there again under its address, with its books, and what both had is in
 * both, also where the one that stayed is deleted meanwhile. What was put in or taken out since stays so. Where the one that
 * stayed was merged itself, that has to be taken back first. A merge that still waits is called off.
 */
export async function undoMerge(actor: Actor, { mergeId }: UndoMergeInput, now = new Date()) {
  try {
    return await inTransaction(async (tx) => {
      const found = await findMerge(tx, mergeId);
      if (!found || found.merge.ownerId !== actor.id) return mergeNotFound();
      const { merge } = found;
      if (merge.state === "waiting") {
        await end(tx, mergeId, { state: "undone", endedAt: now });
        return ok({ collectionId: merge.goneId });
      }
      const isOver = merge.endedAt === null || merge.endedAt < mergesEndBefore(now);
      if (merge.state !== "done" || isOver) return mergeNotFound();
      const { collection, shelved, wishes, queries } = merge.before as MergedCollection;
      const { goneId, keptId, name, icon, ownerId } = merge;
      if (!(await holdOwnOrDeleted(tx, ownerId, keptId))) return mergedOn(await getOnward(tx, keptId));
      const libraryId = await stillSharedWith(tx, ownerId, collection.libraryId);
      const row = { ...collection, createdAt: new Date(collection.createdAt), libraryId };
      await tx.insert(collections).values({ ...row, id: goneId, name, icon, ownerId });
      const move = { from: goneId, to: keptId };
      await returnRows(tx, SHELVED, move, shelved);
      if (wishes) await returnRows(tx, WISHES, move, wishes);
      await returnQueries(tx, ownerId, queries ?? []);
      await end(tx, mergeId, { state: "undone", endedAt: now });
      return ok({ collectionId: goneId });
    });
  } catch (error) {
    if (isDuplicate(error, "collections_owner_name"))
      return fail("name_taken", "Another collection of yours has its name now. Rename that one first.");
    throw error;
  }
}

const mergedOn = (kept: Pick<Collection, "name" | "icon"> | undefined) =>
  kept
    ? fail("merged_on", `${kept.icon} ${kept.name} has become part of another collection. Take that back first.`)
    : mergeNotFound();

/** The household that saw a collection, where its owner is in it still. */
async function stillSharedWith(tx: Tx, ownerId: number, libraryId: number | null | undefined): Promise<number | null> {
  const isTheirs = typeof libraryId === "number" && (await getLibraryOf(ownerId, tx))?.libraryId === libraryId;
  return isTheirs ? libraryId : null;
}

/** The collections first, in one order with everything else that changes them; the merge tells which they are. */
async function findMerge(tx: Tx, mergeId: number) {
  const [named] = await tx.select().from(collectionMerges).where(eq(collectionMerges.id, mergeId));
  if (!named) return undefined;
  const held = await holdCollections(tx, [named.keptId, named.goneId]);
  const merge = await holdMerge(tx, mergeId);
  return merge && { merge, held };
}

const end = (tx: Tx, id: number, set: Partial<typeof collectionMerges.$inferInsert>) =>
  tx.update(collectionMerges).set(set).where(eq(collectionMerges.id, id));

/** Forgets merges that can no longer be taken back. Answers with how many. */
export async function forgetMerges(now: Date): Promise<number> {
  const [{ affectedRows }] = await db
    .delete(collectionMerges)
    .where(lt(collectionMerges.endedAt, mergesEndBefore(now)));
  return affectedRows;
}
