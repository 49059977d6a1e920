import "server-only";
import { and, eq, inArray } from "drizzle-orm";
import { db } from "@/db/client";
import { readerWorks } from "@/db/schema/reading";
import { listBookIdsByNames } from "@/lib/catalog/queries";
import { localName } from "@/lib/catalog/rules";
import type { Status } from "../schema";

/** Of these books one of each work that has another status, by name. */
export async function listBooksToSet(userId: number, names: string[], status: Status | null): Promise<string[]> {
  const found = await listBookIdsByNames(db, names);
  if (found.length === 0) return [];
  const workIds = found.map(({ workId }) => workId);
  const rows = await db
    .select({ workId: readerWorks.workId, status: readerWorks.status })
    .from(readerWorks)
    .where(and(eq(readerWorks.userId, userId), inArray(readerWorks.workId, workIds)));
  const said = new Map(rows.map((row) => [row.workId, row.status]));
  const once = new Map(found.map(({ id, workId }) => [workId, id]));
  return [...once].filter(([workId]) => (said.get(workId) ?? null) !== status).map(([, id]) => localName(id));
}
