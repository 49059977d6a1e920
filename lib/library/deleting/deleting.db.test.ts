import { eq } from "drizzle-orm";
import { describe, expect, it } from "vitest";
import { db, inTransaction } from "@/db/client";
import { buildBook, buildCollection, buildCollectionBook, buildUser } from "@/db/factories";
import { books } from "@/db/schema/catalog";
import { libraries, libraryMembers } from "@/db/schema/households";
import { collectionBooks, collections } from "@/db/schema/library";
import { pendingAskers, pendingBooks } from "@/db/schema/scans";
import {
  addBook,
  createCollection,
  endSharing,
  fulfilWishes,
  removeBook,
  shareWithHousehold,
  updateCollection,
} from "../commands";
import { forgetCollections } from "../erasure/commands";
import { findOrMakeCollections } from "../importing/commands";
import { changeLot } from "../lots/commands";
import { countKept, getCollection, listCollectionBooks, listCollectionChoices, listCollections } from "../queries";
import { COLLECTIONS_MAX } from "../schema";
import { makeLink } from "../sharing/commands";
import { getSharedCollection } from "../sharing/queries";
import { deleteCollection, forgetDeleted, restoreCollection } from "./commands";

const DAY_MS = 24 * 60 * 60_000;
const outcome = (result: { ok: boolean; reason?: string }) => (result.ok ? "ok" : result.reason);
const rowOf = async (id: number) => (await db.select().from(collections).where(eq(collections.id, id)))[0];
const rowsOf = (id: number) =>
  db.select().from(collectionBooks).where(eq(collectionBooks.collectionId, id)).orderBy(collectionBooks.id);
const exists = async (id: number) => (await rowOf(id)) !== undefined;

/** A collection with a link, shared with a household, of which a guest has put a book in. */
async function furnish() {
  const [actor, guest] = [await buildUser(), await buildUser()];
  const [home] = await db.insert(libraries).values({ name: "Home" }).$returningId();
  const libraryId = home?.id ?? 0;
  await db.insert(libraryMembers).values({ userId: actor.id, libraryId, role: "owner" });
  await db.insert(libraryMembers).values({ userId: guest.id, libraryId, role: "member" });
  const createdAt = new Date("2024-02-03T04:05:06.789Z");
  const { id } = await buildCollection({ ownerId: actor.id, name: "Sea", icon: "🌊", createdAt });
  for (const [title, day] of [
    ["First", 1],
    ["Third", 3],
    ["Second", 2],
  ] as const) {
    const { id: bookId } = await buildBook({ title });
    await buildCollectionBook({ collectionId: id, bookId, addedAt: new Date(Date.UTC(2024, 5, day)) });
  }
  await shareWithHousehold(actor, { collectionId: id, isShared: true });
  const theirs = await buildBook({ title: "The guest's" });
  await addBook(guest, { collectionId: id, isbn: theirs.isbn });
  const made = await makeLink(actor, { collectionId: id, namesOwner: false });
  if (!made.ok || !made.link.token) throw new Error("no link");
  const [pending] = await db
    .insert(pendingBooks)
    .values([{ isbn: `978${String(id).padStart(10, "0")}` }])
    .$returningId();
  await db.insert(pendingAskers).values({ pendingId: pending?.id ?? 0, userId: actor.id, collectionId: id });
  const remove = async (now?: Date) => {
    const deleted = await deleteCollection(actor, { collectionId: id }, now);
    if (!deleted.ok) throw new Error(deleted.reason);
    return deleted.undo;
  };
  return { actor, guest, id, theirs, token: made.link.token, remove };
}

describe("a deleted collection", () => {
  it("is there for nobody, and its name is free", async () => {
    const { actor, guest, id, theirs, token, remove } = await furnish();
    await remove();
    for (const reader of [actor, guest]) {
      expect(await listCollections(reader.id)).toEqual([]);
      expect(await listCollectionChoices(reader.id, theirs.id)).toEqual([]);
    }
    expect([await getCollection(id), await getSharedCollection(token, { limit: 48 })]).toEqual([undefined, undefined]);
    expect(await countKept(actor.id)).toEqual({ collections: 0, books: 0 });
    const refused = await Promise.all([
      addBook(actor, { collectionId: id, isbn: theirs.isbn }),
      removeBook(guest, { collectionId: id, isbn: theirs.isbn }),
      updateCollection(actor, { collectionId: id, name: "Mine", icon: "🌊" }),
      changeLot(actor, { take: { collectionId: id, bookIds: [theirs.id] } }),
      deleteCollection(actor, { collectionId: id }),
    ]);
    expect(refused.map(outcome)).toEqual(refused.map(() => "collection_not_found"));
    expect(outcome(await createCollection(actor, { name: "sea", icon: "🌊" }))).toBe("ok");
    const brought = await inTransaction((tx) =>
      findOrMakeCollections(tx, actor.id, [{ name: "Sea", icon: null, description: "" }]),
    );
    expect(brought).toMatchObject({ named: [{ name: "sea" }], madeIds: [] });
  });

  it("comes back under its address with all that hung on it", async () => {
    const { actor, guest, id, theirs, token, remove } = await furnish();
    const [row, rows] = [await rowOf(id), await rowsOf(id)];
    const undo = await remove();
    // A book leaves the catalogue, and another one comes that its reader wished for there.
    const [gone] = rows;
    await db.delete(books).where(eq(books.id, gone?.bookId ?? 0));
    const come = await buildBook({ title: "Come" });
    await inTransaction((tx) => fulfilWishes(tx, come.id, [{ userId: actor.id, collectionId: id }]));

    expect(await restoreCollection(actor, undo)).toMatchObject({ ok: true, collection: { id, name: "Sea" } });
    expect(await rowOf(id)).toEqual(row);
    expect((await rowsOf(id)).slice(0, 3)).toEqual(rows.slice(1));
    const { books: shown } = await listCollectionBooks(id, { sort: "title", limit: 48 });
    expect(shown.map(({ title }) => title)).toEqual(["Come", "The guest's", "Second", "Third"]);
    expect(await getSharedCollection(token, { limit: 48 })).toMatchObject({ name: "Sea", bookCount: 4 });
    const [wish] = await db.select().from(pendingAskers).where(eq(pendingAskers.userId, actor.id));
    expect(wish?.collectionId).toBe(id);
    expect(outcome(await removeBook(guest, { collectionId: id, isbn: theirs.isbn }))).toBe("ok");
    // Twice is once.
    expect(outcome(await restoreCollection(actor, undo))).toBe("ok");
  });

  it("does not come back under a name that is taken, nor for anybody else", async () => {
    const { actor, guest, remove } = await furnish();
    const undo = await remove();
    for (const stranger of [guest, await buildUser({ role: "admin" })])
      expect(outcome(await restoreCollection(stranger, undo))).toBe("collection_not_found");
    await createCollection(actor, { name: "Sea", icon: "🌊" });
    expect(await restoreCollection(actor, undo)).toMatchObject({
      reason: "name_taken",
      message: "You already have a collection called Sea.",
    });
  });

  it("is shared with no household that its owner has left meanwhile", async () => {
    const { actor, guest, id, remove } = await furnish();
    const undo = await remove();
    await inTransaction((tx) => endSharing(tx, actor.id));
    await restoreCollection(actor, undo);
    expect((await rowOf(id))?.libraryId).toBeNull();
    expect(await listCollections(guest.id)).toEqual([]);
  });

  it("is one of no more than a reader may have at all: of further ones the oldest is gone for good", async () => {
    const { actor, id, remove } = await furnish();
    const deleted = { icon: "🌊", formerOwnerId: actor.id, deletedAt: new Date(Date.now() - 60_000) };
    const rows = Array.from({ length: COLLECTIONS_MAX }, (_, at) => ({ ...deleted, name: `Deleted ${at}` }));
    const [oldest] = await db.insert(collections).values(rows).$returningId();
    await remove();
    const left = await db.$count(collections, eq(collections.formerOwnerId, actor.id));
    expect([left, await exists(oldest?.id ?? 0), await exists(id)]).toEqual([COLLECTIONS_MAX, false, true]);
  });

  it("is gone for good after a day, and with its owner's account", async () => {
    const now = new Date();
    const [old, fresh, leaver] = [await furnish(), await furnish(), await furnish()];
    await old.remove(new Date(now.getTime() - DAY_MS - 1));
    const undo = await fresh.remove(new Date(now.getTime() - DAY_MS + 60_000));
    await leaver.remove();
    expect(await forgetDeleted(new Date(now.getTime() - DAY_MS))).toBeGreaterThanOrEqual(1);
    expect([await exists(old.id), await exists(fresh.id)]).toEqual([false, true]);
    expect(outcome(await restoreCollection(old.actor, { collectionId: old.id }))).toBe("collection_not_found");
    expect(outcome(await restoreCollection(fresh.actor, undo))).toBe("ok");
    await forgetCollections(leaver.actor.id);
    expect([await exists(leaver.id), await rowsOf(leaver.id)]).toEqual([false, []]);
  });
});
