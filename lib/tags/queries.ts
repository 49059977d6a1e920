import "server-only";
import { and, asc, count, eq, inArray } from "drizzle-orm";
import { db, type Tx } from "@/db/client";
import { works } from "@/db/schema/catalog";
import { tags, workTags } from "@/db/schema/tags";
import type { Tag, TagSummary } from "./schema";

const TAG = { id: tags.id, name: tags.name };

/** A reader's tags by name, each with how many works have it. */
export function listTags(userId: number): Promise<TagSummary[]> {
  return db
    .select({ ...TAG, count: count(workTags.id) })
    .from(tags)
    .innerJoin(workTags, eq(workTags.tagId, tags.id))
    .where(eq(tags.userId, userId))
    .groupBy(tags.id)
    .orderBy(asc(tags.name));
}

/** The tags that a reader gave a work, by name. */
export function listTagsOfWork(userId: number, workId: number): Promise<Tag[]> {
  return db
    .select(TAG)
    .from(workTags)
    .innerJoin(tags, eq(tags.id, workTags.tagId))
    .where(and(eq(workTags.workId, workId), eq(tags.userId, userId)))
    .orderBy(asc(tags.name));
}

/** The reader's tag of this name, as the unique index compares names, held until the transaction ends. */
export async function holdTagNamed(tx: Tx, userId: number, name: string): Promise<Tag | undefined> {
  const [row] = await tx
    .select(TAG)
    .from(tags)
    .where(and(eq(tags.userId, userId), eq(tags.name, name)))
    .for("update");
  return row;
}

/** A reader's own tag, held until the transaction ends. */
export async function holdTag(tx: Tx, userId: number, tagId: number): Promise<Tag | undefined> {
  const [row] = await tx
    .select(TAG)
    .from(tags)
    .where(and(eq(tags.id, tagId), eq(tags.userId, userId)))
    .for("update");
  return row;
}

/** The works of a tag; of these alone, where they are given. */
export async function listTaggedWorks(tx: Tx, tagId: number, among?: number[]): Promise<number[]> {
  const rows = await tx
    .select({ workId: workTags.workId })
    .from(workTags)
    .where(and(eq(workTags.tagId, tagId), among && inArray(workTags.workId, among)));
  return rows.map(({ workId }) => workId);
}

/** Those of the works that are in the catalogue. */
export async function listPresentWorks(tx: Tx, ids: number[]): Promise<number[]> {
  const rows = await tx.select({ id: works.id }).from(works).where(inArray(works.id, ids));
  return rows.map(({ id }) => id);
}
