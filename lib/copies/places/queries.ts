import "server-only";
import { and, count, eq, inArray, isNull, sql } from "drizzle-orm";
import { db, type Tx } from "@/db/client";
import { users } from "@/db/schema/accounts";
import { copies, places } from "@/db/schema/copies";
import type { Place } from "./schema";

type Reader = Pick<Tx, "select">;

const PLACE = { id: places.id, parentId: places.parentId, kind: places.kind, name: places.name, code: places.code };

/** All places of a library; there are few enough to go through them in memory. */
export const listPlaces = (libraryId: number, tx: Reader = db): Promise<Place[]> =>
  tx.select(PLACE).from(places).where(eq(places.libraryId, libraryId));

/** The places of a library, held until the transaction ends. */
export async function holdPlaces(tx: Tx, libraryId: number): Promise<Place[]> {
  return tx.select(PLACE).from(places).where(eq(places.libraryId, libraryId)).for("update");
}

/** The place whose label has this code, in this library. */
export async function getPlaceByCode(libraryId: number, code: string): Promise<Place | undefined> {
  const [place] = await db
    .select(PLACE)
    .from(places)
    .where(and(eq(places.libraryId, libraryId), eq(places.code, code)));
  return place;
}

/** How many copies stand right in each place; under null those of which nobody has said. */
export async function countByPlace(libraryId: number): Promise<Map<number | null, number>> {
  const rows = await db
    .select({ placeId: copies.placeId, count: count() })
    .from(copies)
    .innerJoin(users, eq(users.id, copies.ownerId))
    .where(and(eq(copies.libraryId, libraryId), isNull(users.erasureDueAt)))
    .groupBy(copies.placeId);
  return new Map(rows.map((row) => [row.placeId, row.count]));
}

/** Which copies of a library stand in any of these places, and where. */
export const listStanding = (tx: Tx, libraryId: number, placeIds: number[], limit: number) =>
  tx
    .select({ copyId: copies.id, placeId: sql<number>`${copies.placeId}` })
    .from(copies)
    .where(and(eq(copies.libraryId, libraryId), inArray(copies.placeId, placeIds)))
    .orderBy(copies.id)
    .limit(limit);

/** Those of the codes that stand on the label of a place, of whatever library. */
export async function listTakenCodes(tx: Tx, codes: string[]): Promise<Set<string>> {
  const rows = await tx.select({ code: places.code }).from(places).where(inArray(places.code, codes));
  return new Set(rows.map(({ code }) => code));
}
