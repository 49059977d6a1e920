import type { Actor } from "@/lib/accounts/schema";

/** What the workers do, and whether they do it, is for admins alone. */
export const canManageJobs = (actor: Actor | null): boolean => actor?.role === "admin";
