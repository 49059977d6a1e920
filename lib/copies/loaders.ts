import "server-only";
import { loader, publicLoader } from "@/lib/accounts/loader";
import { getActor } from "@/lib/accounts/session";
import { getBookIdByName } from "@/lib/catalog/queries";
import { getLibraryOf, listMembers } from "@/lib/households/queries";
import { env } from "@/lib/platform/env";
import { qrCodeOf } from "@/lib/platform/qr-code";
import { countByPlace, getPlaceByCode, listPlaces } from "./places/queries";
import { buildTree, labelUrl, listBelow, listChoices, pathOf } from "./places/rules";
import { type Place, placeCode, placeInput } from "./places/schema";
import { getLastCurrency, getTotals, listCopiesOfBook, listPlacedCopies } from "./queries";
import type { PlacePage } from "./schema";

/** Without what stands nowhere. */
const standing = (counts: ReadonlyMap<number | null, number>): Map<number, number> =>
  new Map([...counts].flatMap(([id, count]): [number, number][] => (id === null ? [] : [[id, count]])));

const onItsOwn =
  (placeId: number) =>
  (place: Place): Place =>
    place.id === placeId ? { ...place, parentId: null } : place;

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
  return {
    tree: buildTree(places, standing(counts)),
    nowhere: counts.get(null) ?? 0,
    ...{ totals, memberCount: members.length },
  };
});

/** All places to choose from. */
export const loadPlaceChoices = loader("user", "/library/places", async (actor) => {
  const library = await getLibraryOf(actor.id);
  return library ? listChoices(await listPlaces(library.libraryId)) : [];
});

/** The same for the scanner, which visitors see too: none for them. */
export const loadPlacesToScan = publicLoader(async () => {
  const actor = await getActor();
  const library = actor && (await getLibraryOf(actor.id));
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
  const [node] = placeId === null ? [] : buildTree(listBelow(places, placeId).map(onItsOwn(placeId)), standing(counts));
  const parentId = places.find((place) => place.id === placeId)?.parentId ?? null;
  return {
    // As the top of its own tree it has no parent; what it is in, its page says.
    node: node && { ...node, parentId },
    path: placeId === null ? [] : pathOf(places, placeId),
    ...{ choices: listChoices(places), count, content, isShared: members.length > 1 },
  };
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
  if (!library || bookId === undefined) return { copies: [], places: [], currency: null };
  const { libraryId } = library;
  const [copies, places, currency] = await Promise.all([
    listCopiesOfBook(libraryId, actor.id, bookId),
    listPlaces(libraryId),
    getLastCurrency(actor.id),
  ]);
  return { copies, places: listChoices(places), currency };
});

/** Labels to print: of these places, or of all. Each with a picture that phones read. */
export const loadLabels = loader("user", "/library/labels", async (actor, ids: readonly number[]) => {
  const library = await getLibraryOf(actor.id);
  const places = library ? await listPlaces(library.libraryId) : [];
  const [chosen, codes] = [new Set(ids), new Map(places.map(({ id, code }) => [id, code]))];
  const wanted = listChoices(places).filter(({ id }) => chosen.size === 0 || chosen.has(id));
  return Promise.all(
    wanted.map(async ({ id, name, words }) => {
      const code = codes.get(id) ?? "";
      const picture = await qrCodeOf(labelUrl(env().web.appUrl, code));
      return { id, name, code, words, picture };
    }),
  );
});
