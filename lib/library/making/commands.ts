import "server-only";
import { inTransaction, isDuplicate } from "@/db/client";
import { collections } from "@/db/schema/library";
import type { Actor } from "@/lib/accounts/schema";
import { fail, ok } from "@/lib/platform/result";
import { holdRoom } from "../queries";
import { nameTaken } from "../rules";
import { COLLECTIONS_MAX, type Collection, SMART_MAX } from "../schema";

type NewCollection = Omit<
  typeof collections.$inferInsert,
  "id" | "ownerId" | "formerOwnerId" | "deletedAt" | "libraryId"
>;

/**
 * Makes a collection: the one way in which single ones come to be, so that a reader has no more than they may. Their names
 * are unique without regard to case; the index decides, not a look before.
 */
export async function insertCollection(actor: Actor, collection: NewCollection) {
  const { name, icon, query } = collection;
  try {
    return await inTransaction(async (tx) => {
      const room = await holdRoom(tx, actor.id);
      const full = noRoomFor(room, Boolean(query));
      if (full) return full;
      const [row] = await tx
        .insert(collections)
        .values({ ...collection, ownerId: actor.id })
        .$returningId();
      if (!row) throw new Error("the insert returned no id");
      return ok({ collection: { id: row.id, name, icon } satisfies Collection });
    });
  } catch (error) {
    if (isDuplicate(error, "collections_owner_name")) return nameTaken(name);
    throw error;
  }
}

/** Why a reader can have no further collection; undefined where they can. */
export function noRoomFor(room: Awaited<ReturnType<typeof holdRoom>>, isSmart: boolean) {
  if (room.all <= 0) return tooMany(`You have ${COLLECTIONS_MAX} collections, which is as many as there can be.`);
  return isSmart && room.smart <= 0
    ? tooMany(`You have ${SMART_MAX} collections that fill themselves, which is as many as there can be.`)
    : undefined;
}

const tooMany = (words: string) => fail("too_many", words);
