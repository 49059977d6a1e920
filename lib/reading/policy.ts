import type { Actor } from "@/lib/accounts/schema";
import type { Visibility } from "./schema";

type Said = { userId: number; visibility: Visibility };

/** Who lives in one household with the actor; the actor too. */
export type Household = ReadonlySet<number>;

/**
 * Stars and a review are read by their reader, and by those they said: nobody else, their household, or everybody, signed
 * in or not. Not even an admin reads along.
 */
export function canReadReview(actor: Actor | null, { userId, visibility }: Said, household: Household): boolean {
  if (visibility === "public") return true;
  if (!actor) return false;
  if (actor.id === userId) return true;
  return visibility === "friends" && household.has(userId);
}

/** Readings, quotes and notes are their reader's alone. */
export const canReadOwn = (actor: Actor | null, { userId }: { userId: number }): boolean => actor?.id === userId;
