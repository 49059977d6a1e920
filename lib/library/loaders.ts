import "server-only";
import { cache } from "react";
import { getActor, requireActor } from "@/lib/accounts/session";
import { getBookIdByName } from "@/lib/catalog/queries";
import { canReadCollection } from "./policy";
import { getCollection, listCollectionBooks, listCollectionChoices, listCollections } from "./queries";
import { type CollectionChoice, type CollectionDetail, type CollectionPage, collectionInput } from "./schema";

/** The signed-in reader's collections. */
export const loadCollections = cache(async () => {
  const actor = await requireActor("/library");
  return listCollections(actor.id);
});

/** A collection that the signed-in reader may see; undefined for any other, whether it is there or not. */
export const loadCollection = cache(async (id: string): Promise<CollectionDetail | undefined> => {
  const actor = await requireActor(`/library/${id}`);
  const parsed = collectionInput.safeParse({ collectionId: id });
  const collection = parsed.success ? await getCollection(parsed.data.collectionId) : undefined;
  return collection && canReadCollection(actor, collection) ? collection : undefined;
});

/** The part of a collection that a page shows. The collection comes from `loadCollection`, which is where the gate is. */
export const loadCollectionBooks = ({ id }: CollectionDetail, { sort, after, shown }: CollectionPage) =>
  listCollectionBooks(id, { sort, cursor: after, limit: shown });

/**
 * The collections that the visitor can put a book into, the one used last first; null for a visitor who is not
 * signed in. With `isbn`, `hasBook` says which already hold it.
 */
export const loadCollectionChoices = cache(async (isbn?: string): Promise<CollectionChoice[] | null> => {
  const actor = await getActor();
  if (!actor) return null;
  return listCollectionChoices(actor.id, isbn === undefined ? undefined : await getBookIdByName(isbn));
});
