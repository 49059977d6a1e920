import { and, eq } from "drizzle-orm";
import { describe, expect, it } from "vitest";
import { db } from "@/db/client";
import { buildBook, buildCollection, buildCollectionBook, buildUser } from "@/db/factories";
import { works } from "@/db/schema/catalog";
import { tags, workTags } from "@/db/schema/tags";
import type { Actor } from "@/lib/accounts/schema";
import { changeQuery, saveQuery } from "@/lib/library/smart/commands";
import { getQuery } from "@/lib/library/smart/queries";
import { listShelf } from "@/lib/shelf/queries";
import { formatShelfQuery, parseShelfQuery } from "@/lib/shelf/rules";
import { EVERYTHING } from "@/lib/shelf/schema";
import { addTags, changeAllTags, changeTags, deleteTag, renameTag, restoreTags } from "./commands";
import { forgetTags } from "./erasure/commands";
import { moveTagged, returnTagged } from "./merging/commands";
import { listTags, listTagsOfWork } from "./queries";
import { changeAllTagsInput, changeTagsInput, restoreTagsInput, type TagChange, UNDO_TAGGED_MAX } from "./schema";

const outcome = (result: { ok: boolean; reason?: string }) => (result.ok ? "ok" : result.reason);
const namesOf = async (actor: Actor, { workId }: { workId: number }) =>
  (await listTagsOfWork(actor.id, workId)).map(({ name }) => name);
const countsOf = async (actor: Actor) => (await listTags(actor.id)).map(({ name, count }) => `${name} ${count}`);

async function change(actor: Actor, books: { isbn: string }[], add: string[], remove: string[] = []) {
  const result = await changeTags(actor, { books: books.map(({ isbn }) => isbn), add, remove });
  if (!result.ok) throw new Error(result.reason);
  return result;
}

async function idOf(actor: Actor, name: string): Promise<number> {
  const [row] = await db
    .select({ id: tags.id })
    .from(tags)
    .where(and(eq(tags.userId, actor.id), eq(tags.name, name)));
  if (!row) throw new Error(`no tag ${name}`);
  return row.id;
}

describe("tags", () => {
  it("are on the work, so that every edition has them, and only for who gave them", async () => {
    const [actor, other] = [await buildUser(), await buildUser()];
    const book = await buildBook();
    const edition = await buildBook({ workId: book.workId });
    await change(actor, [book], ["Gift", "to lend"]);
    expect(await namesOf(actor, edition)).toEqual(["Gift", "to lend"]);
    expect(await namesOf(other, book)).toEqual([]);
    await change(other, [edition], ["gift"]);
    expect(await countsOf(actor)).toEqual(["Gift 1", "to lend 1"]);
    expect(await countsOf(other)).toEqual(["gift 1"]);
  });

  it("remember the edition at hand, also when they are renamed, deleted and brought back", async () => {
    const actor = await buildUser();
    const first = await buildBook();
    const hers = await buildBook({ workId: first.workId });
    const listed = async () => (await listShelf(actor.id, EVERYTHING, { sort: "added", limit: 10 })).books[0]?.bookId;
    await change(actor, [hers], ["sea"]);
    expect(await listed()).toBe(hers.id);
    const renamed = await renameTag(actor, { tagId: await idOf(actor, "sea"), name: "water" });
    expect(await listed()).toBe(hers.id);
    if (!renamed.ok || !renamed.undo) throw new Error("not renamed");
    await restoreTags(actor, renamed.undo);
    expect(await namesOf(actor, hers)).toEqual(["sea"]);
    const deleted = await deleteTag(actor, { tagId: await idOf(actor, "sea") });
    expect(await listed()).toBeUndefined();
    if (!deleted.ok || !deleted.undo) throw new Error("not deleted");
    await restoreTags(actor, deleted.undo);
    expect(await listed()).toBe(hers.id);
  });

  it("of one name are one, whatever the case and the accents, also when twenty requests make it at once", async () => {
    const actor = await buildUser();
    const found = await Promise.all(Array.from({ length: 20 }, () => buildBook()));
    const spellings = ["Été", "été", "ete", "ETE"];
    const results = await Promise.all(
      found.map((book, at) => changeTags(actor, { books: [book.isbn], add: [spellings[at % 4] ?? ""], remove: [] })),
    );
    expect(results.map(outcome)).toEqual(results.map(() => "ok"));
    expect((await listTags(actor.id)).map(({ count }) => count)).toEqual([20]);
  });

  it("go on and off many books in one change, and the undo takes back just what that did", async () => {
    const actor = await buildUser();
    const [had, fresh, third] = [await buildBook(), await buildBook(), await buildBook()];
    await change(actor, [had], ["sea"]);
    await change(actor, [fresh, third], ["old"]);
    const { undo, tags: given } = await change(actor, [had, fresh, third], ["Sea"], ["old", "never"]);
    expect(given.map(({ name }) => name)).toEqual(["sea"]);
    expect(await countsOf(actor)).toEqual(["sea 3"]);
    expect(outcome(await restoreTags(actor, undo))).toBe("ok");
    expect(await countsOf(actor)).toEqual(["old 2", "sea 1"]);
    expect(await namesOf(actor, had)).toEqual(["sea"]);
  });

  it("are gone with the last book that had them", async () => {
    const actor = await buildUser();
    const book = await buildBook();
    await change(actor, [book], ["slip"]);
    await change(actor, [book], [], ["SLIP"]);
    expect(await db.$count(tags, eq(tags.userId, actor.id))).toBe(0);
  });

  it("keep none of two changes out that come at the same time", async () => {
    const actor = await buildUser();
    const found = await Promise.all(Array.from({ length: 12 }, () => buildBook()));
    await Promise.all(
      found.map(async (book, at) => {
        await change(actor, [book], ["a", "b"]);
        if (at % 2 === 0) await change(actor, [book], ["c"], ["a"]);
      }),
    );
    expect(await countsOf(actor)).toEqual(["a 6", "b 12", "c 6"]);
  });

  it("refuse a book that is not there, and pass it over among others", async () => {
    const actor = await buildUser();
    const book = await buildBook();
    expect(outcome(await changeTags(actor, { books: ["9780306406158"], add: ["x"], remove: [] }))).toBe(
      "book_not_found",
    );
    await change(actor, [book, { isbn: "local:2000000000" }], ["x"]);
    expect(await countsOf(actor)).toEqual(["x 1"]);
  });

  it("take names as people write them, and no empty ones", () => {
    const read = (name: string) => changeTagsInput.safeParse({ books: ["x"], add: [name] });
    expect(read("  # to   read ").data?.add).toEqual(["to read"]);
    for (const name of ["", " ", "#", "x".repeat(61)]) expect([name, read(name).success]).toEqual([name, false]);
  });
});

it("are taken off all books that have them, part by part, though none is found by them then, and come back", async () => {
  const actor = await buildUser();
  const found = await Promise.all(Array.from({ length: 5 }, () => buildBook()));
  await change(actor, found, ["old"]);
  const of = { query: parseShelfQuery("tag:old").query };
  const undo: TagChange[] = [];
  for (let after: number | null = 0; after !== null; ) {
    const part: Awaited<ReturnType<typeof changeAllTags>> = await changeAllTags(
      actor,
      changeAllTagsInput.parse({ of, after, add: ["new"], remove: ["old"] }),
      2,
    );
    if (!part.ok) throw new Error(part.reason);
    undo.push(part.undo);
    after = part.next;
  }
  expect([undo.length, await countsOf(actor)]).toEqual([3, ["new 5"]]);
  for (const one of undo.toReversed())
    await restoreTags(actor, restoreTagsInput.parse(JSON.parse(JSON.stringify(one))));
  expect(await countsOf(actor)).toEqual(["old 5"]);

  const { id: collectionId } = await buildCollection({ ownerId: actor.id });
  for (const { id: bookId } of found.slice(0, 3)) await buildCollectionBook({ collectionId, bookId });
  const given = { of: { collectionId }, after: 0, add: ["shelved"], remove: [] };
  expect(await changeAllTags(actor, given)).toMatchObject({ ok: true, count: 3, next: null });
  expect(outcome(await changeAllTags(await buildUser(), given))).toBe("collection_not_found");
  expect(await changeAllTags(await buildUser(), { ...given, of })).toMatchObject({ ok: true, count: 0, next: null });
  expect(await countsOf(actor)).toEqual(["old 5", "shelved 3"]);
});

describe("a tag", () => {
  it("takes another name, and its own one again", async () => {
    const actor = await buildUser();
    const book = await buildBook();
    await change(actor, [book], ["Sci-fi"]);
    const renamed = await renameTag(actor, { tagId: await idOf(actor, "Sci-fi"), name: "Science fiction" });
    expect(renamed).toMatchObject({ ok: true, isMerged: false });
    expect(await countsOf(actor)).toEqual(["Science fiction 1"]);
    if (!renamed.ok || !renamed.undo) throw new Error("nothing to undo with");
    await restoreTags(actor, renamed.undo);
    expect(await countsOf(actor)).toEqual(["Sci-fi 1"]);
    const respelt = await renameTag(actor, { tagId: await idOf(actor, "Sci-fi"), name: "sci-fi" });
    expect(respelt).toMatchObject({ ok: true, isMerged: false, undo: null });
    expect(await countsOf(actor)).toEqual(["sci-fi 1"]);
  });

  it("takes the collections along that fill themselves by it, and the undo takes them back", async () => {
    const actor = await buildUser();
    await change(actor, [await buildBook()], ["sf"]);
    const { query: filter } = parseShelfQuery("tag:SF -tag:dull rating:>=4");
    const made = await saveQuery(actor, { name: "Space", icon: "🚀", query: { filter, sort: "title" } });
    if (!made.ok) throw new Error(made.reason);
    const words = async () => {
      const saved = await getQuery(made.collection.id);
      return saved && formatShelfQuery(saved.filter);
    };
    expect(await words()).toBe("rating:>=4 tag:SF -tag:dull");
    const renamed = await renameTag(actor, { tagId: await idOf(actor, "sf"), name: "Science fiction" });
    expect(await words()).toBe('rating:>=4 tag:"Science fiction" -tag:dull');
    if (!renamed.ok || !renamed.undo) throw new Error("nothing to undo with");
    await restoreTags(actor, renamed.undo);
    expect(await words()).toBe("rating:>=4 tag:sf -tag:dull");
  });

  it("becomes one with that of the name it is given, and the undo parts them", async () => {
    const actor = await buildUser();
    const [one, both, other] = [await buildBook(), await buildBook(), await buildBook()];
    await change(actor, [one, both], ["sf"]);
    await change(actor, [both, other], ["Science fiction"]);
    const merged = await renameTag(actor, { tagId: await idOf(actor, "sf"), name: "science fiction" });
    expect(merged).toMatchObject({ ok: true, isMerged: true, tag: { name: "Science fiction" } });
    expect(await countsOf(actor)).toEqual(["Science fiction 3"]);
    if (!merged.ok || !merged.undo) throw new Error("nothing to undo with");
    await restoreTags(actor, merged.undo);
    expect(await countsOf(actor)).toEqual(["Science fiction 2", "sf 2"]);
    expect(await namesOf(actor, one)).toEqual(["sf"]);
  });

  it("is named again by collections that fill themselves, once it is parted from the tag that it became one with", async () => {
    const actor = await buildUser();
    await change(actor, [await buildBook()], ["sf", "Science fiction"]);
    const save = async (name: string, typed: string) => {
      const { query: filter } = parseShelfQuery(typed);
      const made = await saveQuery(actor, { name, icon: "🚀", query: { filter, sort: "title" } });
      if (!made.ok) throw new Error(made.reason);
      return made.collection.id;
    };
    const ids = [
      await save("Space", "tag:sf -tag:dull"),
      await save("Both", 'tag:sf tag:"Science fiction"'),
      await save("Changed", "tag:sf"),
    ];
    const words = () =>
      Promise.all(ids.map(async (id) => formatShelfQuery((await getQuery(id))?.filter ?? parseShelfQuery("").query)));
    const merged = await renameTag(actor, { tagId: await idOf(actor, "sf"), name: "Science fiction" });
    expect(await words()).toEqual(['tag:"Science fiction" -tag:dull', ...Array(2).fill('tag:"Science fiction"')]);
    const { query: filter } = parseShelfQuery('tag:"Science fiction" rating:5');
    await changeQuery(actor, { collectionId: ids[2] ?? 0, query: { filter, sort: "title" } });
    if (!merged.ok || !merged.undo) throw new Error("nothing to undo with");
    const sent = restoreTagsInput.parse(JSON.parse(JSON.stringify(merged.undo)));
    const stranger = await buildUser();
    await restoreTags(stranger, { ...sent, add: [], remove: [] });
    await restoreTags(actor, sent);
    // What its reader has changed since stays.
    expect(await words()).toEqual([
      "tag:sf -tag:dull",
      'tag:sf tag:"Science fiction"',
      'rating:5 tag:"Science fiction"',
    ]);
  });

  it("comes back from deletion on all works that are still there", async () => {
    const actor = await buildUser();
    const [stays, goes] = [await buildBook(), await buildBook()];
    await change(actor, [stays, goes], ["gone"]);
    const deleted = await deleteTag(actor, { tagId: await idOf(actor, "gone") });
    expect(await countsOf(actor)).toEqual([]);
    if (!deleted.ok || !deleted.undo) throw new Error("nothing to undo with");
    const undo: TagChange = { ...deleted.undo, add: [{ name: "gone", workIds: [stays.workId, 2_000_000_000] }] };
    expect(deleted.undo.add[0]?.workIds.toSorted()).toEqual([stays.workId, goes.workId].toSorted());
    expect(outcome(await restoreTags(actor, undo))).toBe("ok");
    expect(await countsOf(actor)).toEqual(["gone 1"]);
  });

  it("is not there for anybody but its reader, admin or not", async () => {
    const actor = await buildUser();
    const book = await buildBook();
    await change(actor, [book], ["mine"]);
    const tagId = await idOf(actor, "mine");
    for (const stranger of [await buildUser(), await buildUser({ role: "admin" })]) {
      const results = [
        await renameTag(stranger, { tagId, name: "yours" }),
        await deleteTag(stranger, { tagId }),
        await renameTag(stranger, { tagId: 2_000_000_000, name: "yours" }),
      ];
      expect(results.map(outcome)).toEqual(results.map(() => "tag_not_found"));
      // By name only their own are reached.
      await change(stranger, [book], [], ["mine"]);
      await restoreTags(stranger, { add: [], remove: [{ name: "mine", workIds: [book.workId] }] });
    }
    expect(await countsOf(actor)).toEqual(["mine 1"]);
  });

  it("that very many works have can be given and taken back whole", async () => {
    const actor = await buildUser();
    const rows = Array.from({ length: 2_500 }, (_, at) => ({ title: `Work ${at}`, workKey: `tags:${actor.id}:${at}` }));
    const made = await db.insert(works).values(rows).$returningId();
    const workIds = made.map(({ id }) => id);
    await db.transaction((tx) => addTags(tx, actor.id, [{ name: "all", workIds }]));
    const deleted = await deleteTag(actor, { tagId: await idOf(actor, "all") });
    if (!deleted.ok || !deleted.undo) throw new Error("nothing to undo with");
    await restoreTags(actor, deleted.undo);
    expect(await countsOf(actor)).toEqual(["all 2500"]);
    expect(UNDO_TAGGED_MAX).toBeGreaterThan(10_000);
    await forgetTags(actor.id);
    expect(await listTags(actor.id)).toEqual([]);
  });
});

it("gives a work the tags of one that becomes part of it, once each, and takes them back", async () => {
  const actor = await buildUser();
  const [from, to] = [await buildBook(), await buildBook()];
  await change(actor, [from, to], ["both"]);
  await change(actor, [from], ["from"]);
  const before = await db.select().from(workTags).orderBy(workTags.id);
  const move = { from: from.workId, to: to.workId };
  const moved = await db.transaction((tx) => moveTagged(tx, move));
  expect(await namesOf(actor, to)).toEqual(["both", "from"]);
  expect(await namesOf(actor, from)).toEqual([]);
  await db.transaction((tx) => returnTagged(tx, move, JSON.parse(JSON.stringify(moved))));
  expect(await db.select().from(workTags).orderBy(workTags.id)).toEqual(before);
});
