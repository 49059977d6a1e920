import "server-only";
import { asc, eq, inArray } from "drizzle-orm";
import { db } from "@/db/client";
import { collections } from "@/db/schema/library";

const DELETED_AT_ONCE = 20;

/** Deletes a reader's collections, some at a time: ten thousand books in one statement would hold their rows for long. */
export async function forgetCollections(ownerId: number, signal?: AbortSignal): Promise<void> {
  for (;;) {
    signal?.throwIfAborted();
    const some = await db
      .select({ id: collections.id })
      .from(collections)
      .where(eq(collections.ownerId, ownerId))
      .orderBy(asc(collections.id))
      .limit(DELETED_AT_ONCE);
    if (some.length === 0) return;
    const ids = some.map(({ id }) => id);
    await db.delete(collections).where(inArray(collections.id, ids));
  }
}
