import "server-only";
import { and, eq, inArray, isNotNull } from "drizzle-orm";
import { db, type Tx } from "@/db/client";
import { collections } from "@/db/schema/library";
import { listShelf } from "@/lib/shelf/queries";
import { type SavedQuery, savedQuery } from "@/lib/shelf/schema";
import type { CollectionSummary } from "../schema";

const COVERS_IN_MOSAIC = 4;

/** What a collection is filled by; undefined for one that is filled by hand. */
export async function getQuery(collectionId: number): Promise<SavedQuery | undefined> {
  const [row] = await db.select({ query: collections.query }).from(collections).where(eq(collections.id, collectionId));
  return savedQuery.safeParse(row?.query).data;
}

const isFilled = (ownerIds: number[]) => and(inArray(collections.ownerId, ownerIds), isNotNull(collections.query));

function readQueries(rows: { id: number; query: unknown }[]) {
  return rows.flatMap((row) => {
    const query = savedQuery.safeParse(row.query).data;
    return query ? [{ id: row.id, query }] : [];
  });
}

const QUERY = { id: collections.id, query: collections.query };

/** The collections of a reader that fill themselves. */
export const listQueries = async (ownerId: number) =>
  readQueries(
    await db
      .select(QUERY)
      .from(collections)
      .where(isFilled([ownerId])),
  );

/** Those of several readers, held until the transaction ends. */
export const holdQueries = async (tx: Tx, ownerIds: number[]) =>
  readQueries(await tx.select(QUERY).from(collections).where(isFilled(ownerIds)).orderBy(collections.id).for("update"));

/** Fills those of a reader's collections that fill themselves: how many books, and which covers come first. */
export async function fillSummaries<Summary extends CollectionSummary>(ownerId: number, summaries: Summary[]) {
  const queries = await listQueries(ownerId);
  const filled = new Map(
    await Promise.all(
      queries.map(async ({ id, query }) => {
        const found = await listShelf(ownerId, query.filter, { sort: query.sort, limit: COVERS_IN_MOSAIC });
        return [id, { bookCount: found.total, covers: found.books }] as const;
      }),
    ),
  );
  return summaries.map((summary) => ({ ...summary, ...filled.get(summary.id) }));
}
