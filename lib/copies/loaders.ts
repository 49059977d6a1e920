import "server-only";
import { loader, publicLoader } from "@/lib/accounts/loader";
import { getActor } from "@/lib/accounts/session";
import { getBookIdByName } from "@/lib/catalog/queries";
import { getLibraryOf, listMembers } from "@/lib/households/queries";
import { countByPlace, getPlaceByCode, listPlaces } from "./places/queries";
import { buildTree, listBelow, listChoices } from "./places/rules";
import { placeCode, placeInput } from "./places/schema";
import { getLastCurrency, getTotals, listCopiesOfBook, listPlacedCopies } from "./queries";
import type { PlacePage } from "./schema";

const NOTHING = { copies: 0, books: 0, worth: [] };

/** The places of the reader's library as a tree with how much stands in each, and what all is worth. */
export const loadPlaces = loader("user", "/library/places", async (actor) => {
  const library = await getLibraryOf(actor.id);
  if (!library) return { tree: [], nowhere: 0, totals: NOTHING, memberCount: 1 };
  const { libraryId } = library;
  const [places, counts, totals, members] = await Promise.all([
    listPlaces(libraryId),
    countByPlace(libraryId),
    getTotals(libraryId),
    listMembers(libraryId),
  ]);
  const standing = new Map(
    [...counts].flatMap(([id, count]): [number, number][] => (id === null ? [] : [[id, count]])),
  );
  return {
    tree: buildTree(places, standing),
    nowhere: counts.get(null) ?? 0,
    ...{ totals, memberCount: members.length },
  };
});

/** All places to choose from. */
export const loadPlaceChoices = loader("user", "/library/places", async (actor) => {
  const library = await getLibraryOf(actor.id);
  return library ? listChoices(await listPlaces(library.libraryId)) : [];
});

/** The word in the address for what stands nowhere. */
const NOWHERE = "nowhere";

/** Which place an address means: null for nowhere, undefined for what is none. */
const placeIdOf = (word: string): number | null | undefined =>
  word === NOWHERE ? null : placeInput.safeParse({ placeId: word }).data?.placeId;

/** A place of the reader's library with a page of what stands in it and below; undefined where there is none. */
export const loadPlace = loader("user", "/library/places", async (actor, id: string, { after, shown }: PlacePage) => {
  const library = await getLibraryOf(actor.id);
  const placeId = placeIdOf(id);
  if (!library || placeId === undefined) return undefined;
  const { libraryId } = library;
  const [places, counts, members] = await Promise.all([
    listPlaces(libraryId),
    countByPlace(libraryId),
    listMembers(libraryId),
  ]);
  const below = placeId === null ? null : listBelow(places, placeId).map((place) => place.id);
  if (below?.length === 0) return undefined;
  const content = await listPlacedCopies(
    { libraryId, userId: actor.id, placeIds: below },
    { cursor: after, limit: shown },
  );
  const count = (below ?? [null]).reduce<number>((sum, at) => sum + (counts.get(at) ?? 0), 0);
  return { placeId, places, counts, count, content, isShared: members.length > 1 };
});

/** Where a label leads, for a member of the household that it belongs to. */
export const loadPlaceOfLabel = loader(
  "user",
  (code) => `/p/${code}`,
  async (actor, code: string) => {
    const library = await getLibraryOf(actor.id);
    const parsed = placeCode.safeParse(code.toLowerCase());
    return library && parsed.success ? getPlaceByCode(library.libraryId, parsed.data) : undefined;
  },
);

/** The copies of a book in the visitor's household, with what it takes to add one; null for who is not signed in. */
export const loadCopies = publicLoader(async (isbn: string) => {
  const actor = await getActor();
  if (!actor) return null;
  const [library, bookId] = [await getLibraryOf(actor.id), await getBookIdByName(isbn)];
  if (!library || bookId === undefined) return { copies: [], places: [], currency: null, isShared: false };
  const { libraryId } = library;
  const [copies, places, currency, members] = await Promise.all([
    listCopiesOfBook(libraryId, actor.id, bookId),
    listPlaces(libraryId),
    getLastCurrency(actor.id),
    listMembers(libraryId),
  ]);
  return { copies, places: listChoices(places), currency, isShared: members.length > 1 };
});
