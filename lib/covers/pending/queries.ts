import "server-only";
import { and, asc, eq, gt, inArray, isNull, lt, or } from "drizzle-orm";
import { db, type Tx } from "@/db/client";
import { users } from "@/db/schema/accounts";
import { pendingCovers } from "@/db/schema/covers";
import { isNotLeaving, shownName } from "@/lib/accounts/erasure/queries";
import type { WaitingPicture } from "./schema";

/** Readers' pictures that wait with books that were asked for, by the ids of these; each book's in the order they came. */
export async function listWaitingPictures(pendingIds: number[]): Promise<Map<number, WaitingPicture[]>> {
  const found = new Map<number, WaitingPicture[]>();
  if (pendingIds.length === 0) return found;
  const rows = await db
    .select({
      ...{ pendingId: pendingCovers.pendingId, id: pendingCovers.id, sha256: pendingCovers.sha256 },
      ...{ width: pendingCovers.width, height: pendingCovers.height, by: shownName },
    })
    .from(pendingCovers)
    .innerJoin(users, eq(users.id, pendingCovers.userId))
    .where(and(inArray(pendingCovers.pendingId, pendingIds), isNotLeaving(pendingCovers.userId)))
    .orderBy(asc(pendingCovers.id));
  for (const { pendingId, ...picture } of rows)
    if (pendingId !== null) found.set(pendingId, [...(found.get(pendingId) ?? []), picture]);
  return found;
}

/** The picture that a reader has added to what was asked for; undefined where there is none. */
export async function getPictureFor(userId: number, pendingId: number): Promise<{ id: number } | undefined> {
  const [row] = await db
    .select({ id: pendingCovers.id })
    .from(pendingCovers)
    .where(and(eq(pendingCovers.pendingId, pendingId), eq(pendingCovers.userId, userId)));
  return row;
}

/** Those that wait with one book, held until the transaction ends. */
export const holdWaiting = (tx: Tx, pendingId: number) =>
  tx
    .select()
    .from(pendingCovers)
    .where(eq(pendingCovers.pendingId, pendingId))
    .orderBy(asc(pendingCovers.id))
    .for("update");

/** Those that nothing waits for any more, and those kept before `before`: by their ids, after `after`. */
export const listSettled = (before: Date, after: number, limit: number) =>
  db
    .select({ id: pendingCovers.id, sha256: pendingCovers.sha256 })
    .from(pendingCovers)
    .where(
      and(
        gt(pendingCovers.id, after),
        or(isNull(pendingCovers.pendingId), isNull(pendingCovers.userId), lt(pendingCovers.createdAt, before)),
      ),
    )
    .orderBy(asc(pendingCovers.id))
    .limit(limit);
