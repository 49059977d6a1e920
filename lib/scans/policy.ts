import { canAccess } from "@/lib/accounts/policy";
import type { Actor } from "@/lib/accounts/schema";

/**
 * A scan, and a word about it, are its reader's alone; everybody else is told that there is no such scan. Of a visitor's
 * scan the only proof is to know its handle, which nobody can guess.
 */
export const canGiveFeedback = (actor: Actor | null, scan: { ownerId: number | null }): boolean =>
  scan.ownerId === null || scan.ownerId === actor?.id;

/** What readers said, and the photos that they agreed to have kept, are for those who look after the catalogue. */
export const canModerateFeedback = (actor: Actor | null): boolean => canAccess(actor, "moderator");

/** Books that are on their way, and what readers typed of them, are decided about by the same. */
export const canModeratePending = canModerateFeedback;
