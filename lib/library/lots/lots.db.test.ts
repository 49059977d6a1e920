import { eq } from "drizzle-orm";
import { describe, expect, it } from "vitest";
import { db } from "@/db/client";
import { buildBook, buildCollection, buildCollectionBook, buildTagged, buildUser } from "@/db/factories";
import { books } from "@/db/schema/catalog";
import { collectionBooks } from "@/db/schema/library";
import type { Actor } from "@/lib/accounts/schema";
import { parseShelfQuery } from "@/lib/shelf/rules";
import { addBook } from "../commands";
import { listCollectionBooks } from "../queries";
import { changeAll, changeLot } from "./commands";
import { type ChangeAllInput, changeAllInput, lotInput } from "./schema";

const titlesIn = async (id: number) =>
  (await listCollectionBooks(id, { sort: "hand", limit: 100 })).books.map(({ title }) => title).join("");

async function buildShelves(here: string, there: string) {
  const actor = await buildUser();
  const ids = new Map<string, number>();
  const shelf = async (letters: string) => {
    const { id } = await buildCollection({ ownerId: actor.id });
    for (const [position, title] of [...letters].entries()) {
      const bookId = ids.get(title) ?? (await buildBook({ title })).id;
      ids.set(title, bookId);
      await buildCollectionBook({ collectionId: id, bookId, position });
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

  it("are as old as before where they were moved, also where they stood in both, and as new as the copy where copied", async () => {
    const { actor, from, into, idsOf } = await buildShelves("ABC", "B");
    // As an import says it.
    const long = new Date("1931-01-02T00:00:00Z");
    await db.update(collectionBooks).set({ addedAt: long }).where(eq(collectionBooks.collectionId, from));
    const ageOf = async (id: number) => {
      const rows = await db.select().from(collectionBooks).where(eq(collectionBooks.collectionId, id));
      return new Map(rows.map(({ bookId, addedAt }) => [bookId, addedAt.getTime() === long.getTime()]));
    };
    const [a, b, c] = idsOf("ABC") as [number, number, number];
    const put = { collectionId: into, books: [a, b].map((bookId) => ({ bookId })) };
    const datesOf = async (id: number) => {
      const rows = await db.select().from(collectionBooks).where(eq(collectionBooks.collectionId, id));
      return new Map(rows.map(({ bookId, addedAt }) => [bookId, addedAt]));
    };
    const before = [await datesOf(from), await datesOf(into)];
    const moved = await changeLot(actor, { take: { collectionId: from, bookIds: [a, b] }, put });
    await changeLot(actor, { put: { collectionId: into, books: [{ bookId: c }] } });
    expect(await ageOf(into)).toEqual(
      new Map([
        [b, true],
        [a, true],
        [c, false],
      ]),
    );
    // And the undo makes each as old as it was, in both.
    if (!moved.ok || !moved.undo) throw new Error("nothing to undo");
    await changeLot(actor, lotInput.parse(JSON.parse(JSON.stringify(moved.undo))));
    await changeLot(actor, { take: { collectionId: into, bookIds: [c] } });
    expect([await datesOf(from), await datesOf(into)]).toEqual(before);
  });

  it("are moved to one place only where two devices move them to two, and the second says that they were gone", async () => {
    const { actor, from, into, idsOf } = await buildShelves("ABC", "");
    const { id: elsewhere } = await buildCollection({ ownerId: actor.id });
    const move = (collectionId: number) =>
      changeLot(actor, {
        take: { collectionId: from, bookIds: idsOf("AB") },
        put: { collectionId, books: idsOf("AB").map((bookId) => ({ bookId })) },
      });
    expect(await move(into)).toMatchObject({ ok: true, taken: 2, added: 2 });
    expect(await move(elsewhere)).toMatchObject({ ok: true, taken: 0, added: 0, undo: null });
    expect([await titlesIn(from), await titlesIn(into), await titlesIn(elsewhere)]).toEqual(["C", "AB", ""]);
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

/** All parts of it, as the browser asks for them. */
async function changeAllOf(actor: Actor, all: Omit<ChangeAllInput, "after">, limit: number) {
  type Part = Awaited<ReturnType<typeof changeAll>>;
  const parts: Extract<Part, { ok: true }>[] = [];
  for (let after: number | null = 0; after !== null; ) {
    const part: Part = await changeAll(
      actor,
      changeAllInput.parse(JSON.parse(JSON.stringify({ ...all, after }))),
      limit,
    );
    if (!part.ok) throw new Error(part.reason);
    parts.push(part);
    after = part.next;
  }
  const sum = (key: "count" | "added" | "taken") => parts.reduce((total, part) => total + part[key], 0);
  const undo = async () => {
    for (const part of parts.toReversed())
      if (part.undo) await changeLot(actor, lotInput.parse(JSON.parse(JSON.stringify(part.undo))));
  };
  return { said: { parts: parts.length, count: sum("count"), added: sum("added"), taken: sum("taken") }, undo };
}

describe("all books of a source", () => {
  it("are moved part by part, though each part leaves the collection, and back again to where they stood", async () => {
    const { actor, from, into } = await buildShelves("ABCDEFG", "CX");
    const { said, undo } = await changeAllOf(actor, { of: { collectionId: from }, takes: true, intoId: into }, 3);
    expect(said).toEqual({ parts: 3, count: 7, added: 6, taken: 7 });
    expect([await titlesIn(from), [...(await titlesIn(into))].sort().join("")]).toEqual(["", "ABCDEFGX"]);
    await undo();
    expect([await titlesIn(from), await titlesIn(into)]).toEqual(["ABCDEFG", "CX"]);
  });

  it("that a query means are put into a collection, and taken out again", async () => {
    const { actor, from, into } = await buildShelves("", "");
    const made = await Promise.all([..."ABCDE"].map((title) => buildBook({ title })));
    await buildTagged(
      actor.id,
      "new",
      made.map(({ workId }) => workId),
    );
    await buildCollectionBook({ collectionId: from, bookId: made[0]?.id });
    const { query } = parseShelfQuery("tag:new");
    const { said, undo } = await changeAllOf(actor, { of: { query }, takes: false, intoId: into }, 2);
    expect(said).toEqual({ parts: 3, count: 5, added: 5, taken: 0 });
    expect([...(await titlesIn(into))].sort().join("")).toBe("ABCDE");
    await undo();
    expect([await titlesIn(into), await titlesIn(from)]).toEqual(["", "A"]);
  });

  it("that came at one moment stand in the order in which they came, also after they were moved in parts and back", async () => {
    const { actor, from, into } = await buildShelves("", "");
    const made = await Promise.all([..."ABCDE"].map((title) => buildBook({ title })));
    const order = made
      .toSorted((one, other) => one.title.localeCompare(other.title))
      .map(({ id: bookId }) => ({ bookId }));
    await changeLot(actor, { put: { collectionId: from, books: order } });
    expect(await titlesIn(from)).toBe("ABCDE");
    const { undo } = await changeAllOf(actor, { of: { collectionId: from }, takes: true, intoId: into }, 2);
    await undo();
    expect(await titlesIn(from)).toBe("ABCDE");
  });

  it("are the actor's own, or those of a collection that they may see; and what others put in stays", async () => {
    const { actor, from, into } = await buildShelves("AB", "");
    const stranger = await buildUser();
    const theirs = (await buildCollection({ ownerId: stranger.id })).id;
    const { query } = parseShelfQuery("");
    const asked: [Actor, Omit<ChangeAllInput, "after">][] = [
      [stranger, { of: { collectionId: from }, takes: true }],
      [stranger, { of: { collectionId: from }, takes: false, intoId: theirs }],
      [actor, { of: { collectionId: from }, takes: true, intoId: theirs }],
      [actor, { of: { query }, takes: false, intoId: theirs }],
      [actor, { of: { collectionId: 2_000_000_000 }, takes: false, intoId: into }],
    ];
    for (const [who, all] of asked)
      expect(await changeAll(who, { ...all, after: 0 })).toMatchObject({ ok: false, reason: "collection_not_found" });
    // A stranger's query means their own books, of which there are none.
    expect(await changeAll(stranger, { of: { query }, takes: false, intoId: theirs, after: 0 })).toMatchObject({
      ...{ ok: true, count: 0, added: 0, next: null },
    });
    expect([await titlesIn(from), await titlesIn(into), await titlesIn(theirs)]).toEqual(["AB", "", ""]);
  });

  it("are asked for only in ways that mean something", () => {
    const { query } = parseShelfQuery("");
    const isTaken = (all: object) => changeAllInput.safeParse({ after: 0, takes: false, ...all }).success;
    expect(isTaken({ of: { query }, intoId: 1 })).toBe(true);
    expect(isTaken({ of: { collectionId: 2 }, takes: true })).toBe(true);
    expect(isTaken({ of: { query } })).toBe(false);
    expect(isTaken({ of: { query }, takes: true })).toBe(false);
    expect(isTaken({ of: { collectionId: 1 }, intoId: 1 })).toBe(false);
  });
});
