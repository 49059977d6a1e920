import "server-only";
import { and, asc, count, eq, inArray } from "drizzle-orm";
import { db, type Tx } from "@/db/client";
import { books, works } from "@/db/schema/catalog";
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

/** What a tag is on: works, and the editions of them that are meant. */
export type Tagged = { workIds: number[]; bookIds: number[] };

/** What has a tag; of these works alone, where they are given. */
export async function listTagged(tx: Tx, tagId: number, among?: number[]): Promise<Tagged> {
  const rows = await tx
    .select({ workId: workTags.workId, bookId: workTags.bookId })
    .from(workTags)
    .where(and(eq(workTags.tagId, tagId), among && inArray(workTags.workId, among)));
  return { workIds: rows.map(({ workId }) => workId), bookIds: rows.flatMap(({ bookId }) => bookId ?? []) };
}

/** Of each work that has one among these editions, the one that comes first in `bookIds`. */
export async function mapMeant(tx: Tx, bookIds: number[]): Promise<Map<number, number>> {
  if (bookIds.length === 0) return new Map();
  const rows = await tx.select({ id: books.id, workId: books.workId }).from(books).where(inArray(books.id, bookIds));
  const workOf = new Map(rows.map(({ id, workId }) => [id, workId]));
  return new Map(bookIds.toReversed().flatMap((id) => (workOf.has(id) ? [[workOf.get(id) as number, id]] : [])));
}

/** Those of the works that are in the catalogue. */
export async function listPresentWorks(tx: Tx, ids: number[]): Promise<number[]> {
  const rows = await tx.select({ id: works.id }).from(works).where(inArray(works.id, ids));
  return rows.map(({ id }) => id);
}
