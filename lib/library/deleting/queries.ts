import "server-only";
import { and, asc, desc, eq, lt, notExists, or } from "drizzle-orm";
import { db, type Tx } from "@/db/client";
import { collectionMerges, collections } from "@/db/schema/library";
import { COLLECTIONS_MAX } from "../schema";

/** Collections of a reader, and those that they have deleted and may bring back. */
export const isOrWasOf = (userId: number) => or(eq(collections.ownerId, userId), eq(collections.formerOwnerId, userId));

/** One of these, held. */
export async function holdOwnOrDeleted(tx: Tx, userId: number, id: number) {
  const [row] = await tx
    .select()
    .from(collections)
    .where(and(eq(collections.id, id), isOrWasOf(userId)))
    .for("update");
  return row;
}

/** What a reader has deleted beyond what they may have at all, the oldest: who deletes so much brings none of that back. */
export async function listSurplusDeleted(tx: Tx, userId: number): Promise<number[]> {
  const rows = await tx
    .select({ id: collections.id })
    .from(collections)
    .where(eq(collections.formerOwnerId, userId))
    .orderBy(desc(collections.deletedAt), desc(collections.id))
    .limit(AT_ONCE)
    .offset(COLLECTIONS_MAX);
  return rows.map(({ id }) => id);
}

/** So few that the rows of their books are not held for long. */
const AT_ONCE = 20;

/** Collections that were deleted before a moment, and that no merge needs any more to be taken back. */
export async function listLongDeleted(before: Date): Promise<number[]> {
  const needing = db
    .select({ id: collectionMerges.id })
    .from(collectionMerges)
    .where(and(eq(collectionMerges.keptId, collections.id), eq(collectionMerges.state, "done")));
  const rows = await db
    .select({ id: collections.id })
    .from(collections)
    .where(and(lt(collections.deletedAt, before), notExists(needing)))
    .orderBy(asc(collections.id))
    .limit(AT_ONCE);
  return rows.map(({ id }) => id);
}
