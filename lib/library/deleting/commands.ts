import "server-only";
import { eq, inArray } from "drizzle-orm";
import { db, inTransaction, isDuplicate } from "@/db/client";
import { collections } from "@/db/schema/library";
import type { Actor } from "@/lib/accounts/schema";
import { ok } from "@/lib/platform/result";
import { withOwnCollection } from "../holding/commands";
import { noRoomFor } from "../making/commands";
import { holdRoom } from "../queries";
import { collectionNotFound, nameTaken } from "../rules";
import type { Collection, CollectionInput } from "../schema";
import { holdOwnOrDeleted, listLongDeleted, listSurplusDeleted } from "./queries";

/**
 * Deletes the actor's collection; the books stay in the catalogue. It is nobody's from then on, its name is free, and what
 * hangs on it stays as it is until `forgetDeleted`. `undo` is what `restoreCollection` needs.
 */
export const deleteCollection = (actor: Actor, { collectionId }: CollectionInput, now = new Date()) =>
  withOwnCollection(actor, collectionId, async (tx) => {
    await tx
      .update(collections)
      .set({ ownerId: null, formerOwnerId: actor.id, deletedAt: now })
      .where(eq(collections.id, collectionId));
    const surplus = await listSurplusDeleted(tx, actor.id);
    if (surplus.length > 0) await tx.delete(collections).where(inArray(collections.id, surplus));
    return ok({ undo: { collectionId } satisfies CollectionInput as CollectionInput });
  });

/** Undoes `deleteCollection`: it is there again under its address, with its books, its link and whoever saw it. */
export async function restoreCollection(actor: Actor, { collectionId }: CollectionInput) {
  let name = "";
  try {
    return await inTransaction(async (tx) => {
      const room = await holdRoom(tx, actor.id);
      const found = await holdOwnOrDeleted(tx, actor.id, collectionId);
      if (!found) return collectionNotFound();
      const { id, icon, ownerId, query } = found;
      name = found.name;
      if (ownerId === null) {
        const full = noRoomFor(room, query !== null);
        if (full) return full;
        const back = { ownerId: actor.id, formerOwnerId: null, deletedAt: null };
        await tx.update(collections).set(back).where(eq(collections.id, id));
      }
      return ok({ collection: { id, name, icon } satisfies Collection });
    });
  } catch (error) {
    if (isDuplicate(error, "collections_owner_name")) return nameTaken(name);
    throw error;
  }
}

/** Removes for good what was deleted before this moment, some at a time. Answers with how many. */
export async function forgetDeleted(before: Date, signal?: AbortSignal): Promise<number> {
  for (let removed = 0; ; ) {
    signal?.throwIfAborted();
    const ids = await listLongDeleted(before);
    if (ids.length === 0) return removed;
    await db.delete(collections).where(inArray(collections.id, ids));
    removed += ids.length;
  }
}
