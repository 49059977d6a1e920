import "server-only";
import { asc, eq, inArray } from "drizzle-orm";
import { db } from "@/db/client";
import { quotes, readerWorks, readings } from "@/db/schema/reading";

const DELETED_AT_ONCE = 500;

/**
 * Deletes what a reader said and wrote of books, some at a time: ten thousand books in one statement would hold their rows
 * for long. What is little of it goes with the account.
 */
export async function forgetReading(userId: number, signal?: AbortSignal): Promise<void> {
  for (const table of [readings, quotes, readerWorks])
    for (;;) {
      signal?.throwIfAborted();
      const some = await db
        .select({ id: table.id })
        .from(table)
        .where(eq(table.userId, userId))
        .orderBy(asc(table.id))
        .limit(DELETED_AT_ONCE);
      if (some.length === 0) break;
      const ids = some.map(({ id }) => id);
      await db.delete(table).where(inArray(table.id, ids));
    }
}
