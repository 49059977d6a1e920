import "server-only";
import { and, eq, inArray, sql } from "drizzle-orm";
import type { Tx } from "@/db/client";
import { collectionBooks, collections } from "@/db/schema/library";
import { isOrWasOf } from "../deleting/queries";
import { besides } from "./rules";

const NAMED = {
  ...{ id: collections.id, name: collections.name },
  isSmart: sql`${collections.query} is not null`.mapWith(Boolean),
};

/**
 * A reader's collections of these names, each beside the name it was asked by: the database compares them without case and
 * accents, so each name is asked for by itself.
 */
export async function listNamedCollections(tx: Tx, ownerId: number, names: string[]) {
  if (names.length === 0) return [];
  const found: { id: number; name: string; isSmart: boolean; asked: string }[] = [];
  const all = await tx
    .select(NAMED)
    .from(collections)
    .where(and(eq(collections.ownerId, ownerId), inArray(collections.name, names)));
  const plain = new Map(all.map((row) => [row.name.toLowerCase(), row]));
  for (const asked of names) {
    const row = plain.get(asked.toLowerCase());
    if (row) found.push({ ...row, asked });
    else if (all.length > 0) {
      const [alike] = await tx
        .select(NAMED)
        .from(collections)
        .where(and(eq(collections.ownerId, ownerId), eq(collections.name, asked)));
      if (alike) found.push({ ...alike, asked });
    }
  }
  return found;
}

/** Those of the collections that are the reader's, deleted ones too, held until the transaction ends. */
export const holdMade = (tx: Tx, userId: number, ids: number[]) =>
  tx
    .select({
      ...{ id: collections.id, name: collections.name, icon: collections.icon },
      ...{ description: collections.description, query: collections.query },
    })
    .from(collections)
    .where(and(inArray(collections.id, ids), isOrWasOf(userId)))
    .for("update");

/** Which books are in which of these collections, as "collection book". */
export async function listPresentPairs(tx: Tx, collectionIds: number[], bookIds: number[]): Promise<Set<string>> {
  if (collectionIds.length === 0 || bookIds.length === 0) return new Set();
  const rows = await tx
    .select({ collectionId: collectionBooks.collectionId, bookId: collectionBooks.bookId })
    .from(collectionBooks)
    .where(and(inArray(collectionBooks.collectionId, collectionIds), inArray(collectionBooks.bookId, bookIds)));
  return new Set(rows.map(({ collectionId, bookId }) => `${collectionId} ${bookId}`));
}

/**
 * Where an import puts books by these names, as they were asked, as far as it is there: no book is put into a collection that
 * fills itself, but into one beside it.
 */
export async function mapShelves(tx: Tx, ownerId: number, names: string[]) {
  const named = await listNamedCollections(tx, ownerId, [...new Set(names)]);
  const smart = named.filter(({ isSmart }) => isSmart).map(({ asked }) => asked);
  const beside = await listNamedCollections(tx, ownerId, smart.map(besides));
  const ids = new Map([...named.filter(({ isSmart }) => !isSmart), ...beside].map(({ id, asked }) => [asked, id]));
  const nameOf = (asked: string): string => (smart.includes(asked) ? besides(asked) : asked);
  return { nameOf, idOf: (asked: string): number | undefined => ids.get(nameOf(asked)) };
}
