import "server-only";
import { and, eq, inArray, notExists } from "drizzle-orm";
import { hasLostRace, inTransaction, isDuplicate, isOrphan, type Tx } from "@/db/client";
import { inParts } from "@/db/moving";
import { tags, workTags } from "@/db/schema/tags";
import type { Actor } from "@/lib/accounts/schema";
import { listBookIdsByNames } from "@/lib/catalog/queries";
import { renameInQueries, returnQueries } from "@/lib/library/smart/commands";
import { fail, ok } from "@/lib/platform/result";
import { holdTag, holdTagNamed, listPresentWorks, listTagged, mapMeant, type Tagged } from "./queries";
import {
  type ChangeTagsInput,
  type RenameTagInput,
  type Tag,
  type TagChange,
  type TaggedWorks,
  type TagInput,
  UNDO_TAGGED_MAX,
} from "./schema";

const bookNotFound = () => fail("book_not_found", "This book is not in the catalogue.");
const tagNotFound = () => fail("tag_not_found", "This tag no longer exists.");

/**
 * Gives books tags and takes others off, in one transaction. Tags that are not there yet are made, and one that no book
 * has any more is gone. `undo` is what `restoreTags` needs: what was as wanted before stays so.
 */
export async function changeTags(actor: Actor, { books, add, remove }: ChangeTagsInput) {
  return inTransaction(async (tx) => {
    // Read anew by each try: a book may have become another one, and a work part of another.
    const found = await listBookIdsByNames(tx, books);
    if (found.length === 0) return bookNotFound();
    const workIds = [...new Set(found.map(({ workId }) => workId))];
    const on = (name: string) => ({ name, workIds, bookIds: found.map(({ id }) => id) });
    return ok(await applyChange(tx, actor.id, { add: add.map(on), remove: remove.map(on) }));
  }, isLost);
}

/** Undoes `changeTags`, `renameTag` or `deleteTag`. Works that have left the catalogue are passed over. */
export async function restoreTags(actor: Actor, change: TagChange) {
  return inTransaction(async (tx) => {
    if (change.renamed) await renameInQueries(tx, [actor.id], { kind: "tag", ...change.renamed });
    await returnQueries(tx, actor.id, change.queries ?? []);
    return ok(await applyChange(tx, actor.id, change));
  }, isLost);
}

/** Gives works tags in the caller's transaction: for imports. What is there already stays. */
export const addTags = (tx: Tx, userId: number, add: TagChange["add"]) => applyChange(tx, userId, { add, remove: [] });

/** Takes tags off works in the caller's transaction: for imports that are undone. */
export const removeTags = (tx: Tx, userId: number, remove: TagChange["remove"]) =>
  applyChange(tx, userId, { add: [], remove });

/**
 * Gives a tag another name, also where collections fill themselves by it. Where the reader has a tag of that name, the two
 * become that one.
 */
export async function renameTag(actor: Actor, { tagId, name }: RenameTagInput) {
  return inTransaction(async (tx) => {
    const tag = await holdTag(tx, actor.id, tagId);
    if (!tag) return tagNotFound();
    const present = await holdTagNamed(tx, actor.id, name);
    const works = await listTagged(tx, tagId);
    const renaming = { kind: "tag" as const, from: tag.name, to: present ? present.name : name };
    const queries = await renameInQueries(tx, [actor.id], renaming);
    if (!present || present.id === tagId) {
      await tx.update(tags).set({ name }).where(eq(tags.id, tagId));
      const renamed = { from: name, to: tag.name };
      const undo = undoable({ add: [{ name: tag.name, ...works }], remove: [{ name, ...works }], renamed });
      // One that is only written in another way now would be taken off by its own undo.
      return ok({ tag: { id: tagId, name }, isMerged: false, undo: present ? null : undo });
    }
    const { undo } = await applyChange(tx, actor.id, {
      add: [{ name: present.name, ...works }],
      remove: [{ name: tag.name, ...works }],
    });
    return ok({ tag: present, isMerged: true, undo: undoable({ ...undo, queries }) });
  }, isLost);
}

/** Takes a tag off every book. `undo` is null where that were too many to bring back. */
export async function deleteTag(actor: Actor, { tagId }: TagInput) {
  return inTransaction(async (tx) => {
    const tag = await holdTag(tx, actor.id, tagId);
    if (!tag) return tagNotFound();
    const works = await listTagged(tx, tagId);
    await tx.delete(tags).where(eq(tags.id, tagId));
    return ok({ tag, undo: undoable({ add: [{ name: tag.name, ...works }], remove: [] }) });
  }, isLost);
}

const isLost = (error: unknown): boolean =>
  hasLostRace(error) || isOrphan(error, "works") || isOrphan(error, "books") || isDuplicate(error, "tags_user_name");

/** Null where an undo outgrows a request. */
const undoable = (undo: TagChange): TagChange | null =>
  [...undo.add, ...undo.remove].some(({ workIds }) => workIds.length > UNDO_TAGGED_MAX) ? null : undo;

/**
 * What every change of tags comes down to. The tags are held first, so that two changes of one tag take turns. Answers with
 * the tags that were wanted, and with what takes the change back: only what it really did.
 */
async function applyChange(tx: Tx, userId: number, { add, remove }: TagChange) {
  const wanted = add.filter(({ workIds }) => workIds.length > 0).map(({ name }) => name);
  for (const part of inParts(wanted))
    await tx
      .insert(tags)
      .values(part.map((name) => ({ userId, name })))
      .onDuplicateKeyUpdate({ set: { userId } });
  const held = new Map<string, Tag>();
  for (const name of [...new Set([...wanted, ...remove.map((one) => one.name)])].toSorted()) {
    const tag = await holdTagNamed(tx, userId, name);
    if (tag) held.set(name, tag);
  }
  const undo: TagChange = { add: [], remove: [] };
  for (const { name, workIds } of remove) {
    const tag = held.get(name);
    const taken = tag ? await takeOff(tx, tag, workIds) : null;
    if (tag && taken && taken.workIds.length > 0) undo.add.push({ name: tag.name, ...taken });
  }
  for (const { name, ...works } of add) {
    const tag = held.get(name);
    const fresh = tag ? await putOn(tx, tag, works) : [];
    if (tag && fresh.length > 0) undo.remove.push({ name: tag.name, workIds: fresh });
  }
  await dropUnused(tx, [...held.values()]);
  return { tags: [...new Set(wanted.flatMap((name) => held.get(name) ?? []))], undo };
}

/** Answers with the works that had it. */
async function takeOff(tx: Tx, { id }: Tag, workIds: number[]): Promise<Tagged> {
  const taken: Tagged = { workIds: [], bookIds: [] };
  for (const part of inParts(workIds)) {
    const had = await listTagged(tx, id, part);
    if (had.workIds.length > 0)
      await tx.delete(workTags).where(and(eq(workTags.tagId, id), inArray(workTags.workId, had.workIds)));
    taken.workIds.push(...had.workIds);
    taken.bookIds.push(...had.bookIds);
  }
  return taken;
}

/** Answers with the works that did not have it. */
async function putOn(tx: Tx, { id }: Tag, { workIds, bookIds = [] }: TaggedWorks): Promise<number[]> {
  const added: number[] = [];
  const meant = new Map<number, number>();
  for (const part of inParts(bookIds))
    for (const [workId, bookId] of await mapMeant(tx, part)) if (!meant.has(workId)) meant.set(workId, bookId);
  for (const part of inParts(workIds)) {
    const had = new Set((await listTagged(tx, id, part)).workIds);
    const fresh = (await listPresentWorks(tx, part)).filter((workId) => !had.has(workId));
    if (fresh.length > 0)
      await tx
        .insert(workTags)
        .values(fresh.map((workId) => ({ tagId: id, workId, bookId: meant.get(workId) ?? null })));
    added.push(...fresh);
  }
  return added;
}

async function dropUnused(tx: Tx, held: Tag[]): Promise<void> {
  if (held.length === 0) return;
  const used = tx.select({ id: workTags.id }).from(workTags).where(eq(workTags.tagId, tags.id));
  await tx.delete(tags).where(
    and(
      inArray(
        tags.id,
        held.map(({ id }) => id),
      ),
      notExists(used),
    ),
  );
}
