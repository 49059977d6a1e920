import type { Actor } from "./schema";

/** Who may call a route: everybody, somebody signed in, or an admin. */
export type Access = "public" | "user" | "admin";

export function canAccess(actor: Actor | null, access: Access): boolean {
  switch (access) {
    case "public":
      return true;
    case "user":
      return actor !== null;
    case "admin":
      return actor?.role === "admin";
  }
}

/** A `username` in a request counts only when it is the caller's own. */
export const canActAs = (actor: Actor | null, username: string): boolean =>
  actor !== null && actor.username.toLowerCase() === username.trim().toLowerCase();
