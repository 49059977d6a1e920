import "server-only";
import { randomBytes } from "node:crypto";
import { and, eq, inArray, isNull } from "drizzle-orm";
import { isDuplicate, type Tx } from "@/db/client";
import { copies, places } from "@/db/schema/copies";
import type { Actor } from "@/lib/accounts/schema";
import { inOwnLibrary } from "@/lib/households/commands";
import { listAllMemberIds } from "@/lib/households/queries";
import { renameInQueries } from "@/lib/library/smart/commands";
import { groupBy } from "@/lib/platform/group";
import { fail, ok } from "@/lib/platform/result";
import { holdPlaces, listStanding, listTakenCodes } from "./queries";
import {
  codeOf,
  findPlaceObstacle,
  freeName,
  heightOf,
  isSameName,
  listBelow,
  type PlaceObstacle,
  pathOf,
} from "./rules";
import {
  type CreatePlaceInput,
  PLACE_CODE_LENGTH,
  PLACE_DEPTH_MAX,
  PLACES_MAX,
  type Place,
  type PlaceInput,
  type RestorePlaceInput,
  UNDO_COPIES_MAX,
  type UpdatePlaceInput,
} from "./schema";

export const placeNotFound = () => fail("place_not_found", "This place no longer exists.");
const nameTaken = (name: string) => fail("name_taken", `There is a place called ${name} there already.`);
const tooDeep = () => fail("too_deep", `Places go ${PLACE_DEPTH_MAX} levels deep at most.`);
const tooMany = () => fail("too_many", `A library has at most ${PLACES_MAX.toLocaleString("en")} places.`);

/** Deleted places as they hung together. */
const planted = (gone: RestorePlaceInput["places"]): Place[] =>
  gone.map(({ key, parentKey, name, kind, code }) => ({ id: key, parentId: parentKey, name, kind, code }));

/** A code for the label of a new place. */
export const newPlaceCode = (): string => codeOf(randomBytes(PLACE_CODE_LENGTH));

const REFUSALS: Record<PlaceObstacle, () => ReturnType<typeof tooDeep | typeof tooMany | typeof placeNotFound>> = {
  ...{ place_not_found: placeNotFound, too_deep: tooDeep, too_many: tooMany },
};

/** `code`: that of a label which is there already. */
type PlaceToMake = Pick<Place, "parentId" | "kind" | "name"> & { code?: string };

/**
 * Makes a place in a library that is held, with its places in `present`, which it joins: the one way in which single places
 * come to be. Of two of one name in one place the index `places_name` refuses the second.
 */
export async function plantPlace(
  tx: Tx,
  libraryId: number,
  present: Place[],
  wanted: PlaceToMake,
): Promise<Place | PlaceObstacle> {
  const obstacle = findPlaceObstacle(present, wanted.parentId, { levels: 1, count: 1 });
  if (obstacle) return obstacle;
  const { parentId, kind, name } = wanted;
  const row = { parentId, kind, name, code: wanted.code ?? newPlaceCode() };
  const [made] = await tx
    .insert(places)
    .values({ ...row, libraryId })
    .$returningId();
  if (!made) throw new Error("the insert returned no id");
  const place = { ...row, id: made.id };
  present.push(place);
  return place;
}

/** Makes a place in the library of the actor, where every member can. Of two of one name in one place there is one. */
export const createPlace = (actor: Actor, wanted: CreatePlaceInput) =>
  onPlaces(actor, wanted.name, async (tx, libraryId, present) => {
    const made = await plantPlace(tx, libraryId, present, wanted);
    if (typeof made === "string") return REFUSALS[made]();
    const { id, name, kind } = made;
    return ok({ place: { id, name, kind } });
  });

/** Changes the places of the actor's library, one change after the other; `name` is what may be taken. */
async function onPlaces<Value>(
  actor: Actor,
  name: string,
  change: (tx: Tx, libraryId: number, present: Place[]) => Promise<Value>,
) {
  try {
    return await inOwnLibrary(actor, async (tx, libraryId) => change(tx, libraryId, await holdPlaces(tx, libraryId)));
  } catch (error) {
    if (isDuplicate(error, "places_name")) return nameTaken(name);
    throw error;
  }
}

/**
 * Gives a place another name, by which the queries of all members mean it from then on, or another kind, or puts it with all
 * that is in it into another one: all of that, or nothing.
 */
export const updatePlace = (actor: Actor, { placeId, name, kind, parentId }: UpdatePlaceInput) =>
  onPlaces(actor, name, async (tx, libraryId, present) => {
    const place = present.find(({ id }) => id === placeId);
    if (!place) return placeNotFound();
    if (parentId !== null && pathOf(present, parentId).some(({ id }) => id === placeId))
      return fail("in_itself", "A place cannot stand in itself.");
    const obstacle = findPlaceObstacle(present, parentId, { levels: heightOf(present, placeId), count: 0 });
    if (obstacle) return REFUSALS[obstacle]();
    await tx.update(places).set({ name, kind, parentId }).where(eq(places.id, placeId));
    if (place.name !== name) await followName(tx, await listAllMemberIds(libraryId, tx), present, place, name);
    const before = { placeId, name: place.name, kind: place.kind, parentId: place.parentId };
    return ok({ before: before satisfies UpdatePlaceInput as UpdatePlaceInput });
  });

/** Lets queries name a place as it is called now, unless another one of the library has its name still. */
export async function followName(tx: Tx, memberIds: number[], present: Place[], { id, name }: Place, to: string) {
  if (!present.some((other) => other.id !== id && isSameName(other.name, name)))
    await renameInQueries(tx, memberIds, { kind: "place", from: name, to });
}

/**
 * Deletes a place with those in it. What stood there stands in what the place was in, or nowhere. `undo` is what
 * `restorePlace` needs, or null where too much stood there to be put back.
 */
export async function deletePlace(actor: Actor, { placeId }: PlaceInput) {
  return inOwnLibrary(actor, async (tx, libraryId) => {
    const gone = listBelow(await holdPlaces(tx, libraryId), placeId);
    const [place] = gone;
    if (!place) return placeNotFound();
    const ids = gone.map(({ id }) => id);
    const standing = await listStanding(tx, libraryId, ids, UNDO_COPIES_MAX + 1);
    await tx
      .update(copies)
      .set({ placeId: place.parentId })
      .where(and(eq(copies.libraryId, libraryId), inArray(copies.placeId, ids)));
    await tx.delete(places).where(eq(places.id, placeId));
    const undo: RestorePlaceInput = {
      parentId: place.parentId,
      places: gone.map(({ id, parentId, name, kind, code }) => ({
        ...{ key: id, parentKey: id === placeId ? null : parentId, name, kind, code },
      })),
      copies: standing.map(({ copyId, placeId: at }) => [copyId, at]),
    };
    return ok({ undo: standing.length > UNDO_COPIES_MAX ? null : undo });
  });
}

/**
 * Makes deleted places again, with the codes on their labels, and puts back what stood there, unless somebody has moved it
 * since. Whole or not at all; where the name is taken meanwhile it gets a number.
 */
export const restorePlace = (actor: Actor, { parentId, places: gone, copies: standing }: RestorePlaceInput) =>
  onPlaces(actor, gone[0]?.name ?? "", async (tx, libraryId, present) => {
    const root = gone[0]?.key ?? 0;
    const levels = heightOf(planted(gone), root);
    const obstacle = findPlaceObstacle(present, parentId, { levels, count: gone.length });
    if (obstacle) return REFUSALS[obstacle]();
    const siblings = present.filter((place) => place.parentId === parentId).map(({ name }) => name);
    const isTaken = await listTakenCodes(
      tx,
      gone.map(({ code }) => code),
    );
    const made = new Map<number, number>();
    // Level by level: what is in a place needs its id. Below the first one all had names of their own already.
    for (let level = gone.slice(0, 1); level.length > 0; ) {
      const rows = level.map(({ key, parentKey, name, kind, code }) => ({
        ...{ libraryId, kind, name: key === root ? freeName(name, siblings) : name },
        parentId: parentKey === null ? parentId : (made.get(parentKey) ?? parentId),
        code: isTaken.has(code) ? newPlaceCode() : code,
      }));
      const inserted = await tx.insert(places).values(rows).$returningId();
      for (const [at, { key }] of level.entries()) made.set(key, inserted[at]?.id ?? 0);
      const keys = new Set(level.map(({ key }) => key));
      level = gone.filter(({ parentKey }) => parentKey !== null && keys.has(parentKey));
    }
    const back = groupBy(standing, ([, key]) => key);
    for (const [key, id] of made) {
      const copyIds = (back.get(key) ?? []).map(([copyId]) => copyId);
      if (copyIds.length === 0) continue;
      await tx
        .update(copies)
        .set({ placeId: id })
        .where(
          and(
            inArray(copies.id, copyIds),
            eq(copies.libraryId, libraryId),
            parentId === null ? isNull(copies.placeId) : eq(copies.placeId, parentId),
          ),
        );
    }
    return ok({ placeId: made.get(root) ?? 0 });
  });
