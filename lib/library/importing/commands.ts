import "server-only";
import { and, eq, inArray, notExists, sql } from "drizzle-orm";
import type { Tx } from "@/db/client";
import { collectionBooks, collections } from "@/db/schema/library";
import { listNamedCollections, listPresentPairs } from "./queries";
import type { AddedToCollection, ShelvedBook } from "./schema";

/** What a collection looks like that an import makes. */
const ICON = "📚";
/** Far below the packet size of a fresh MySQL. */
const ROWS_PER_INSERT = 1_000;

const keyOf = (name: string): string => name.trim().toLowerCase();

/**
 * Puts books into a reader's collections by their names, in the caller's transaction; collections that are not there are
 * made. What is there already stays as it is. Answers with what is new, for `takeOutImported`, and which collections were
 * made for it. A name that another transaction takes at the same time is told by the index `collections_owner_name`.
 */
export async function putImported(tx: Tx, userId: number, shelved: ShelvedBook[]) {
  const wanted = new Map(shelved.flatMap(({ collections: names }) => names.map((one) => [keyOf(one.name), one])));
  if (wanted.size === 0) return { added: [] as AddedToCollection[], madeIds: [] as number[] };
  const names = [...wanted.values()].map(({ name }) => name);
  const before = await listNamedCollections(tx, userId, names);
  const present = new Set(before.map(({ name }) => keyOf(name)));
  const missing = [...wanted.values()].filter(({ name }) => !present.has(keyOf(name)));
  if (missing.length > 0)
    await tx
      .insert(collections)
      // Two names that the database compares alike are one collection.
      .values(
        missing.map(({ name, icon, description }) => ({ ownerId: userId, name, icon: icon ?? ICON, description })),
      )
      .onDuplicateKeyUpdate({ set: { ownerId: userId } });
  const all = missing.length > 0 ? await listNamedCollections(tx, userId, names) : before;
  const known = new Set(before.map(({ id }) => id));
  const byName = new Map<string, number>();
  for (const { id, asked } of all) byName.set(keyOf(asked), id);

  const rows = shelved.flatMap(({ bookId, addedAt, collections: into }) =>
    into.flatMap(({ name }) => {
      const collectionId = byName.get(keyOf(name));
      return collectionId === undefined ? [] : [{ collectionId, bookId, ...(addedAt && { addedAt }) }];
    }),
  );
  const pairs = await listPresentPairs(
    tx,
    [...new Set(byName.values())],
    [...new Set(rows.map(({ bookId }) => bookId))],
  );
  const fresh = [
    ...new Map(
      rows
        .filter(({ collectionId, bookId }) => !pairs.has(`${collectionId} ${bookId}`))
        .map((row) => [`${row.collectionId} ${row.bookId}`, row]),
    ).values(),
  ];
  for (let at = 0; at < fresh.length; at += ROWS_PER_INSERT)
    await tx
      .insert(collectionBooks)
      .values(fresh.slice(at, at + ROWS_PER_INSERT))
      .onDuplicateKeyUpdate({ set: { id: sql`id` } });
  return {
    added: fresh.map(({ collectionId, bookId }) => ({ collectionId, bookId })),
    madeIds: all.map(({ id }) => id).filter((id) => !known.has(id)),
  };
}

/** Takes books out of a reader's collections again, in the caller's transaction. What was taken out since is passed over. */
export async function takeOutImported(tx: Tx, userId: number, added: AddedToCollection[]): Promise<void> {
  for (const collectionId of new Set(added.map((one) => one.collectionId))) {
    const bookIds = added.filter((one) => one.collectionId === collectionId).map(({ bookId }) => bookId);
    const own = tx
      .select({ id: collections.id })
      .from(collections)
      .where(and(eq(collections.id, collectionId), eq(collections.ownerId, userId)));
    await tx
      .delete(collectionBooks)
      .where(and(inArray(collectionBooks.collectionId, own as never), inArray(collectionBooks.bookId, bookIds)));
  }
}

/** Deletes those of a reader's collections that an import made and that hold nothing any more. */
export async function dropEmptyCollections(tx: Tx, userId: number, ids: number[]): Promise<void> {
  if (ids.length === 0) return;
  const held = tx
    .select({ id: collectionBooks.id })
    .from(collectionBooks)
    .where(eq(collectionBooks.collectionId, collections.id));
  await tx
    .delete(collections)
    .where(and(inArray(collections.id, ids), eq(collections.ownerId, userId), notExists(held as never)));
}
