import "server-only";
import { and, eq, inArray, sql } from "drizzle-orm";
import { db, isDuplicate, isOrphan, type Tx } from "@/db/client";
import { collectionBooks, collections } from "@/db/schema/library";
import type { Actor } from "@/lib/accounts/schema";
import { withPresentBook } from "@/lib/catalog/merging/commands";
import { getBookIdByName } from "@/lib/catalog/queries";
import { getLibraryOf } from "@/lib/households/queries";
import { fail, ok } from "@/lib/platform/result";
import { isOrWasOf } from "./deleting/queries";
import { withOwnCollection } from "./holding/commands";
import { insertCollection } from "./making/commands";
import { canPutInto, canTakeOut, guestOf, whoPutIn } from "./policy";
import { getCollection, getCollectionIdByName, listCollectionChoices } from "./queries";
import { collectionNotFound, fillsItself, nameTaken } from "./rules";
import {
  type AddBookInput,
  type Collection,
  type CollectionBookInput,
  type CreateCollectionInput,
  FIRST_COLLECTION,
  type HouseholdInput,
  type RestoreBookInput,
  type SortCollectionInput,
  type UpdateCollectionInput,
} from "./schema";
import { renameInQueries } from "./smart/commands";

/** Makes a collection. */
export const createCollection = (actor: Actor, collection: CreateCollectionInput) =>
  insertCollection(actor, collection);

/**
 * Gives the actor's collection another name, by which queries then mean it, icon or description. What is not given stays,
 * since another tab may have changed it.
 */
export async function updateCollection(actor: Actor, { collectionId, name, icon, description }: UpdateCollectionInput) {
  try {
    return await withOwnCollection(actor, collectionId, async (tx, collection) => {
      const changed = { name: name ?? collection.name, icon: icon ?? collection.icon };
      await tx
        .update(collections)
        .set({ ...changed, description })
        .where(eq(collections.id, collectionId));
      if (changed.name !== collection.name)
        await renameInQueries(tx, [actor.id], { kind: "collection", from: collection.name, to: changed.name });
      return ok({ collection: { id: collectionId, ...changed } satisfies Collection });
    });
  } catch (error) {
    if (isDuplicate(error, "collections_owner_name")) return nameTaken(name ?? "");
    throw error;
  }
}

/** Says in which order the actor's collection opens. */
export const sortCollection = (actor: Actor, { collectionId, sort }: SortCollectionInput) =>
  withOwnCollection(actor, collectionId, async (tx) => {
    await tx.update(collections).set({ sort }).where(eq(collections.id, collectionId));
    return ok();
  });

/** Lets the household of the actor see a collection of theirs and put books into it, or no longer. */
export const shareWithHousehold = (actor: Actor, { collectionId, isShared }: HouseholdInput) =>
  withOwnCollection(actor, collectionId, async (tx, { query }) => {
    if (isShared && query !== null) return fillsItself("shared");
    const libraryId = isShared ? (await getLibraryOf(actor.id, tx))?.libraryId : null;
    if (libraryId === undefined) return fail("alone", "There is nobody else in your household yet.");
    await tx.update(collections).set({ libraryId }).where(eq(collections.id, collectionId));
    return ok();
  });

/** Shares nothing of somebody who leaves a household any more, in the caller's transaction. */
export const endSharing = (tx: Tx, ownerId: number) =>
  tx.update(collections).set({ libraryId: null }).where(isOrWasOf(ownerId));

/**
 * Puts a book into a collection of the actor's. Without a collection it goes into the one used last, or into a first
 * one made on the spot: a new reader keeps a book with one tap and finds no empty shelf that nobody asked for.
 */
export async function addBook(actor: Actor, { collectionId, isbn }: AddBookInput) {
  const named = await getBookIdByName(isbn);
  if (named === undefined) return bookNotFound();
  return withPresentBook(named, async (bookId) => {
    const collection =
      collectionId === undefined ? await getCurrentCollection(actor) : await getOpen(actor, collectionId);
    if (!collection) return collectionNotFound();
    const { id, name, icon } = collection;
    try {
      await db.insert(collectionBooks).values({ collectionId: id, bookId, addedById: guestOf(actor, collection) });
      return ok({ collection: { id, name, icon } satisfies Collection });
    } catch (error) {
      // Deleted, or merged into another, since it was looked at.
      if (isOrphan(error, "collections")) return collectionNotFound();
      if (isDuplicate(error, "collection_books_once")) return fail("already_there", `Already in ${name}.`);
      throw error;
    }
  });
}

/** Readers who wanted a book, and in which of their collections. */
export type Wish = { userId: number; collectionId: number };

/**
 * Puts a book that has come into the collections that readers chose for it, in the caller's transaction, also into one that
 * its reader has deleted and may bring back. What is not its reader's is passed over, and so is what holds the book already.
 */
export async function fulfilWishes(tx: Tx, bookId: number, wishes: Wish[]): Promise<void> {
  if (wishes.length === 0) return;
  const present = await tx
    .select({ id: collections.id, userId: sql<number>`coalesce(${collections.ownerId}, ${collections.formerOwnerId})` })
    .from(collections)
    .where(
      inArray(
        collections.id,
        wishes.map(({ collectionId }) => collectionId),
      ),
    );
  const rows = present
    .filter(({ id, userId }) => wishes.some((wish) => wish.collectionId === id && wish.userId === userId))
    .map(({ id }) => ({ collectionId: id, bookId }));
  if (rows.length > 0) await tx.insert(collectionBooks).values(rows).onDuplicateKeyUpdate({ set: { bookId } });
}

/** Takes a book out of a collection of the actor's, or one that the actor put into a shared one. What is answered is what `restoreBook` needs to put it back in its place. */
export async function removeBook(actor: Actor, { collectionId, isbn }: CollectionBookInput) {
  const bookId = await getBookIdByName(isbn);
  if (bookId === undefined) return bookNotFound();
  const collection = await getOpen(actor, collectionId);
  if (!collection) return collectionNotFound();

  const isHeld = and(eq(collectionBooks.collectionId, collectionId), eq(collectionBooks.bookId, bookId));
  const place = await db.transaction(async (tx) => {
    const [held] = await tx
      .select({
        addedAt: collectionBooks.addedAt,
        position: collectionBooks.position,
        addedById: collectionBooks.addedById,
      })
      .from(collectionBooks)
      .where(isHeld)
      .for("update");
    if (held && canTakeOut(actor, collection, held)) await tx.delete(collectionBooks).where(isHeld);
    return held;
  });
  if (place && !canTakeOut(actor, collection, place))
    return fail("not_yours", "Somebody else put this book in: they can take it out, or the collection’s owner.");
  return place
    ? ok({ addedAt: place.addedAt, position: place.position, addedById: place.addedById })
    : fail("not_there", "This book is no longer in the collection.");
}

/** Undoes `removeBook`. A book that is back already stays as it is. */
export async function restoreBook(actor: Actor, { collectionId, isbn, ...place }: RestoreBookInput) {
  const named = await getBookIdByName(isbn);
  if (named === undefined) return bookNotFound();
  return withPresentBook(named, async (bookId) => {
    const collection = await getOpen(actor, collectionId);
    if (!collection) return collectionNotFound();
    await db
      .insert(collectionBooks)
      .values({ collectionId, bookId, ...place, addedById: whoPutIn(actor, collection, place) })
      .onDuplicateKeyUpdate({ set: { bookId } });
    return ok();
  });
}

const bookNotFound = () => fail("book_not_found", "This book is not in the catalogue.");

/** One into which the actor can put books: their own, or one that is shared with them. */
async function getOpen(actor: Actor, collectionId: number) {
  const collection = await getCollection(collectionId);
  return collection && canPutInto(actor, collection) ? collection : undefined;
}

async function getCurrentCollection(actor: Actor): Promise<(Collection & { ownerId: number }) | undefined> {
  const ownerId = actor.id;
  const [current] = (await listCollectionChoices(actor.id)).filter(({ isOwn }) => isOwn);
  if (current) return { ...current, ownerId };
  const made = await createCollection(actor, FIRST_COLLECTION);
  if (made.ok) return { ...made.collection, ownerId };
  // Two first books at once: the other request made it.
  const id = await getCollectionIdByName(actor.id, FIRST_COLLECTION.name);
  return id === undefined ? undefined : { id, ownerId, ...FIRST_COLLECTION };
}
