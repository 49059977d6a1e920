import "server-only";
import { and, eq, inArray, isNotNull, or } from "drizzle-orm";
import { db, isOutOfTime, type Tx } from "@/db/client";
import { collections } from "@/db/schema/library";
import { inLanes } from "@/lib/platform/lanes";
import { sleep } from "@/lib/platform/sleep";
import { listShelf } from "@/lib/shelf/queries";
import { type SavedQuery, savedQuery } from "@/lib/shelf/schema";
import { COVERS_IN_MOSAIC } from "../rules";
import type { CollectionSummary } from "../schema";

/** What a collection is filled by; undefined for one that is filled by hand. */
export async function getQuery(collectionId: number): Promise<SavedQuery | undefined> {
  const [row] = await db.select({ query: collections.query }).from(collections).where(eq(collections.id, collectionId));
  return savedQuery.safeParse(row?.query).data;
}

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
      .where(and(eq(collections.ownerId, ownerId), isNotNull(collections.query))),
  );

/** Those of several readers, also such as were deleted and may come back, held until the transaction ends. */
export async function holdQueries(tx: Tx, readerIds: number[]) {
  const isTheirs = or(inArray(collections.ownerId, readerIds), inArray(collections.formerOwnerId, readerIds));
  const isMeant = and(isTheirs, isNotNull(collections.query));
  return readQueries(await tx.select(QUERY).from(collections).where(isMeant).orderBy(collections.id).for("update"));
}

/** So many are counted at the same time, for all readers together: each looks through all books of one. */
const AT_ONCE = 2;
/** As long as a page waits for them. */
const WAIT_MS = 2_000;

/**
 * Fills those of a reader's collections that fill themselves: how many books, and which covers come first. What is not told
 * when the time is over has no number and no covers, and the page comes all the same.
 */
export async function fillSummaries<Summary extends CollectionSummary>(
  ownerId: number,
  summaries: Summary[],
  waitMs = WAIT_MS,
): Promise<Summary[]> {
  const filled = new Map<number, Pick<CollectionSummary, "bookCount" | "covers">>();
  const end = new AbortController();
  const endsAt = performance.now() + waitMs;
  const counting = (await listQueries(ownerId)).map(({ id, query }) =>
    inLanes("smart-collections", AT_ONCE, async () => {
      const withinMs = endsAt - performance.now();
      if (end.signal.aborted || withinMs <= 0) return;
      try {
        const found = await listShelf(ownerId, query.filter, { sort: query.sort, limit: COVERS_IN_MOSAIC, withinMs });
        filled.set(id, { bookCount: found.total, covers: found.books });
      } catch (error) {
        if (!isOutOfTime(error)) throw error;
      }
    }),
  );
  const all = Promise.all(counting);
  // Nobody waits any more for one that fails after the end.
  all.catch(() => undefined);
  await Promise.race([all, sleep(waitMs, end.signal)]);
  end.abort();
  const present = new Map(filled);
  return summaries.map((summary) =>
    summary.isSmart ? { ...summary, ...(present.get(summary.id) ?? { bookCount: null, covers: [] }) } : summary,
  );
}
