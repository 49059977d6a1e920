import "server-only";
import { and, eq, inArray, notExists, sql } from "drizzle-orm";
import type { Tx } from "@/db/client";
import { collectionBooks, collections } from "@/db/schema/library";
import { savedQuery } from "@/lib/shelf/schema";
import { isOrWasOf } from "../deleting/queries";
import { holdRoom } from "../queries";
import { holdMade, listNamedCollections, listPresentPairs, mapShelves } from "./queries";
import { besides } from "./rules";
import type { AddedToCollection, ImportedCollection, ShelvedBook } from "./schema";

/** What a collection looks like that an import makes. */
const ICON = "📚";
/** Far below the packet size of a fresh MySQL. */
const ROWS_PER_INSERT = 1_000;

const keyOf = (name: string): string => name.trim().toLowerCase();

type Named = { id: number; asked: string };

/**
 * A reader's collections of these names, made where they are not there, as far as they may have more. What is there already
 * stays as it is. A name that another transaction takes at the same time is told by the index `collections_owner_name`.
 */
export async function findOrMakeCollections(tx: Tx, userId: number, wanted: ImportedCollection[]) {
  const names = [...new Set(wanted.map(({ name }) => name))];
  if (names.length === 0) return { named: [] as Named[], madeIds: [] as number[] };
  const before = await listNamedCollections(tx, userId, names);
  const present = new Set(before.map(({ asked }) => keyOf(asked)));
  const missing = [
    ...new Map(wanted.filter(({ name }) => !present.has(keyOf(name))).map((one) => [keyOf(one.name), one])).values(),
  ];
  const fitting = missing.length > 0 ? thoseThatFit(missing, await holdRoom(tx, userId)) : [];
  for (let at = 0; at < fitting.length; at += ROWS_PER_INSERT)
    await tx
      .insert(collections)
      .values(fitting.slice(at, at + ROWS_PER_INSERT).map((row) => ({ ...row, ownerId: userId })))
      // Two names that the database compares alike are one collection.
      .onDuplicateKeyUpdate({ set: { ownerId: userId } });
  const named = fitting.length > 0 ? await listNamedCollections(tx, userId, names) : before;
  const known = new Set(before.map(({ id }) => id));
  return { named, madeIds: [...new Set(named.map(({ id }) => id))].filter((id) => !known.has(id)) };
}

/** Those that there is room for, the first ones first; of those that fill themselves the ones whose query is one. */
function thoseThatFit(missing: ImportedCollection[], room: { all: number; smart: number }) {
  const left = { ...room };
  return missing.flatMap(({ name, icon, description, sort, query: given, createdAt }) => {
    const isSmart = given !== null && given !== undefined;
    const query = isSmart ? savedQuery.safeParse(given).data : undefined;
    if (left.all <= 0 || (isSmart && (!query || left.smart <= 0))) return [];
    left.all -= 1;
    if (isSmart) left.smart -= 1;
    return {
      ...{ name, icon: icon ?? ICON, description, ...(sort && { sort }), ...(query && { query }) },
      ...(createdAt && { createdAt: new Date(createdAt) }),
    };
  });
}

/**
 * Puts books into a reader's collections by their names, in the caller's transaction. Answers with what is new, for
 * `takeOutImported`, which collections were made for it, and for which books there was no room for another one.
 */
export async function putImported(tx: Tx, userId: number, shelved: ShelvedBook[]) {
  const names = [...new Set(shelved.flatMap((one) => one.collections.map(({ name }) => name)))];
  const { nameOf } = await mapShelves(tx, userId, names);
  const into = shelved.flatMap(({ bookId, addedAt, collections: wanted }) =>
    wanted.map(({ addedAt: own, position, ...one }) => {
      const name = nameOf(one.name);
      const at = own ? new Date(own) : addedAt;
      const where = { ...(at && { addedAt: at }), ...(position !== null && position !== undefined && { position }) };
      return { bookId, collection: { ...one, name }, where };
    }),
  );
  const { named, madeIds } = await findOrMakeCollections(
    tx,
    userId,
    into.map(({ collection }) => collection),
  );
  const ids = new Map(named.map(({ id, asked }) => [keyOf(asked), id]));
  const left = new Set<number>();
  const rows = into.flatMap(({ bookId, collection, where }) => {
    const collectionId = ids.get(keyOf(collection.name));
    if (collectionId !== undefined) return [{ collectionId, bookId, ...where }];
    left.add(bookId);
    return [];
  });
  const pairs = await listPresentPairs(tx, [...new Set(ids.values())], [...new Set(rows.map(({ bookId }) => bookId))]);
  const fresh = [...new Map(rows.map((row) => [`${row.collectionId} ${row.bookId}`, row] as const))].flatMap(
    ([pair, row]) => (pairs.has(pair) ? [] : [row]),
  );
  for (let at = 0; at < fresh.length; at += ROWS_PER_INSERT)
    await tx
      .insert(collectionBooks)
      .values(fresh.slice(at, at + ROWS_PER_INSERT))
      .onDuplicateKeyUpdate({ set: { id: sql`id` } });
  return { added: fresh.map(({ collectionId, bookId }) => ({ collectionId, bookId })), madeIds, left };
}

/** Takes books out of a reader's collections again, in the caller's transaction. What was taken out since is passed over. */
export async function takeOutImported(tx: Tx, userId: number, added: AddedToCollection[]): Promise<void> {
  for (const collectionId of new Set(added.map((one) => one.collectionId))) {
    const bookIds = added.filter((one) => one.collectionId === collectionId).map(({ bookId }) => bookId);
    const own = tx
      .select({ id: collections.id })
      .from(collections)
      .where(and(eq(collections.id, collectionId), isOrWasOf(userId)));
    await tx
      .delete(collectionBooks)
      .where(and(inArray(collectionBooks.collectionId, own as never), inArray(collectionBooks.bookId, bookIds)));
  }
}

/** What a collection says of itself, in one spelling; the order in which it opens is none of it. */
function saysOf({ name, icon, description, query }: ImportedCollection): string {
  const filled = query === null || query === undefined ? undefined : savedQuery.safeParse(query).data;
  return JSON.stringify([name, icon ?? ICON, description, filled ?? null]);
}

/**
 * Deletes those of a reader's collections that an import made, that hold nothing any more, and that are still as it made them
 * (`asMade`): what the reader has called otherwise, or asks for something else, is theirs by now.
 */
export async function dropEmptyCollections(
  tx: Tx,
  userId: number,
  made: number[],
  asMade: ImportedCollection[],
): Promise<void> {
  if (made.length === 0) return;
  const unchanged = new Set(asMade.flatMap((one) => [saysOf(one), saysOf({ ...one, name: besides(one.name) })]));
  const ids = (await holdMade(tx, userId, made)).filter((one) => unchanged.has(saysOf(one))).map(({ id }) => id);
  if (ids.length === 0) return;
  const held = tx
    .select({ id: collectionBooks.id })
    .from(collectionBooks)
    .where(eq(collectionBooks.collectionId, collections.id));
  await tx.delete(collections).where(and(inArray(collections.id, ids), isOrWasOf(userId), notExists(held as never)));
}
