import { eq } from "drizzle-orm";
import { describe, expect, it } from "vitest";
import { db } from "@/db/client";
import { buildBook, buildCollection, buildCollectionBook, buildUser } from "@/db/factories";
import { users } from "@/db/schema/accounts";
import { outbox } from "@/db/schema/events";
import { libraries, libraryMembers } from "@/db/schema/households";
import { collectionBooks, collectionMerges, collections } from "@/db/schema/library";
import { pendingAskers, pendingBooks } from "@/db/schema/scans";
import { namesAccount } from "@/lib/events/erasure/rules";
import { addBook, createCollection, removeBook, shareWithHousehold } from "../commands";
import { deleteCollection, forgetDeleted } from "../deleting/commands";
import { forgetInOthersCollections } from "../erasure/commands";
import { getCollection, listCollectionBooks } from "../queries";
import { makeLink } from "../sharing/commands";
import { carryOutMerge, forgetMerges, previewMerge, requestMerge, undoMerge } from "./commands";
import { listMerges } from "./queries";

const DAY_MS = 24 * 60 * 60_000;
const reasonOf = (result: { ok: boolean; reason?: string }) => (result.ok ? "ok" : result.reason);

async function buildPair() {
  const actor = await buildUser();
  const kept = await buildCollection({ ownerId: actor.id, name: "Kept" });
  const gone = await buildCollection({ ownerId: actor.id, name: "Gone", icon: "🌊" });
  await db.update(collections).set({ description: "Salt", sort: "title" }).where(eq(collections.id, gone.id));
  const [one, both, other] = [
    await buildBook({ title: "One" }),
    await buildBook({ title: "Both" }),
    await buildBook({ title: "Other" }),
  ];
  const put = (collectionId: number, bookId: number, day: number) =>
    buildCollectionBook({ collectionId, bookId, addedAt: new Date(Date.UTC(2024, 0, day)) });
  await put(kept.id, one.id, 1);
  await put(kept.id, both.id, 2);
  await put(gone.id, both.id, 3);
  await put(gone.id, other.id, 4);
  return { actor, kept, gone, books: { one, both, other }, input: { keptId: kept.id, goneId: gone.id } };
}

const rowsOf = (collectionId: number) =>
  db
    .select()
    .from(collectionBooks)
    .where(eq(collectionBooks.collectionId, collectionId))
    .orderBy(collectionBooks.bookId);
const titlesIn = async (id: number) =>
  (await listCollectionBooks(id, { sort: "title", limit: 100 })).books.map(({ title }) => title);

async function merge({ actor, input }: Awaited<ReturnType<typeof buildPair>>) {
  const asked = await requestMerge(actor, input);
  if (!asked.ok) throw new Error(asked.reason);
  return asked.mergeId;
}

describe("two collections that become one", () => {
  it("keep a book that is on its way to the one that goes, and give it back with it", async () => {
    const pair = await buildPair();
    const [pending] = await db
      .insert(pendingBooks)
      .values([{ isbn: "9783161484100" }])
      .$returningId();
    const wished = { pendingId: pending?.id ?? 0, userId: pair.actor.id };
    await db.insert(pendingAskers).values({ ...wished, collectionId: pair.gone.id });
    const goesTo = async () =>
      (await db.select().from(pendingAskers).where(eq(pendingAskers.userId, pair.actor.id)))[0];
    const mergeId = await merge(pair);
    await carryOutMerge(mergeId);
    expect(await goesTo()).toMatchObject({ collectionId: pair.kept.id });
    await undoMerge(pair.actor, { mergeId });
    expect(await goesTo()).toMatchObject({ collectionId: pair.gone.id });
  });

  it("are counted before, and asked for by an event", async () => {
    const pair = await buildPair();
    expect(await previewMerge(pair.actor, pair.input)).toMatchObject({ preview: { counts: [2, 2], inBoth: 1 } });
    const mergeId = await merge(pair);
    expect(await listMerges(pair.actor.id)).toMatchObject([
      { id: mergeId, name: "Gone", icon: "🌊", state: "waiting", kept: { name: "Kept", isDeleted: false } },
    ]);
    const recorded = await db.select().from(outbox).where(eq(outbox.name, "library.merge_requested"));
    expect(recorded.map(({ payload }) => payload)).toContainEqual({ mergeId });
  });

  it("hold every book once, and are two again as they were", async () => {
    const pair = await buildPair();
    const before = [await rowsOf(pair.kept.id), await rowsOf(pair.gone.id)];
    const [row] = await db.select().from(collections).where(eq(collections.id, pair.gone.id));
    const mergeId = await merge(pair);
    // Twenty workers at once, as after kills and retries.
    const outcomes = (await Promise.all(Array.from({ length: 20 }, () => carryOutMerge(mergeId)))).map(reasonOf);
    expect(outcomes.filter((one) => one === "ok")).toHaveLength(1);
    expect(await titlesIn(pair.kept.id)).toEqual(["Both", "One", "Other"]);
    expect(await getCollection(pair.gone.id)).toBeUndefined();

    expect(reasonOf(await undoMerge(pair.actor, { mergeId }))).toBe("ok");
    expect([await rowsOf(pair.kept.id), await rowsOf(pair.gone.id)]).toEqual(before);
    expect((await db.select().from(collections).where(eq(collections.id, pair.gone.id)))[0]).toEqual(row);
    expect(reasonOf(await undoMerge(pair.actor, { mergeId }))).toBe("merge_not_found");
    expect(await listMerges(pair.actor.id)).toEqual([]);
  });

  it("keep what was done since when they are parted", async () => {
    const pair = await buildPair();
    const { actor, kept, gone, books } = pair;
    const mergeId = await merge(pair);
    await carryOutMerge(mergeId);
    await addBook(actor, { collectionId: kept.id, isbn: (await buildBook({ title: "Since" })).isbn });
    await removeBook(actor, { collectionId: kept.id, isbn: books.both.isbn });
    await undoMerge(actor, { mergeId });
    expect([await titlesIn(kept.id), await titlesIn(gone.id)]).toEqual([["One", "Since"], ["Other"]]);
  });

  it("come apart with their books also where the one that stayed is deleted, but not under a name that is taken", async () => {
    const pair = await buildPair();
    const { actor, kept, gone } = pair;
    const mergeId = await merge(pair);
    await carryOutMerge(mergeId);
    await createCollection(actor, { name: "gone", icon: "🎁" });
    expect(reasonOf(await undoMerge(actor, { mergeId }))).toBe("name_taken");
    await db.delete(collections).where(eq(collections.name, "gone"));
    await deleteCollection(actor, { collectionId: kept.id });
    expect(await listMerges(actor.id)).toMatchObject([{ state: "done", kept: { name: "Kept", isDeleted: true } }]);
    // As long as that needs it, the deleted one stays.
    await forgetDeleted(new Date(Date.now() + DAY_MS));
    expect(reasonOf(await undoMerge(actor, { mergeId }))).toBe("ok");
    expect(await getCollection(gone.id)).toMatchObject({ name: "Gone", description: "Salt" });
    expect(await titlesIn(gone.id)).toEqual(["Both", "Other"]);
    await forgetDeleted(new Date(Date.now() + DAY_MS));
    expect(await rowsOf(kept.id)).toEqual([]);
    expect(await titlesIn(gone.id)).toEqual(["Both", "Other"]);
  });

  it("are taken apart one after the other where the one that stayed was merged itself", async () => {
    const pair = await buildPair();
    const { actor, kept, gone } = pair;
    const first = await merge(pair);
    await carryOutMerge(first);
    const last = await buildCollection({ ownerId: actor.id, name: "Last" });
    const second = await merge({ ...pair, input: { keptId: last.id, goneId: kept.id } });
    await carryOutMerge(second);
    expect((await listMerges(actor.id)).map(({ kept }) => kept?.name)).toEqual(["Last", "Kept"]);
    expect(await undoMerge(actor, { mergeId: first })).toMatchObject({
      reason: "merged_on",
      message: "📚 Kept has become part of another collection. Take that back first.",
    });
    expect(await getCollection(gone.id)).toBeUndefined();
    for (const mergeId of [second, first]) expect(reasonOf(await undoMerge(actor, { mergeId }))).toBe("ok");
    expect([await titlesIn(last.id), await titlesIn(kept.id), await titlesIn(gone.id)]).toEqual([
      [],
      ["Both", "One"],
      ["Both", "Other"],
    ]);
  });

  it("are told apart by who sees them, and the one that went is shared again with the household that its owner is in", async () => {
    for (const stays of [true, false]) {
      const pair = await buildPair();
      const { actor, gone, kept } = pair;
      const [home] = await db.insert(libraries).values({ name: "Home" }).$returningId();
      const libraryId = home?.id ?? 0;
      await db.insert(libraryMembers).values([
        { userId: actor.id, libraryId, role: "owner" as const },
        { userId: (await buildUser()).id, libraryId, role: "member" as const },
      ]);
      await shareWithHousehold(actor, { collectionId: gone.id, isShared: true });
      await makeLink(actor, { collectionId: kept.id, namesOwner: false });
      expect(await previewMerge(actor, pair.input)).toMatchObject({
        preview: {
          seenBy: [
            { isLinked: true, isShared: false },
            { isLinked: false, isShared: true },
          ],
        },
      });
      const mergeId = await merge(pair);
      await carryOutMerge(mergeId);
      if (!stays) await db.delete(libraryMembers).where(eq(libraryMembers.userId, actor.id));
      expect(reasonOf(await undoMerge(actor, { mergeId }))).toBe("ok");
      const [row] = await db.select().from(collections).where(eq(collections.id, gone.id));
      expect(row?.libraryId).toBe(stays ? libraryId : null);
    }
  });

  it("are asked for once by two tabs, called off while they wait, and given up where one is gone", async () => {
    const pair = await buildPair();
    const { actor, input, gone } = pair;
    const asked = await Promise.all([requestMerge(actor, input), requestMerge(actor, input)]);
    expect(asked.map(reasonOf).sort()).toEqual(["already_merging", "ok"]);
    const [first] = await listMerges(actor.id);
    expect(reasonOf(await undoMerge(actor, { mergeId: first?.id ?? 0 }))).toBe("ok");
    expect(reasonOf(await carryOutMerge(first?.id ?? 0))).toBe("not_waiting");
    expect(await titlesIn(gone.id)).toEqual(["Both", "Other"]);

    const again = await merge(pair);
    await deleteCollection(actor, { collectionId: gone.id });
    expect(reasonOf(await carryOutMerge(again))).toBe("collection_not_found");
    expect(await listMerges(actor.id)).toMatchObject([{ id: again, state: "failed" }]);
  });

  it("are two again without the name of a guest who is gone, whose book stays", async () => {
    const pair = await buildPair();
    const guest = await buildUser();
    const mark = { addedById: guest.id };
    await db.update(collectionBooks).set(mark).where(eq(collectionBooks.collectionId, pair.gone.id));
    const mergeId = await merge(pair);
    await carryOutMerge(mergeId);
    await forgetInOthersCollections(guest.id);
    const [row] = await db.select().from(collectionMerges).where(eq(collectionMerges.id, mergeId));
    expect(JSON.stringify(row?.before)).toContain('"addedById":null');
    expect(namesAccount(row?.before, guest.id)).toBe(false);
    await db.delete(users).where(eq(users.id, guest.id));
    await undoMerge(pair.actor, { mergeId });
    expect(await rowsOf(pair.gone.id)).toMatchObject([{ addedById: null }, { addedById: null }]);
  });

  it("are their owner's alone", async () => {
    const pair = await buildPair();
    const stranger = await buildUser({ role: "admin" });
    const own = await buildCollection({ ownerId: stranger.id });
    for (const input of [
      pair.input,
      { keptId: own.id, goneId: pair.gone.id },
      { keptId: pair.kept.id, goneId: own.id },
    ]) {
      expect(reasonOf(await requestMerge(stranger, input))).toBe("collection_not_found");
      expect(reasonOf(await previewMerge(stranger, input))).toBe("collection_not_found");
    }
    const mergeId = await merge(pair);
    expect(reasonOf(await undoMerge(stranger, { mergeId }))).toBe("merge_not_found");
  });

  it("cannot be parted after thirty days, and are forgotten then", async () => {
    const pair = await buildPair();
    const mergeId = await merge(pair);
    await carryOutMerge(mergeId, new Date(Date.now() - 31 * DAY_MS));
    expect(reasonOf(await undoMerge(pair.actor, { mergeId }))).toBe("merge_not_found");
    expect(await forgetMerges(new Date())).toBeGreaterThan(0);
    expect(await db.select().from(collectionMerges).where(eq(collectionMerges.id, mergeId))).toEqual([]);
  });
});
