import { canAccess } from "@/lib/accounts/policy";
import type { Actor } from "@/lib/accounts/schema";

/** Which picture stands for a book is for those who look after the catalogue; other readers propose theirs. */
export const canChooseCovers = (actor: Actor | null): boolean => canAccess(actor, "moderator");
