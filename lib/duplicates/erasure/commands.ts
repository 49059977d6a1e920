import "server-only";
import { and, asc, eq, gt, sql } from "drizzle-orm";
import { db } from "@/db/client";
import { merges } from "@/db/schema/duplicates";
import { accountPattern } from "@/lib/events/erasure/rules";
import { withoutPerson } from "./rules";

/** Takes a person out of what merges keep for their undo. Twice is once. */
export async function forgetInMerges(userId: number, signal?: AbortSignal): Promise<void> {
  for (let after = 0; ; ) {
    signal?.throwIfAborted();
    const [next] = await db
      .select({ id: merges.id })
      .from(merges)
      .where(and(gt(merges.id, after), sql`${merges.before} regexp ${accountPattern(userId)}`))
      .orderBy(asc(merges.id))
      .limit(1);
    if (!next) return;
    after = next.id;
    await db.transaction(async (tx) => {
      const [held] = await tx
        .select({ before: merges.before })
        .from(merges)
        .where(eq(merges.id, next.id))
        .for("update");
      if (held)
        await tx
          .update(merges)
          .set({ before: withoutPerson(held.before, userId) })
          .where(eq(merges.id, next.id));
    });
  }
}
