import type { Actor } from "@/lib/accounts/schema";

/** What the catalogue says of a book is for those who look after it to decide. */
export const canCurate = (actor: Actor | null): boolean => actor?.role === "moderator" || actor?.role === "admin";
