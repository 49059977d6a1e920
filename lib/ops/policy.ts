import { canAccess } from "@/lib/accounts/policy";
import type { Actor } from "@/lib/accounts/schema";

/** What the workers do, and whether they do it, is for admins alone. */
export const canManageJobs = (actor: Actor | null): boolean => canAccess(actor, "admin");

/** What happened to the safety of the site, and what is done about it. */
export const canHandleIncidents = (actor: Actor | null): boolean => canAccess(actor, "admin");
