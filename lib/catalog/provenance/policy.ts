import { canAccess } from "@/lib/accounts/policy";
import type { Actor } from "@/lib/accounts/schema";

/** What the catalogue says of a book is for those who look after it to decide. */
export const canCurate = (actor: Actor | null): boolean => canAccess(actor, "moderator");
