import type { Actor, Role } from "./schema";

/** Who may call something: everybody, somebody signed in, a moderator or an admin. */
export type Access = "public" | Role;

const RANK: Record<Role, number> = { user: 0, moderator: 1, admin: 2 };

/** Each role may do what the ones before it may. */
export const canAccess = (actor: Actor | null, access: Access): boolean =>
  access === "public" || (actor !== null && RANK[actor.role] >= RANK[access]);

/** A `username` in a request counts only when it is the caller's own. */
export const canActAs = (actor: Actor | null, username: string): boolean =>
  actor !== null && actor.username.toLowerCase() === username.trim().toLowerCase();
