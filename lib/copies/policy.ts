import type { Actor } from "@/lib/accounts/schema";

type Owned = { ownerId: number };

/** What is said of a copy, and whether there is one, is its owner's alone; every member may say where it stands. */
export const canEditCopy = (actor: Actor, copy: Owned): boolean => copy.ownerId === actor.id;
