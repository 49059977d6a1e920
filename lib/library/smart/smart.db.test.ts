import { eq } from "drizzle-orm";
import { expect, it } from "vitest";
import { db, inTransaction } from "@/db/client";
import { buildBook, buildTagged, buildUser } from "@/db/factories";
import { collections } from "@/db/schema/library";
import { workTags } from "@/db/schema/tags";
import { formatShelfQuery, parseShelfQuery } from "@/lib/shelf/rules";
import { addBook, createCollection, shareWithHousehold, updateCollection } from "../commands";
import { deleteCollection, restoreCollection } from "../deleting/commands";
import { findOrMakeCollections } from "../importing/commands";
import { carryOutMerge, requestMerge, undoMerge } from "../joining/commands";
import { changeLot } from "../lots/commands";
import { getCollection, listCollectionChoices, listCollections } from "../queries";
import { SMART_MAX } from "../schema";
import { makeLink } from "../sharing/commands";
import { changeQuery, saveQuery } from "./commands";
import { fillSummaries, getQuery } from "./queries";

const outcome = (result: { ok: boolean; reason?: string }) => (result.ok ? "ok" : result.reason);
const asked = (typed: string) => ({ filter: parseShelfQuery(typed).query, sort: "title" as const });

async function furnish() {
  const actor = await buildUser();
  const [one, two] = [await buildBook({ sortTitle: "A" }), await buildBook({ sortTitle: "B" })];
  await buildTagged(actor.id, "sea", [one.workId, two.workId]);
  const saved = await saveQuery(actor, { name: "Sea", icon: "🌊", query: asked("tag:sea") });
  if (!saved.ok) throw new Error(saved.reason);
  const summary = async () =>
    (await fillSummaries(actor.id, await listCollections(actor.id))).find(({ id }) => id === saved.collection.id);
  return { actor, one, two, id: saved.collection.id, summary };
}

it("shows what the query means whenever somebody looks", async () => {
  const { actor, one, two, id, summary } = await furnish();
  expect(await summary()).toMatchObject({
    isSmart: true,
    bookCount: 2,
    covers: [{ isbn: one.isbn }, { isbn: two.isbn }],
  });
  await db.delete(workTags).where(eq(workTags.workId, one.workId));
  expect(await summary()).toMatchObject({ bookCount: 1, covers: [{ isbn: two.isbn }] });
  expect(outcome(await changeQuery(actor, { collectionId: id, query: asked("tag:none") }))).toBe("ok");
  expect(await summary()).toMatchObject({ bookCount: 0, covers: [] });
});

it("has a name of its own, and is nobody else's to change", async () => {
  const { actor, id } = await furnish();
  expect(outcome(await saveQuery(actor, { name: "sea", icon: "🌊", query: asked("") }))).toBe("name_taken");
  for (const stranger of [await buildUser(), await buildUser({ role: "admin" })])
    expect(outcome(await changeQuery(stranger, { collectionId: id, query: asked("") }))).toBe("collection_not_found");
  expect(await getQuery(id)).toEqual(asked("tag:sea"));
  const plain = await createCollection(actor, { name: "By hand", icon: "✋" });
  if (!plain.ok) throw new Error(plain.reason);
  const ofPlain = { collectionId: plain.collection.id, query: asked("tag:sea") };
  expect(outcome(await changeQuery(actor, ofPlain))).toBe("collection_not_found");
});

it("cannot be filled by hand, and is not offered for it", async () => {
  const { actor, one, id } = await furnish();
  expect(await listCollectionChoices(actor.id)).toEqual([]);
  expect(outcome(await addBook(actor, { collectionId: id, isbn: one.isbn }))).toBe("collection_not_found");
  const put = { collectionId: id, books: [{ bookId: one.id }] };
  expect(outcome(await changeLot(actor, { put }))).toBe("collection_not_found");
  const take = { collectionId: id, bookIds: [one.id] };
  expect(outcome(await changeLot(actor, { take }))).toBe("collection_not_found");
});

it("is shared with nobody: what it shows is made of all that its reader has", async () => {
  const { actor, id } = await furnish();
  expect(outcome(await makeLink(actor, { collectionId: id, namesOwner: false }))).toBe("fills_itself");
  expect(outcome(await shareWithHousehold(actor, { collectionId: id, isShared: true }))).toBe("fills_itself");
  expect(outcome(await shareWithHousehold(actor, { collectionId: id, isShared: false }))).toBe("ok");
});

it("goes on meaning a collection that is called otherwise, and one that is merged into another, until that is undone", async () => {
  const { actor } = await furnish();
  const own = async (name: string) => {
    const made = await createCollection(actor, { name, icon: "📚" });
    if (!made.ok) throw new Error(made.reason);
    return made.collection;
  };
  const [gone, kept] = [await own("Attic"), await own("Cellar")];
  const saved = await saveQuery(actor, {
    name: "Of the attic",
    icon: "🕯️",
    query: asked("collection:ATTIC rating:>=4"),
  });
  if (!saved.ok) throw new Error(saved.reason);
  const words = async () => formatShelfQuery((await getQuery(saved.collection.id))?.filter ?? asked("").filter);
  await updateCollection(actor, { ...gone, collectionId: gone.id, icon: "🕸️" });
  expect(await words()).toBe("rating:>=4 collection:ATTIC");
  await updateCollection(actor, { ...gone, collectionId: gone.id, name: "The loft" });
  expect(await words()).toBe('rating:>=4 collection:"The loft"');
  const merged = await requestMerge(actor, { keptId: kept.id, goneId: gone.id });
  if (!merged.ok) throw new Error(merged.reason);
  await carryOutMerge(merged.mergeId);
  expect(await words()).toBe("rating:>=4 collection:Cellar");
  await undoMerge(actor, { mergeId: merged.mergeId });
  expect(await words()).toBe('rating:>=4 collection:"The loft"');
});

it("is one of so many and no more, also when several are made at once, or come back, or come in from elsewhere", async () => {
  const { actor, id } = await furnish();
  const deleted = await deleteCollection(actor, { collectionId: id });
  if (!deleted.ok) throw new Error("nothing to undo with");
  const query = asked("tag:sea");
  const rows = Array.from({ length: SMART_MAX - 2 }, (_, at) => ({ name: `Smart ${at}`, icon: "🌊", query }));
  await db.insert(collections).values(rows.map((row) => ({ ...row, ownerId: actor.id })));
  const made = await Promise.all(
    ["a", "b", "c", "d"].map((name) => saveQuery(actor, { name, icon: "🌊", query: asked("tag:sea") })),
  );
  expect(made.map(outcome).toSorted()).toEqual(["ok", "ok", "too_many", "too_many"]);
  expect(outcome(await restoreCollection(actor, deleted.undo))).toBe("too_many");
  const wanted = [
    { name: "Brought", icon: null, description: "", query },
    { name: "By hand", icon: null, description: "" },
    { name: "No query", icon: null, description: "", query: { filter: { rating: "much" } } },
  ];
  await inTransaction((tx) => findOrMakeCollections(tx, actor.id, wanted));
  const names = (await listCollections(actor.id)).map(({ name }) => name);
  expect([names.includes("By hand"), names.includes("Brought"), names.includes("No query")]).toEqual([
    ...[true, false, false],
  ]);
});

it("holds up no page: what takes too long to count is not counted", async () => {
  const { actor, id } = await furnish();
  const summaries = await fillSummaries(actor.id, await listCollections(actor.id), 0);
  expect(summaries.find((one) => one.id === id)).toMatchObject({ isSmart: true, bookCount: null, covers: [] });
});

it("comes back from deletion with its query", async () => {
  const { actor, id, summary } = await furnish();
  const deleted = await deleteCollection(actor, { collectionId: id });
  expect(await summary()).toBeUndefined();
  if (!deleted.ok) throw new Error("nothing to undo with");
  const restored = await restoreCollection(actor, deleted.undo);
  if (!restored.ok) throw new Error(restored.reason);
  expect(await getQuery(restored.collection.id)).toEqual(asked("tag:sea"));
  expect(await getCollection(restored.collection.id)).toMatchObject({ name: "Sea" });
});
