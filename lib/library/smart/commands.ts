import "server-only";
import { and, eq, isNotNull } from "drizzle-orm";
import { db, isDuplicate, type Tx } from "@/db/client";
import { collections } from "@/db/schema/library";
import type { Actor } from "@/lib/accounts/schema";
import { fail, ok } from "@/lib/platform/result";
import type { SavedQuery } from "@/lib/shelf/schema";
import type { Collection } from "../schema";
import { listQueries } from "./queries";
import type { ChangeQueryInput, SaveQueryInput } from "./schema";

/** Makes a collection that fills itself: what is in it is what the query means whenever somebody looks. */
export async function saveQuery(actor: Actor, { name, icon, description, query }: SaveQueryInput) {
  try {
    const [row] = await db
      .insert(collections)
      .values({ name, icon, description, query, ownerId: actor.id })
      .$returningId();
    if (!row) throw new Error("the insert returned no id");
    return ok({ collection: { id: row.id, name, icon } satisfies Collection });
  } catch (error) {
    if (isDuplicate(error, "collections_owner_name"))
      return fail("name_taken", `You already have a collection called ${name}.`);
    throw error;
  }
}

/** Fills a collection of the actor's that fills itself by another query. */
export async function changeQuery(actor: Actor, { collectionId, query }: ChangeQueryInput) {
  const isTheirs = and(
    eq(collections.id, collectionId),
    eq(collections.ownerId, actor.id),
    isNotNull(collections.query),
  );
  const [{ affectedRows }] = await db.update(collections).set({ query }).where(isTheirs);
  return affectedRows > 0 ? ok() : fail("collection_not_found", "This collection no longer exists.");
}

/** A reader's tag, or collection, is called otherwise now: in queries too. In the caller's transaction. */
export async function renameInQueries(
  tx: Tx,
  userId: number,
  { kind, from, to }: { kind: "tag" | "collection"; from: string; to: string },
): Promise<void> {
  const same = (name: string) => name.localeCompare(from, undefined, { sensitivity: "base" }) === 0;
  const renamed = (names: string[]) => [...new Set(names.map((name) => (same(name) ? to : name)))];
  for (const { id, query } of await listQueries(userId, tx)) {
    const { tags, collection } = query.filter;
    const filter: SavedQuery["filter"] =
      kind === "tag"
        ? { ...query.filter, tags: { all: renamed(tags.all), any: renamed(tags.any), none: renamed(tags.none) } }
        : { ...query.filter, collection: collection !== undefined && same(collection) ? to : collection };
    if (JSON.stringify(filter) === JSON.stringify(query.filter)) continue;
    await tx
      .update(collections)
      .set({ query: { ...query, filter } satisfies SavedQuery })
      .where(eq(collections.id, id));
  }
}
