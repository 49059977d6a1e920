import { eq } from "drizzle-orm";
import { describe, expect, it } from "vitest";
import { db } from "@/db/client";
import { buildBook, buildCollection, buildCollectionBook, buildUser } from "@/db/factories";
import { books } from "@/db/schema/catalog";
import { addBook } from "../commands";
import { listCollectionBooks } from "../queries";
import { changeLot } from "./commands";
import { lotInput } from "./schema";

const titlesIn = async (id: number) =>
  (await listCollectionBooks(id, { sort: "hand", limit: 100 })).books.map(({ title }) => title).join("");

async function buildShelves(here: string, there: string) {
  const actor = await buildUser();
  const ids = new Map<string, number>();
  const shelf = async (letters: string) => {
    const { id } = await buildCollection({ ownerId: actor.id });
    for (const title of letters) {
      const bookId = ids.get(title) ?? (await buildBook({ title })).id;
      ids.set(title, bookId);
      await buildCollectionBook({ collectionId: id, bookId });
    }
    return id;
  };
  const [from, into] = [await shelf(here), await shelf(there)];
  return { actor, from, into, idsOf: (letters: string) => [...letters].map((letter) => ids.get(letter) ?? 0) };
}

describe("many books at once", () => {
  it("are moved, and back again to where they stood", async () => {
    const { actor, from, into, idsOf } = await buildShelves("ABCDE", "DX");
    const result = await changeLot(actor, {
      take: { collectionId: from, bookIds: idsOf("BD") },
      put: { collectionId: into, books: idsOf("BD").map((bookId) => ({ bookId })) },
    });
    if (!result.ok || !result.undo) throw new Error("nothing to undo");
    expect(result).toMatchObject({ taken: 2, added: 1 });
    expect([await titlesIn(from), await titlesIn(into)]).toEqual(["ACE", "DXB"]);

    // As the browser sends it back.
    const undo = lotInput.parse(JSON.parse(JSON.stringify(result.undo)));
    const back = await changeLot(actor, undo);
    expect(back).toMatchObject({ ok: true, taken: 1, added: 2 });
    // What the other collection had before stays in it.
    expect([await titlesIn(from), await titlesIn(into)]).toEqual(["ABCDE", "DX"]);
    expect(await changeLot(actor, undo)).toMatchObject({ ok: true, taken: 0, added: 0, undo: null });
  });

  it("are copied and taken out, and what is gone meanwhile is passed over", async () => {
    const { actor, from, into, idsOf } = await buildShelves("ABC", "");
    const lost = await buildBook();
    await db.delete(books).where(eq(books.id, lost.id));
    const put = { collectionId: into, books: [...idsOf("AB"), lost.id].map((bookId) => ({ bookId })) };
    expect(await changeLot(actor, { put })).toMatchObject({ ok: true, added: 2 });
    expect([await titlesIn(from), await titlesIn(into)]).toEqual(["ABC", "AB"]);
    expect(await changeLot(actor, { put })).toMatchObject({ ok: true, added: 0, undo: null });
    const take = { collectionId: from, bookIds: [...idsOf("AC"), lost.id] };
    expect(await changeLot(actor, { take })).toMatchObject({ ok: true, taken: 2 });
    expect(await titlesIn(from)).toBe("B");
  });

  it("lose and double nothing when the same lot is moved by twenty at once, and books are added beside it", async () => {
    const { actor, from, into, idsOf } = await buildShelves("ABCDEFGHIJ", "");
    const added = await Promise.all(Array.from({ length: 10 }, () => buildBook({ title: "+" })));
    const bookIds = idsOf("ABCDEFGHIJ");
    const lot = {
      take: { collectionId: from, bookIds },
      put: { collectionId: into, books: bookIds.map((bookId) => ({ bookId })) },
    };
    const outcomes = await Promise.all([
      ...Array.from({ length: 20 }, () => changeLot(actor, lot)),
      ...added.map(({ isbn }) => addBook(actor, { collectionId: into, isbn })),
    ]);
    expect(outcomes.every(({ ok }) => ok)).toBe(true);
    expect(await titlesIn(from)).toBe("");
    expect([...(await titlesIn(into))].sort().join("")).toBe("++++++++++ABCDEFGHIJ");
  });

  it("change nothing where one of the two collections is somebody else's", async () => {
    const { actor, from, into, idsOf } = await buildShelves("AB", "");
    const stranger = await buildUser();
    const theirs = await buildCollection({ ownerId: stranger.id });
    const lots = [
      [actor, { take: { collectionId: from, bookIds: idsOf("A") }, put: { collectionId: theirs.id, books: [] } }],
      [stranger, { take: { collectionId: from, bookIds: idsOf("A") } }],
      [stranger, { put: { collectionId: into, books: [{ bookId: idsOf("A")[0] ?? 0 }] } }],
    ] as const;
    for (const [who, lot] of lots)
      expect(await changeLot(who, lot as never)).toMatchObject({ ok: false, reason: "collection_not_found" });
    expect([await titlesIn(from), await titlesIn(into)]).toEqual(["AB", ""]);
  });
});
