import "server-only";
import { and, eq, inArray, notExists } from "drizzle-orm";
import { hasLostRace, inTransaction, isDuplicate, isOrphan, type Tx } from "@/db/client";
import { inParts } from "@/db/moving";
import { tags, workTags } from "@/db/schema/tags";
import type { Actor } from "@/lib/accounts/schema";
import { listBookIdsByNames } from "@/lib/catalog/queries";
import { localName } from "@/lib/catalog/rules";
import { listLot } from "@/lib/library/lots/queries";
import { renameInQueries, returnQueries } from "@/lib/library/smart/commands";
import { fail, ok } from "@/lib/platform/result";
import { holdTag, holdTagNamed, holdTagsNamed, listPresentWorks, listTagged, listTaggings, mapMeant } from "./queries";
import {
  type ChangeAllTagsInput,
  type ChangeTagsInput,
  type RenameTagInput,
  TAGGED_PART,
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

/**
 * Does the same to the next books of a source. `next` is where to go on, null at the end; `count` says how many books these
 * were.
 */
export async function changeAllTags(actor: Actor, { of, after, add, remove }: ChangeAllTagsInput, limit = TAGGED_PART) {
  const part = await listLot(actor, of, { after, limit });
  if (!part) return fail("collection_not_found", "This collection no longer exists.");
  const told = { count: part.bookIds.length, next: part.next };
  const done = await changeTags(actor, { books: part.bookIds.map(localName), add, remove });
  if (done.ok) return ok({ undo: done.undo, ...told });
  // All of these have left the catalogue since they were found.
  return ok({ undo: { add: [], remove: [] } satisfies TagChange as TagChange, ...told });
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
  const held = await holdTagsNamed(tx, userId, [...new Set([...wanted, ...remove.map(({ name }) => name)])]);
  const undo: TagChange = {
    add: await takeOff(tx, given(held, remove)),
    remove: await putOn(tx, given(held, add)),
  };
  await dropUnused(tx, [...held.values()]);
  return { tags: [...new Set(wanted.flatMap((name) => held.get(name) ?? []))], undo };
}

/** What each tag goes on, or is taken off; two names that are one tag come one after the other. */
const given = (held: Map<string, Tag>, change: TagChange["add"]): Given[] =>
  change.flatMap(({ name, ...works }) => {
    const tag = held.get(name);
    return tag ? [{ tag, ...works }] : [];
  });

type Given = TaggedWorks & { tag: Tag };
type Pair = { at: number; tagId: number; workId: number };

const pairsOf = (all: Given[]): Pair[] =>
  all.flatMap(({ tag, workIds }, at) => workIds.map((workId) => ({ at, tagId: tag.id, workId })));

const keyOf = ({ tagId, workId }: { tagId: number; workId: number }): string => `${tagId} ${workId}`;

/** Answers with what had it. */
async function takeOff(tx: Tx, all: Given[]): Promise<TagChange["add"]> {
  const taken = all.map(({ tag }) => ({ name: tag.name, workIds: [] as number[], bookIds: [] as number[] }));
  for (const part of inParts(pairsOf(all))) {
    const had = new Map((await listTaggings(tx, part)).map((row) => [keyOf(row), row]));
    const gone: number[] = [];
    for (const pair of part) {
      const row = had.get(keyOf(pair));
      if (!row) continue;
      had.delete(keyOf(pair));
      gone.push(row.id);
      taken[pair.at]?.workIds.push(row.workId);
      if (row.bookId !== null) taken[pair.at]?.bookIds.push(row.bookId);
    }
    if (gone.length > 0) await tx.delete(workTags).where(inArray(workTags.id, gone));
  }
  return taken.filter(({ workIds }) => workIds.length > 0);
}

/** Answers with what did not have it. */
async function putOn(tx: Tx, all: Given[]): Promise<TagChange["remove"]> {
  const added = all.map(({ tag }) => ({ name: tag.name, workIds: [] as number[] }));
  const meant = await mapMeant(
    tx,
    all.map(({ bookIds = [] }) => bookIds),
  );
  for (const part of inParts(pairsOf(all))) {
    const had = new Set((await listTaggings(tx, part)).map(keyOf));
    const present = new Set(await listPresentWorks(tx, [...new Set(part.map(({ workId }) => workId))]));
    const fresh: Pair[] = [];
    for (const pair of part) {
      if (had.has(keyOf(pair)) || !present.has(pair.workId)) continue;
      had.add(keyOf(pair));
      fresh.push(pair);
      added[pair.at]?.workIds.push(pair.workId);
    }
    if (fresh.length > 0)
      await tx
        .insert(workTags)
        .values(fresh.map(({ at, tagId, workId }) => ({ tagId, workId, bookId: meant[at]?.get(workId) ?? null })));
  }
  return added.filter(({ workIds }) => workIds.length > 0);
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
