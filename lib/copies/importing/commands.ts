import "server-only";
import { and, eq, inArray } from "drizzle-orm";
import type { Tx } from "@/db/client";
import { copies } from "@/db/schema/copies";
import { holdLibrary } from "@/lib/households/queries";
import { plantPlace } from "../places/commands";
import { holdPlaces, listTakenCodes } from "../places/queries";
import type { PlaceObstacle } from "../places/rules";
import { type Place, placeName } from "../places/schema";
import { getPlaceNamed, holdOwnedCopies } from "./queries";
import type { CopiesToImport, ImportedCopy, MadeCopy } from "./schema";

/** `code`: what stands on the label of a place, where that is known. */
type Path = (ImportedCopy["place"][number] & { code?: string })[];

type CopyRow = typeof copies.$inferSelect;

/** What a copy says, to tell whether it was changed. When it was last in hand is no change of it. */
const saysOf = (copy: Omit<ImportedCopy, "place"> & Pick<CopyRow, "placeId">): string => {
  const { condition, acquiredOn, acquiredFrom, price, currency, isSigned, notes, placeId } = copy;
  return JSON.stringify([condition, acquiredOn, acquiredFrom, price, currency, isSigned, notes, placeId]);
};

/**
 * Gives a reader copies in the caller's transaction: as many of each book as the import says that there are. Those that the
 * reader has already count, so that the same import brings none twice. Places that are not there are made.
 */
export async function importCopies(
  tx: Tx,
  { userId, libraryId }: { userId: number; libraryId: number },
  given: CopiesToImport[],
): Promise<MadeCopy[]> {
  const wanted = given.filter((one) => one.copies.length > 0);
  const owned = await holdOwnedCopies(
    tx,
    userId,
    wanted.map(({ bookId }) => bookId),
  );
  const count = new Map<number, number>();
  for (const { bookId } of owned) count.set(bookId, (count.get(bookId) ?? 0) + 1);
  const missing = wanted.flatMap(({ bookId, copies: said }) => {
    const had = count.get(bookId) ?? 0;
    count.set(bookId, Math.max(had, said.length));
    return said.slice(had).map((copy) => ({ bookId, ...copy }));
  });
  if (missing.length === 0) return [];
  const placeOf = await placesOf(tx, libraryId, missing);
  const rows = missing.map(({ place, ...copy }) => ({
    ...{ ...copy, libraryId, ownerId: userId },
    placeId: placeOf(place),
  }));
  const ids = await tx.insert(copies).values(rows).$returningId();
  return rows.map((row, at) => {
    const id = ids[at]?.id;
    if (id === undefined) throw new Error("the insert returned no id");
    return { id, bookId: row.bookId, says: saysOf(row) };
  });
}

/**
 * Places by their paths, in the caller's transaction; those that a library lacks are made, with the codes of their labels
 * where nobody else has them. Null: nowhere.
 */
export async function findOrMakePlaces(tx: Tx, libraryId: number, paths: Path[]): Promise<(number | null)[]> {
  const wanted = paths.map((place) => ({ place }));
  const placeOf = await placesOf(tx, libraryId, wanted);
  return wanted.map(({ place }) => placeOf(place));
}

/**
 * Finds the places of a library by their paths, and makes those that are not there, by the rules for all places: where no
 * more can be made, what would stand there stands in what it is in.
 */
async function placesOf(tx: Tx, libraryId: number, wanted: { place: Path }[]) {
  const known = new Map<string, number | null>();
  if (!wanted.some(({ place }) => place.length > 0)) return () => null;
  await holdLibrary(tx, libraryId);
  const present = await holdPlaces(tx, libraryId);
  const keyOf = (place: Path): string => JSON.stringify(place.map(({ kind, name }) => [kind, name]));
  const codes = wanted.flatMap(({ place }) => place.flatMap(({ code }) => code ?? []));
  const taken = codes.length > 0 ? await listTakenCodes(tx, codes) : new Set<string>();
  for (const { place } of wanted)
    if (!known.has(keyOf(place)))
      known.set(keyOf(place), await findOrMakePlace(tx, { libraryId, present, taken }, place));
  return (place: Path): number | null => known.get(keyOf(place)) ?? null;
}

type Making = { libraryId: number; present: Place[]; taken: Set<string> };

async function findOrMakePlace(tx: Tx, { libraryId, present, taken }: Making, path: Path) {
  let parentId: number | null = null;
  for (const { kind, name: given, code: known } of path) {
    const name = placeName.safeParse(given).data;
    if (name === undefined) continue;
    const code = known !== undefined && !taken.has(known) ? known : undefined;
    const found: number | undefined = await getPlaceNamed(tx, libraryId, parentId, name);
    const made: Place | PlaceObstacle | undefined =
      found === undefined ? await plantPlace(tx, libraryId, present, { parentId, kind, name, code }) : undefined;
    if (typeof made === "string") break;
    if (made) taken.add(made.code);
    parentId = found ?? made?.id ?? parentId;
  }
  return parentId;
}

/** Takes copies back that an import made, in the caller's transaction; those that were changed since stay. */
export async function takeBackCopies(tx: Tx, userId: number, made: MadeCopy[]): Promise<void> {
  const owned = await holdOwnedCopies(tx, userId, [...new Set(made.map(({ bookId }) => bookId))]);
  const same = owned.filter((copy) => made.some(({ id, says }) => id === copy.id && says === saysOf(copy)));
  if (same.length > 0)
    await tx.delete(copies).where(
      and(
        eq(copies.ownerId, userId),
        inArray(
          copies.id,
          same.map(({ id }) => id),
        ),
      ),
    );
}
