import "server-only";
import { limitedLoader, loader, publicLoader } from "@/lib/accounts/loader";
import { getActor } from "@/lib/accounts/session";
import { getBookIdByName } from "@/lib/catalog/queries";
import { countHousehold } from "@/lib/households/queries";
import { listMerges } from "./joining/queries";
import { canEditCollection, canReadCollection } from "./policy";
import { countKept, getCollection, listCollectionBooks, listCollectionChoices, listCollections } from "./queries";
import {
  type CollectionChoice,
  type CollectionDetail,
  type CollectionPage,
  type CollectionSummary,
  collectionInput,
} from "./schema";
import { getLink, getSharedCollection } from "./sharing/queries";
import { SHARED_PAGES } from "./sharing/rules";
import { fillSummaries, getQuery } from "./smart/queries";

/** The signed-in reader's collections; of those that fill themselves it is not told yet by what. */
export const loadCollections = loader("user", "/library", (actor) => listCollections(actor.id));

/** The same with what these hold, each of which looks through all books. */
export const loadFilledCollections = loader("user", "/library", (actor, collections: CollectionSummary[]) =>
  collections.some(({ isSmart }) => isSmart) ? fillSummaries(actor.id, collections) : Promise.resolve(collections),
);

/** How many collections the signed-in reader has, and how many books are in them. */
export const loadKept = loader("user", "/library", (actor) => countKept(actor.id));

/** What a collection of the reader's fills itself by; undefined for one that is filled by hand. */
export const loadQuery = loader("user", "/library", async (actor, collection: CollectionDetail) =>
  canEditCollection(actor, collection) ? getQuery(collection.id) : undefined,
);

/** A collection that the signed-in reader may see; undefined for any other, whether it is there or not. */
export const loadCollection = loader(
  "user",
  (id) => `/library/${id}`,
  async (actor, id: string): Promise<CollectionDetail | undefined> => {
    const parsed = collectionInput.safeParse({ collectionId: id });
    const collection = parsed.success ? await getCollection(parsed.data.collectionId) : undefined;
    return collection && canReadCollection(actor, collection) ? collection : undefined;
  },
);

/** The part of a collection that a page shows; nothing of one that the reader may not see. */
export const loadCollectionBooks = loader(
  "user",
  "/library",
  async (actor, collection: CollectionDetail, { sort = collection.sort, after, shown }: CollectionPage) =>
    canReadCollection(actor, collection)
      ? listCollectionBooks(collection.id, { sort, cursor: after, limit: shown })
      : undefined,
);

/** The link to a collection of the reader's own; null where there is none. */
export const loadLink = loader("user", "/library", async (actor, collection: CollectionDetail) =>
  canEditCollection(actor, collection) ? getLink(collection.id) : null,
);

/** Who is looking, and what of a collection that lets them do. */
export const loadRights = loader("user", "/library", async (actor, { ownerId, memberIds }: CollectionDetail) => ({
  readerId: actor.id,
  isOwn: canEditCollection(actor, { ownerId }),
  isShared: memberIds.length > 0,
  canShare: (await countHousehold(actor.id)) > 1,
}));

/** The reader's merges that are under way or can be taken back. */
export const loadMerges = loader("user", "/library", (actor) => listMerges(actor.id));

/** The collection behind a link, for anybody who has it; null for whoever asks for too many pages. */
export const loadShared = limitedLoader(SHARED_PAGES, (token: string, cursor: string | undefined, limit: number) =>
  getSharedCollection(token, { cursor, limit }),
);

/**
 * The collections that the visitor can put a book into, the one used last first; null for a visitor who is not
 * signed in. With `isbn`, `hasBook` says which already hold it.
 */
export const loadCollectionChoices = publicLoader(async (isbn?: string): Promise<CollectionChoice[] | null> => {
  const actor = await getActor();
  if (!actor) return null;
  return listCollectionChoices(actor.id, isbn === undefined ? undefined : await getBookIdByName(isbn));
});
