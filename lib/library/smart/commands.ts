import "server-only";
import { and, eq, isNotNull } from "drizzle-orm";
import { db, type Tx } from "@/db/client";
import { collections } from "@/db/schema/library";
import type { Actor } from "@/lib/accounts/schema";
import { ok } from "@/lib/platform/result";
import { type SavedQuery, type ShelfQuery, shelfQuery } from "@/lib/shelf/schema";
import { insertCollection } from "../making/commands";
import { collectionNotFound } from "../rules";
import { holdQueries } from "./queries";
import type { ChangedQuery, ChangeQueryInput, SaveQueryInput } from "./schema";

/** Makes a collection that fills itself: what is in it is what the query means whenever somebody looks. */
export const saveQuery = (actor: Actor, collection: SaveQueryInput) => insertCollection(actor, collection);

/** Fills a collection of the actor's that fills itself by another query. */
export async function changeQuery(actor: Actor, { collectionId, query }: ChangeQueryInput) {
  const isTheirs = and(
    eq(collections.id, collectionId),
    eq(collections.ownerId, actor.id),
    isNotNull(collections.query),
  );
  const [{ affectedRows }] = await db.update(collections).set({ query }).where(isTheirs);
  return affectedRows > 0 ? ok() : collectionNotFound();
}

/** What queries name: a reader's own tag or collection, or a place of their household. */
type Renaming = { kind: "tag" | "collection" | "place"; from: string; to: string };

/**
 * Something that queries name is called otherwise from now on, there too, in the caller's transaction: queries hold names,
 * so that one that was deleted and comes back is meant again. Answers with what `returnQueries` needs.
 */
export async function renameInQueries(tx: Tx, ownerIds: number[], renaming: Renaming): Promise<ChangedQuery[]> {
  const changed: ChangedQuery[] = [];
  for (const { id, query } of await holdQueries(tx, ownerIds)) {
    const after = renamed(query.filter, renaming);
    if (isSame(after, query.filter)) continue;
    await setFilter(tx, id, query, after);
    changed.push({ collectionId: id, before: query.filter, after });
  }
  return changed;
}

/** Undoes `renameInQueries` for one reader. What they have changed since stays. */
export async function returnQueries(tx: Tx, ownerId: number, changed: ChangedQuery[]): Promise<void> {
  if (changed.length === 0) return;
  for (const { id, query } of await holdQueries(tx, [ownerId])) {
    const was = changed.find(({ collectionId, after }) => collectionId === id && isSame(after, query.filter));
    if (was) await setFilter(tx, id, query, was.before);
  }
}

const isSame = (one: ShelfQuery, other: ShelfQuery): boolean =>
  JSON.stringify(shelfQuery.parse(one)) === JSON.stringify(shelfQuery.parse(other));

const setFilter = (tx: Tx, id: number, query: SavedQuery, filter: ShelfQuery) =>
  tx
    .update(collections)
    .set({ query: { ...query, filter } satisfies SavedQuery })
    .where(eq(collections.id, id));

function renamed(filter: ShelfQuery, { kind, from, to }: Renaming): ShelfQuery {
  const isIt = (name: string | undefined) => name?.localeCompare(from, undefined, { sensitivity: "base" }) === 0;
  if (kind !== "tag") return isIt(filter[kind]) ? { ...filter, [kind]: to } : filter;
  const all = (names: string[]) => [...new Set(names.map((name) => (isIt(name) ? to : name)))];
  const { tags } = filter;
  return { ...filter, tags: { all: all(tags.all), any: all(tags.any), none: all(tags.none) } };
}
