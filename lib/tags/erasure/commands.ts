import "server-only";
import { asc, eq, inArray } from "drizzle-orm";
import { db } from "@/db/client";
import { tags } from "@/db/schema/tags";

const DELETED_AT_ONCE = 20;

/** Deletes a reader's tags, some at a time: ten thousand tagged works in one statement would hold their rows for long. */
export async function forgetTags(userId: number, signal?: AbortSignal): Promise<void> {
  for (;;) {
    signal?.throwIfAborted();
    const some = await db
      .select({ id: tags.id })
      .from(tags)
      .where(eq(tags.userId, userId))
      .orderBy(asc(tags.id))
      .limit(DELETED_AT_ONCE);
    if (some.length === 0) return;
    const ids = some.map(({ id }) => id);
    await db.delete(tags).where(inArray(tags.id, ids));
  }
}
