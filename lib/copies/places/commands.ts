import "server-only";
import { randomBytes } from "node:crypto";
import { and, eq, inArray, isNull } from "drizzle-orm";
import { inTransaction, isDuplicate, type Tx } from "@/db/client";
import { copies, places } from "@/db/schema/copies";
import type { Actor } from "@/lib/accounts/schema";
import { ensureLibrary } from "@/lib/households/commands";
import { holdLibrary } from "@/lib/households/queries";
import { fail, ok } from "@/lib/platform/result";
import { holdPlaces, listStanding } from "./queries";
import { codeOf, freeName, heightOf, listBelow, pathOf } from "./rules";
import {
  type CreatePlaceInput,
  type MovePlaceInput,
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

/** The places of a library, held one after the other: two who move them at once make no circle. */
async function holdTree(tx: Tx, libraryId: number): Promise<Place[]> {
  await holdLibrary(tx, libraryId);
  return holdPlaces(tx, libraryId);
}

/** Makes a place in the library of the actor, where every member can. Of two of one name in one place there is one. */
export async function createPlace(actor: Actor, { name, kind, parentId }: CreatePlaceInput) {
  const { libraryId } = await ensureLibrary(actor);
  try {
    return await inTransaction(async (tx) => {
      const present = await holdTree(tx, libraryId);
      if (present.length >= PLACES_MAX) return tooMany();
      const path = parentId === null ? [] : pathOf(present, parentId);
      if (parentId !== null && path.length === 0) return placeNotFound();
      if (path.length >= PLACE_DEPTH_MAX) return tooDeep();
      const row = { libraryId, parentId, kind, name, code: newPlaceCode() };
      const [made] = await tx.insert(places).values(row).$returningId();
      if (!made) throw new Error("the insert returned no id");
      return ok({ place: { id: made.id, name, kind } });
    });
  } catch (error) {
    if (isDuplicate(error, "places_name")) return nameTaken(name);
    throw error;
  }
}

/** Gives a place another name or kind. */
export async function updatePlace(actor: Actor, { placeId, name, kind }: UpdatePlaceInput) {
  const { libraryId } = await ensureLibrary(actor);
  try {
    return await inTransaction(async (tx) => {
      const place = (await holdTree(tx, libraryId)).find(({ id }) => id === placeId);
      if (!place) return placeNotFound();
      await tx.update(places).set({ name, kind }).where(eq(places.id, placeId));
      return ok({ before: { placeId, name: place.name, kind: place.kind } satisfies UpdatePlaceInput });
    });
  } catch (error) {
    if (isDuplicate(error, "places_name")) return nameTaken(name);
    throw error;
  }
}

/** Puts a place, with all that is in it, into another one. */
export async function movePlace(actor: Actor, { placeId, parentId }: MovePlaceInput) {
  const { libraryId } = await ensureLibrary(actor);
  let name = "this";
  try {
    return await inTransaction(async (tx) => {
      const present = await holdTree(tx, libraryId);
      const place = present.find(({ id }) => id === placeId);
      const path = parentId === null ? [] : pathOf(present, parentId);
      if (!place || (parentId !== null && path.length === 0)) return placeNotFound();
      if (path.some(({ id }) => id === placeId)) return fail("in_itself", "A place cannot stand in itself.");
      if (path.length + heightOf(present, placeId) > PLACE_DEPTH_MAX) return tooDeep();
      name = place.name;
      await tx.update(places).set({ parentId }).where(eq(places.id, placeId));
      return ok({ before: { placeId, parentId: place.parentId } satisfies MovePlaceInput });
    });
  } catch (error) {
    if (isDuplicate(error, "places_name")) return nameTaken(name);
    throw error;
  }
}

/**
 * Deletes a place with those in it. What stood there stands in what the place was in, or nowhere. `undo` is what
 * `restorePlace` needs, or null where too much stood there to be put back.
 */
export async function deletePlace(actor: Actor, { placeId }: PlaceInput) {
  const { libraryId } = await ensureLibrary(actor);
  return inTransaction(async (tx) => {
    const present = await holdTree(tx, libraryId);
    const gone = listBelow(present, placeId);
    const [place] = gone;
    if (!place) return placeNotFound();
    const ids = gone.map(({ id }) => id);
    const standing = await listStanding(ids, UNDO_COPIES_MAX + 1, tx);
    await tx.update(copies).set({ placeId: place.parentId }).where(inArray(copies.placeId, ids));
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
export async function restorePlace(actor: Actor, { parentId, places: gone, copies: standing }: RestorePlaceInput) {
  const { libraryId } = await ensureLibrary(actor);
  return inTransaction(async (tx) => {
    const present = await holdTree(tx, libraryId);
    const path = parentId === null ? [] : pathOf(present, parentId);
    if (parentId !== null && path.length === 0) return placeNotFound();
    if (present.length + gone.length > PLACES_MAX) return tooMany();
    if (path.length + heightOf(planted(gone), gone[0]?.key ?? 0) > PLACE_DEPTH_MAX) return tooDeep();
    const made = new Map<number, number>();
    for (const { key, parentKey, name, kind, code } of gone) {
      const above = parentKey === null ? parentId : (made.get(parentKey) ?? parentId);
      const isSibling = above === null ? isNull(places.parentId) : eq(places.parentId, above);
      const siblings = await tx
        .select({ name: places.name })
        .from(places)
        .where(and(eq(places.libraryId, libraryId), isSibling));
      const taken = siblings.map((sibling) => sibling.name);
      const [labelled] = await tx.select({ id: places.id }).from(places).where(eq(places.code, code));
      const row = { libraryId, parentId: above, kind, name: freeName(name, taken) };
      const [inserted] = await tx
        .insert(places)
        .values({ ...row, code: labelled ? newPlaceCode() : code })
        .$returningId();
      if (!inserted) throw new Error("the insert returned no id");
      made.set(key, inserted.id);
    }
    for (const [key, id] of made) {
      const back = standing.flatMap(([copyId, at]) => (at === key ? copyId : []));
      if (back.length === 0) continue;
      await tx
        .update(copies)
        .set({ placeId: id })
        .where(
          and(
            inArray(copies.id, back),
            eq(copies.libraryId, libraryId),
            parentId === null ? isNull(copies.placeId) : eq(copies.placeId, parentId),
          ),
        );
    }
    return ok({ placeId: made.get(gone[0]?.key ?? 0) ?? 0 });
  });
}
