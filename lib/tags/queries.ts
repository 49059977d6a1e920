import "server-only";
import { and, asc, count, eq, inArray, sql } from "drizzle-orm";
import { db, type Tx } from "@/db/client";
import { inParts } from "@/db/moving";
import { books, works } from "@/db/schema/catalog";
import { tags, workTags } from "@/db/schema/tags";
import { decodeCursor, encodeCursor } from "@/lib/platform/cursor";
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

/** A page of the same; `cursor` is the one of the page before, anything else begins at the start. */
export async function listTagsPage(
  userId: number,
  { cursor, limit }: { cursor?: string; limit: number },
): Promise<{ tags: TagSummary[]; cursor: string | null }> {
  const after = decodeCursor(cursor);
  const rows = await db
    .select({ ...TAG, count: count(workTags.id) })
    .from(tags)
    .innerJoin(workTags, eq(workTags.tagId, tags.id))
    .where(and(eq(tags.userId, userId), after && sql`(${tags.name}, ${tags.id}) > (${after.key}, ${after.id})`))
    .groupBy(tags.id)
    .orderBy(asc(tags.name), asc(tags.id))
    .limit(limit + 1);
  const page = rows.slice(0, limit);
  const last = page.at(-1);
  return { tags: page, cursor: rows.length > limit && last ? encodeCursor({ key: last.name, id: last.id }) : null };
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

/** The reader's tags of these names, held: all of them at once, and by themselves only those that are written otherwise. */
export async function holdTagsNamed(tx: Tx, userId: number, names: string[]): Promise<Map<string, Tag>> {
  const held = new Map<string, Tag>();
  for (const part of inParts(names.toSorted())) {
    const rows = await tx
      .select(TAG)
      .from(tags)
      .where(and(eq(tags.userId, userId), inArray(tags.name, part)))
      .orderBy(asc(tags.name))
      .for("update");
    const plain = new Map(rows.map((tag) => [tag.name.toLowerCase(), tag]));
    for (const name of part) {
      const tag = plain.get(name.toLowerCase()) ?? (rows.length > 0 && (await holdTagNamed(tx, userId, name)));
      if (tag) held.set(name, tag);
    }
  }
  return held;
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
type Tagged = { workIds: number[]; bookIds: number[] };

/** What has a tag. */
export async function listTagged(tx: Tx, tagId: number): Promise<Tagged> {
  const rows = await tx
    .select({ workId: workTags.workId, bookId: workTags.bookId })
    .from(workTags)
    .where(eq(workTags.tagId, tagId));
  return { workIds: rows.map(({ workId }) => workId), bookIds: rows.flatMap(({ bookId }) => bookId ?? []) };
}

/** What of these tags is on any of these works, also on those of the others. */
export const listTaggings = (tx: Tx, pairs: { tagId: number; workId: number }[]) =>
  tx
    .select({ id: workTags.id, tagId: workTags.tagId, workId: workTags.workId, bookId: workTags.bookId })
    .from(workTags)
    .where(
      and(
        inArray(workTags.tagId, [...new Set(pairs.map(({ tagId }) => tagId))]),
        inArray(workTags.workId, [...new Set(pairs.map(({ workId }) => workId))]),
      ),
    );

/** For each list of editions, of each work that has one among them the one that comes first. */
export async function mapMeant(tx: Tx, lists: number[][]): Promise<Map<number, number>[]> {
  const workOf = new Map<number, number>();
  for (const part of inParts([...new Set(lists.flat())])) {
    const rows = await tx.select({ id: books.id, workId: books.workId }).from(books).where(inArray(books.id, part));
    for (const { id, workId } of rows) workOf.set(id, workId);
  }
  return lists.map(
    (bookIds) =>
      new Map(bookIds.toReversed().flatMap((id) => (workOf.has(id) ? [[workOf.get(id) as number, id]] : []))),
  );
}

/** Those of the works that are in the catalogue. */
export async function listPresentWorks(tx: Tx, ids: number[]): Promise<number[]> {
  const rows = await tx.select({ id: works.id }).from(works).where(inArray(works.id, ids));
  return rows.map(({ id }) => id);
}
