import "server-only";
import { and, eq } from "drizzle-orm";
import { inTransaction } from "@/db/client";
import { readingGoals } from "@/db/schema/reading";
import type { Actor } from "@/lib/accounts/schema";
import { ok } from "@/lib/platform/result";
import { getGoal } from "../queries";
import type { SetGoalInput } from "./schema";

/** Sets how many books the actor means to read in a year, or that they mean nothing any more. */
export async function setGoal(actor: Actor, { year, books }: SetGoalInput) {
  return inTransaction(async (tx) => {
    const before = await getGoal(actor.id, year, tx);
    if (books === null)
      await tx.delete(readingGoals).where(and(eq(readingGoals.userId, actor.id), eq(readingGoals.year, year)));
    else
      await tx.insert(readingGoals).values({ userId: actor.id, year, books }).onDuplicateKeyUpdate({ set: { books } });
    return ok({ before });
  });
}
