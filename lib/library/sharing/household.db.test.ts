import { eq } from "drizzle-orm";
import { describe, expect, it } from "vitest";
import { db } from "@/db/client";
import { buildBook, buildCollection, buildUser } from "@/db/factories";
import { users } from "@/db/schema/accounts";
import { libraries, libraryMembers } from "@/db/schema/households";
import { collections } from "@/db/schema/library";
import type { Actor } from "@/lib/accounts/schema";
import { countHousehold } from "@/lib/households/queries";
import {
  addBook,
  endSharing,
  removeBook,
  restoreBook,
  shareWithHousehold,
  sortCollection,
  updateCollection,
} from "../commands";
import { deleteCollection } from "../deleting/commands";
import { changeLot } from "../lots/commands";
import { lotInput } from "../lots/schema";
import { moveBook } from "../ordering/commands";
import { canReadCollection } from "../policy";
import { getCollection, listCollectionBooks, listCollectionChoices, listCollections } from "../queries";
import { restoreBookInput } from "../schema";
import { makeLink } from "./commands";

const reasonOf = (result: { ok: boolean; reason?: string }) => (result.ok ? "ok" : result.reason);
const canSee = async (actor: Actor, id: number) => {
  const collection = await getCollection(id);
  return collection !== undefined && canReadCollection(actor, collection);
};

async function buildLibrary({ id: userId }: Actor): Promise<number> {
  const [row] = await db.insert(libraries).values({ name: "Home" }).$returningId();
  if (!row) throw new Error("the insert returned no id");
  await db.insert(libraryMembers).values({ userId, libraryId: row.id, role: "owner" });
  return row.id;
}

async function buildHousehold() {
  const [owner, member, stranger] = [await buildUser(), await buildUser(), await buildUser()];
  const libraryId = await buildLibrary(owner);
  await db.insert(libraryMembers).values({ userId: member.id, libraryId, role: "member" });
  const elsewhere = await buildLibrary(stranger);
  const { id } = await buildCollection({ ownerId: owner.id, name: "Ours" });
  await addBook(owner, { collectionId: id, isbn: (await buildBook({ title: "Owner's" })).isbn });
  return { owner, member, stranger, id, elsewhere };
}

describe("a collection that is shared with the household", () => {
  it("is seen by its members, and by nobody else", async () => {
    const { owner, member, stranger, id } = await buildHousehold();
    expect(await canSee(member, id)).toBe(false);
    expect(reasonOf(await shareWithHousehold(owner, { collectionId: id, isShared: true }))).toBe("ok");
    expect([await canSee(owner, id), await canSee(member, id), await canSee(stranger, id)]).toEqual([
      true,
      true,
      false,
    ]);
    expect(await listCollections(member.id)).toMatchObject([{ id, owner: owner.username, bookCount: 1 }]);
    expect(await listCollections(owner.id)).toMatchObject([{ id, owner: null }]);
    expect(await listCollectionChoices(member.id)).toMatchObject([{ id, isOwn: false, owner: owner.username }]);
    expect(await listCollectionChoices(owner.id)).toMatchObject([{ id, isOwn: true, owner: null }]);
    expect(await listCollections(stranger.id)).toEqual([]);
    await shareWithHousehold(owner, { collectionId: id, isShared: false });
    expect(await canSee(member, id)).toBe(false);
    expect(await listCollections(member.id)).toEqual([]);
  });

  it("lets members put books in and take out their own, and nothing else", async () => {
    const { owner, member, id } = await buildHousehold();
    await shareWithHousehold(owner, { collectionId: id, isShared: true });
    const [theirs, mine] = [await buildBook(), await buildBook()];
    await addBook(owner, { collectionId: id, isbn: theirs.isbn });
    expect(reasonOf(await addBook(member, { collectionId: id, isbn: mine.isbn }))).toBe("ok");
    expect(reasonOf(await removeBook(member, { collectionId: id, isbn: theirs.isbn }))).toBe("not_yours");
    const lot = { take: { collectionId: id, bookIds: [theirs.id, mine.id] } };
    const mineId = (await buildCollection({ ownerId: member.id, name: "Mine" })).id;
    const put = { collectionId: mineId, books: lot.take.bookIds.map((bookId) => ({ bookId })) };
    // What stays is not put elsewhere either.
    expect(await changeLot(member, { ...lot, put })).toMatchObject({ ok: true, taken: 1, added: 1, stayed: 1 });
    expect((await getCollection(id))?.bookCount).toBe(2);
    const refused = [
      await updateCollection(member, { collectionId: id, name: "Mine", icon: "😈" }),
      await sortCollection(member, { collectionId: id, sort: "title" }),
      await moveBook(member, { collectionId: id, bookId: theirs.id, place: "start" }),
      await makeLink(member, { collectionId: id, namesOwner: false }),
      await shareWithHousehold(member, { collectionId: id, isShared: false }),
      await deleteCollection(member, { collectionId: id }),
    ];
    expect(refused.map(reasonOf)).toEqual(refused.map(() => "collection_not_found"));
    // What a member puts in is the owner's to take out.
    await addBook(member, { collectionId: id, isbn: mine.isbn });
    expect(reasonOf(await removeBook(owner, { collectionId: id, isbn: mine.isbn }))).toBe("ok");
  });

  it("gives a book back to the guest who had put it in when its owner undoes taking it out, as long as they share it", async () => {
    const { owner, member, stranger, id } = await buildHousehold();
    await shareWithHousehold(owner, { collectionId: id, isShared: true });
    const [one, other] = [await buildBook(), await buildBook()];
    for (const { isbn } of [one, other]) await addBook(member, { collectionId: id, isbn });
    const removed = await removeBook(owner, { collectionId: id, isbn: one.isbn });
    if (!removed.ok) throw new Error(removed.reason);
    await restoreBook(owner, restoreBookInput.parse({ ...removed, collectionId: id, isbn: one.isbn }));
    const taken = await changeLot(owner, { take: { collectionId: id, bookIds: [other.id] } });
    if (!taken.ok || !taken.undo) throw new Error("nothing to undo");
    await changeLot(owner, lotInput.parse(JSON.parse(JSON.stringify(taken.undo))));
    for (const { isbn } of [one, other])
      expect(reasonOf(await removeBook(member, { collectionId: id, isbn }))).toBe("ok");
    // Nobody else is ever noted, and a guest's book is the guest's.
    const place = { collectionId: id, isbn: one.isbn, addedAt: new Date(), position: 1 };
    for (const [actor, addedById, noted] of [
      [owner, stranger.id, null],
      [member, owner.id, member.id],
    ] as const) {
      await restoreBook(actor, { ...place, addedById });
      const { books } = await listCollectionBooks(id, { sort: "added", limit: 10 });
      expect(books.find(({ bookId }) => bookId === one.id)?.addedById).toBe(noted);
      await removeBook(owner, place);
    }
  });

  it("keeps a first book out of what others share", async () => {
    const { owner, member, id } = await buildHousehold();
    await shareWithHousehold(owner, { collectionId: id, isShared: true });
    const added = await addBook(member, { isbn: (await buildBook()).isbn });
    expect(added).toMatchObject({ ok: true, collection: { name: "My books" } });
  });

  it("is shared with nobody who waits for their erasure, nor offered to be where nobody else is left", async () => {
    const { owner, member, id } = await buildHousehold();
    await shareWithHousehold(owner, { collectionId: id, isShared: true });
    expect([(await getCollection(id))?.memberIds, await countHousehold(owner.id)]).toEqual([[member.id], 2]);
    await db.update(users).set({ erasureDueAt: new Date() }).where(eq(users.id, member.id));
    expect([(await getCollection(id))?.memberIds, await countHousehold(owner.id)]).toEqual([[], 1]);
  });

  it("is its owner's alone while they wait for their erasure", async () => {
    const { owner, member, id } = await buildHousehold();
    await shareWithHousehold(owner, { collectionId: id, isShared: true });
    const wait = (erasureDueAt: Date | null) => db.update(users).set({ erasureDueAt }).where(eq(users.id, owner.id));
    await wait(new Date());
    expect(await canSee(member, id)).toBe(false);
    expect([await listCollections(member.id), await listCollectionChoices(member.id)]).toEqual([[], []]);
    await wait(null);
    expect([await canSee(member, id), (await listCollections(member.id)).length]).toEqual([true, 1]);
  });

  it("ends for who leaves, and with its owner's leaving", async () => {
    const { owner, member, stranger, id, elsewhere } = await buildHousehold();
    await shareWithHousehold(owner, { collectionId: id, isShared: true });
    const moveTo = (userId: number) =>
      db.update(libraryMembers).set({ libraryId: elsewhere, role: "member" }).where(eq(libraryMembers.userId, userId));
    await moveTo(owner.id);
    expect([await canSee(owner, id), await canSee(member, id), await canSee(stranger, id)]).toEqual([
      true,
      false,
      false,
    ]);
    expect(await listCollections(stranger.id)).toEqual([]);
    await endSharing(db, owner.id);
    const [row] = await db.select().from(collections).where(eq(collections.id, id));
    expect(row?.libraryId).toBeNull();
  });
});
