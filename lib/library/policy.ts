import type { Actor } from "@/lib/accounts/schema";

type Owned = { ownerId: number };

/** A collection is its owner's alone; not even an admin reads along. Everybody else is told that it does not exist. */
export const canReadCollection = (actor: Actor | null, collection: Owned): boolean => actor?.id === collection.ownerId;

export const canEditCollection = (actor: Actor | null, collection: Owned): boolean => actor?.id === collection.ownerId;
