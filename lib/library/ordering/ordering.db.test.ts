import { eq } from "drizzle-orm";
import { describe, expect, it } from "vitest";
import { db } from "@/db/client";
import { buildBook, buildCollection, buildCollectionBook, buildUser } from "@/db/factories";
import { collectionBooks } from "@/db/schema/library";
import type { Actor } from "@/lib/accounts/schema";
import { addBook } from "../commands";
import { getCollection, listCollectionBooks } from "../queries";
import { moveBook } from "./commands";

/** A collection of books that are called A, B, C… in the order by hand. */
async function buildShelf(actor: Actor, letters: string, addedAt?: Date) {
  const { id: collectionId } = await buildCollection({ ownerId: actor.id });
  const ids = new Map<string, number>();
  for (const title of letters) {
    const { id: bookId } = await buildBook({ title });
    ids.set(title, bookId);
    await buildCollectionBook({ collectionId, bookId, addedAt });
  }
  const idOf = (title: string) => ids.get(title) ?? 0;
  const order = async () =>
    (await listCollectionBooks(collectionId, { sort: "hand", limit: 100 })).books.map(({ title }) => title).join("");
  return { collectionId, idOf, order };
}

describe("order by hand", () => {
  it("is that of coming at first, and what comes later stands last", async () => {
    const actor = await buildUser();
    const { collectionId, idOf, order } = await buildShelf(actor, "ABC");
    expect(await order()).toBe("ABC");
    await moveBook(actor, { collectionId, bookId: idOf("A"), place: "end" });
    await addBook(actor, { collectionId, isbn: (await buildBook({ title: "D" })).isbn });
    expect(await order()).toBe("BCAD");
  });

  it("moves a book to an end, behind another and back, and opens so from then on", async () => {
    const actor = await buildUser();
    const { collectionId, idOf, order } = await buildShelf(actor, "ABCDE");
    expect((await getCollection(collectionId))?.sort).toBe("added");
    const move = async (title: string, place: Parameters<typeof moveBook>[1]["place"]) => {
      const result = await moveBook(actor, { collectionId, bookId: idOf(title), place });
      if (!result.ok) throw new Error(result.reason);
      return result.undo;
    };
    const undo = await move("D", "start");
    expect(await order()).toBe("DABCE");
    await move("D", undo);
    expect(await order()).toBe("ABCDE");
    const first = await move("A", { after: idOf("C") });
    expect(await order()).toBe("BCADE");
    await move("A", first);
    expect(await order()).toBe("ABCDE");
    await move("C", { before: idOf("A") });
    expect(await order()).toBe("CABDE");
    await move("C", { before: idOf("D") });
    expect(await order()).toBe("ABCDE");
    await move("B", "end");
    await move("B", { after: idOf("B") });
    expect(await order()).toBe("ACDEB");
    expect((await getCollection(collectionId))?.sort).toBe("hand");
  });

  it("numbers all anew where no room is left, also between books that came at the same moment", async () => {
    const actor = await buildUser();
    const { collectionId, idOf, order } = await buildShelf(actor, "ABCD");
    await db.update(collectionBooks).set({ position: 7 }).where(eq(collectionBooks.collectionId, collectionId));
    expect(await order()).toBe("ABCD");
    await moveBook(actor, { collectionId, bookId: idOf("D"), place: { after: idOf("A") } });
    expect(await order()).toBe("ADBC");
    // Always into the same gap: the two in front change places, again and again.
    for (let at = 0; at < 120; at++) {
      const [, second = ""] = await order();
      await moveBook(actor, { collectionId, bookId: idOf(second), place: "start" });
      const [front = ""] = await order();
      const [, , third = ""] = await order();
      await moveBook(actor, { collectionId, bookId: idOf(third), place: { after: idOf(front) } });
    }
    expect([...(await order())].sort().join("")).toBe("ABCD");
  });

  it("loses no book when twenty are moved at once", async () => {
    const actor = await buildUser();
    const { collectionId, idOf, order } = await buildShelf(actor, "ABCDEFGHIJ");
    const moves = Array.from({ length: 20 }, (_, at) =>
      moveBook(actor, {
        ...{ collectionId, bookId: idOf("ABCDEFGHIJ"[at % 10] ?? "") },
        place: { after: idOf("ABCDEFGHIJ"[(at * 3 + 1) % 10] ?? "") },
      }),
    );
    expect((await Promise.all(moves)).every(({ ok }) => ok)).toBe(true);
    expect([...(await order())].sort().join("")).toBe("ABCDEFGHIJ");
    const rows = await db.select().from(collectionBooks).where(eq(collectionBooks.collectionId, collectionId));
    expect(new Set(rows.map(({ position }) => position)).size).toBe(10);
  });

  it("is its owner's alone, and says what is gone", async () => {
    const actor = await buildUser();
    const { collectionId, idOf, order } = await buildShelf(actor, "AB");
    const outside = await buildBook();
    const outcomes = [
      await moveBook(await buildUser({ role: "admin" }), { collectionId, bookId: idOf("B"), place: "start" }),
      await moveBook(actor, { collectionId, bookId: outside.id, place: "start" }),
      await moveBook(actor, { collectionId, bookId: idOf("A"), place: { after: outside.id } }),
    ];
    expect(outcomes.map((result) => (result.ok ? "ok" : result.reason))).toEqual([
      "collection_not_found",
      "not_there",
      "not_there",
    ]);
    expect(await order()).toBe("AB");
  });
});
