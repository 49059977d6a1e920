import type { Actor } from "@/lib/accounts/schema";

/** What the workers do, and whether they do it, is for admins alone. */
export const canManageJobs = (actor: Actor | null): boolean => actor?.role === "admin";

/** What happened to the safety of the site, and what is done about it. */
export const canHandleIncidents = (actor: Actor | null): boolean => actor?.role === "admin";
