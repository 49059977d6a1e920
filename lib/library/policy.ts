import type { Actor } from "@/lib/accounts/schema";

type Owned = { ownerId: number };
/** `memberIds`: with whom its owner shares it. */
type Shelf = Owned & { memberIds: number[] };

/** A collection is its owner's, and their household's where they share it; not even an admin reads along. Everybody else is told that it does not exist. */
export const canReadCollection = (actor: Actor | null, collection: Shelf): boolean =>
  canEditCollection(actor, collection) || (actor !== null && collection.memberIds.includes(actor.id));

/** Its name and order, with whom it is shared, and its end. */
export const canEditCollection = (actor: Pick<Actor, "id"> | null, collection: Owned): boolean =>
  actor?.id === collection.ownerId;

/** Into one that fills itself nobody puts anything. */
export const canPutInto = (actor: Actor | null, collection: Shelf & { isSmart: boolean }): boolean =>
  !collection.isSmart && canReadCollection(actor, collection);

/** Who put a book in, where that is not the owner. */
export const guestOf = (actor: Pick<Actor, "id">, { ownerId }: Owned): number | null =>
  actor.id === ownerId ? null : actor.id;

/** The same where a book comes back into it: its owner gives it back to the guest who had put it in and is there still. */
export const whoPutIn = (
  actor: Pick<Actor, "id">,
  { ownerId, memberIds }: Shelf,
  { addedById }: { addedById?: number | null },
): number | null => guestOf(actor, { ownerId }) ?? (addedById && memberIds.includes(addedById) ? addedById : null);

/** Its owner takes out anything, everybody else what they put in themselves. */
export const canTakeOut = (
  actor: Pick<Actor, "id"> | null,
  collection: Owned,
  book: { addedById: number | null },
): boolean => canEditCollection(actor, collection) || (actor !== null && book.addedById === actor.id);
