import type { Actor } from "@/lib/accounts/schema";

type Owned = { ownerId: number };

/** A collection is its owner's alone; not even an admin reads along. Everybody else is told that it does not exist. */
export const canReadCollection = (actor: Actor | null, collection: Owned): boolean => actor?.id === collection.ownerId;

/** Its name and order, its link and its end. */
export const canEditCollection = (actor: Actor | null, collection: Owned): boolean => actor?.id === collection.ownerId;

export const canPutInto = (actor: Actor | null, collection: Owned): boolean => canReadCollection(actor, collection);

/** Its owner takes out anything, everybody else what they put in themselves. */
export const canTakeOut = (actor: Actor | null, collection: Owned, book: { addedById: number | null }): boolean =>
  canEditCollection(actor, collection) ||
  (canPutInto(actor, collection) && actor !== null && book.addedById === actor.id);
