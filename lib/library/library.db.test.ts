import { describe, expect, it } from "vitest";
import { db } from "@/db/client";
import { buildBook, buildCollection, buildCollectionBook, buildUser, randomIsbn } from "@/db/factories";
import { books } from "@/db/schema/catalog";
import { collectionBooks, collections } from "@/db/schema/library";
import { addBook, createCollection, removeBook, restoreBook, updateCollection } from "./commands";
import { deleteCollection, restoreCollection } from "./deleting/commands";
import { countKept, getCollection, listCollectionBooks, listCollectionChoices, listCollections } from "./queries";
import { COLLECTION_SORTS, COLLECTIONS_MAX, type CollectionSort } from "./schema";

const NOWHERE = 2_000_000_000;
const outcome = (result: { ok: boolean; reason?: string }) => (result.ok ? "ok" : result.reason);
const count = (outcomes: (string | undefined)[], wanted: string) => outcomes.filter((one) => one === wanted).length;

async function booksOf(collectionId: number, sort: CollectionSort = "added") {
  return (await listCollectionBooks(collectionId, { sort, limit: 100 })).books.map((book) => book.title);
}

describe("collections", () => {
  it("makes a name once when twenty requests ask for it at the same time", async () => {
    const actor = await buildUser();
    const outcomes = (
      await Promise.all(Array.from({ length: 20 }, () => createCollection(actor, { name: "Sea", icon: "🌊" })))
    ).map(outcome);
    expect(count(outcomes, "ok")).toBe(1);
    expect(count(outcomes, "name_taken")).toBe(19);
  });

  it("lets two readers use the same name, and one reader only once whatever the case", async () => {
    const [one, other] = [await buildUser(), await buildUser()];
    expect(outcome(await createCollection(one, { name: "Poésie", icon: "🪶" }))).toBe("ok");
    expect(outcome(await createCollection(other, { name: "Poésie", icon: "🪶" }))).toBe("ok");
    expect(outcome(await createCollection(one, { name: "poesie", icon: "🪶" }))).toBe("name_taken");
  });

  it("makes no more than a reader may have, and puts a first book away all the same where there is one", async () => {
    const [actor, book] = [await buildUser(), await buildBook()];
    const rows = Array.from({ length: COLLECTIONS_MAX }, (_, at) => ({
      name: `C ${at}`,
      icon: "🌊",
      ownerId: actor.id,
    }));
    await db.insert(collections).values(rows);
    expect(outcome(await createCollection(actor, { name: "One more", icon: "🌊" }))).toBe("too_many");
    expect(outcome(await addBook(actor, { isbn: book.isbn }))).toBe("ok");
    const [first] = await listCollections(actor.id);
    const deleted = await deleteCollection(actor, { collectionId: first?.id ?? 0 });
    if (!deleted.ok) throw new Error("nothing to undo with");
    expect(outcome(await createCollection(actor, { name: "One more", icon: "🌊" }))).toBe("ok");
    expect(outcome(await restoreCollection(actor, deleted.undo))).toBe("too_many");
    expect(await countKept(actor.id)).toEqual({ collections: COLLECTIONS_MAX, books: expect.any(Number) });
  });

  it("tells names apart that differ in an emoji alone", async () => {
    const actor = await buildUser();
    expect(outcome(await createCollection(actor, { name: "Gifts 🎄", icon: "🎄" }))).toBe("ok");
    expect(outcome(await createCollection(actor, { name: "Gifts 🎁", icon: "🎁" }))).toBe("ok");
  });

  it("keeps a family emoji whole", async () => {
    const actor = await buildUser();
    await createCollection(actor, { name: "Family", icon: "👨‍👩‍👧‍👦" });
    expect((await listCollections(actor.id))[0]?.icon).toBe("👨‍👩‍👧‍👦");
  });

  it("renames, refuses a name in use, and takes its own name again", async () => {
    const actor = await buildUser();
    const { id } = await buildCollection({ ownerId: actor.id, name: "Old" });
    await buildCollection({ ownerId: actor.id, name: "Taken" });
    expect(outcome(await updateCollection(actor, { collectionId: id, name: "Taken", icon: "🎁" }))).toBe("name_taken");
    expect(outcome(await updateCollection(actor, { collectionId: id, name: "old", icon: "🎁" }))).toBe("ok");
    // Of two tabs the later one changes what was changed there, and nothing else.
    expect(outcome(await updateCollection(actor, { collectionId: id, description: "From tab two" }))).toBe("ok");
    expect(await getCollection(id)).toMatchObject({ name: "old", icon: "🎁", description: "From tab two" });
    expect(outcome(await updateCollection(actor, { collectionId: id }))).toBe("ok");
    expect(await getCollection(id)).toMatchObject({ name: "old", icon: "🎁" });
  });

  it("is not there for anybody but its owner, admin or not", async () => {
    const owned = await buildCollection();
    const book = await buildBook();
    const target = { collectionId: owned.id, isbn: book.isbn };
    for (const stranger of [await buildUser(), await buildUser({ role: "admin" })]) {
      const results = [
        await updateCollection(stranger, { collectionId: owned.id, name: "Mine now", icon: "😈" }),
        await deleteCollection(stranger, { collectionId: owned.id }),
        await addBook(stranger, target),
        await removeBook(stranger, target),
        await restoreBook(stranger, { ...target, addedAt: new Date(), position: 1 }),
        await addBook(stranger, { ...target, collectionId: NOWHERE }),
      ];
      expect(results.map(outcome)).toEqual(results.map(() => "collection_not_found"));
    }
    expect(await getCollection(owned.id)).toMatchObject({ name: owned.name, bookCount: 0 });
  });

  it("counts a book once that stands in several", async () => {
    const [actor, book] = [await buildUser(), await buildBook()];
    for (const bookId of [book.id, book.id, undefined]) {
      const { id: collectionId } = await buildCollection({ ownerId: actor.id });
      await buildCollectionBook({ collectionId, bookId });
    }
    expect(await countKept(actor.id)).toEqual({ collections: 3, books: 2 });
  });

  it("lists counts and the four newest covers of each", async () => {
    const actor = await buildUser();
    const { id } = await buildCollection({ ownerId: actor.id, name: "B" });
    await buildCollection({ ownerId: actor.id, name: "a" });
    for (const at of [1, 2, 3, 4, 5]) {
      const { id: bookId } = await buildBook({ title: `Book ${at}` });
      await buildCollectionBook({ collectionId: id, bookId, addedAt: new Date(2024, 1, at) });
    }
    const mine = await listCollections(actor.id);
    expect(mine.map(({ name, bookCount, covers }) => [name, bookCount, covers.map((book) => book.title)])).toEqual([
      ["a", 0, []],
      ["B", 5, ["Book 5", "Book 4", "Book 3", "Book 2"]],
    ]);
  });
});

describe("books of a collection", () => {
  it("adds a book once when twenty requests ask at the same time", async () => {
    const actor = await buildUser();
    const { id } = await buildCollection({ ownerId: actor.id });
    const { isbn } = await buildBook();
    const outcomes = (
      await Promise.all(Array.from({ length: 20 }, () => addBook(actor, { collectionId: id, isbn })))
    ).map(outcome);
    expect(count(outcomes, "ok")).toBe(1);
    expect(count(outcomes, "already_there")).toBe(19);
  });

  it("makes one first collection when a new reader keeps twenty books at once", async () => {
    const actor = await buildUser();
    const found = await Promise.all(Array.from({ length: 20 }, () => buildBook()));
    const outcomes = (await Promise.all(found.map(({ isbn }) => addBook(actor, { isbn })))).map(outcome);
    expect(count(outcomes, "ok")).toBe(20);
    expect(await listCollections(actor.id)).toMatchObject([{ name: "My books", bookCount: 20 }]);
  });

  it("goes into the collection that was used last", async () => {
    const actor = await buildUser();
    const [older, newer] = [
      await buildCollection({ ownerId: actor.id, createdAt: new Date("2024-01-01") }),
      await buildCollection({ ownerId: actor.id, createdAt: new Date("2024-01-02") }),
    ];
    expect((await listCollectionChoices(actor.id)).map(({ id }) => id)).toEqual([newer.id, older.id]);
    await addBook(actor, { collectionId: older.id, isbn: (await buildBook()).isbn });
    const added = await addBook(actor, { isbn: (await buildBook()).isbn });
    expect(added).toMatchObject({ ok: true, collection: { id: older.id } });
  });

  it("takes any name of a book and refuses what is none", async () => {
    const actor = await buildUser();
    const { id } = await buildCollection({ ownerId: actor.id });
    const local = await buildBook({ isbn10: null, isbn13: null });
    const { isbn10, isbn13 } = randomIsbn();
    await buildBook({ isbn10, isbn13 });
    expect(outcome(await addBook(actor, { collectionId: id, isbn: local.isbn }))).toBe("ok");
    expect(outcome(await addBook(actor, { collectionId: id, isbn: isbn13 }))).toBe("ok");
    expect(outcome(await addBook(actor, { collectionId: id, isbn: isbn10 }))).toBe("already_there");
    for (const isbn of ["9780306406158", "local:2000000000", "drop table"]) {
      expect(outcome(await addBook(actor, { collectionId: id, isbn }))).toBe("book_not_found");
    }
  });

  it("puts a removed book back where it was", async () => {
    const actor = await buildUser();
    const { id } = await buildCollection({ ownerId: actor.id });
    const old = await buildBook({ title: "Old" });
    await buildCollectionBook({ collectionId: id, bookId: old.id, addedAt: new Date("2024-01-01") });
    await addBook(actor, { collectionId: id, isbn: (await buildBook({ title: "New" })).isbn });

    const removed = await removeBook(actor, { collectionId: id, isbn: old.isbn });
    if (!removed.ok) throw new Error(removed.reason);
    expect(await booksOf(id)).toEqual(["New"]);
    expect(outcome(await removeBook(actor, { collectionId: id, isbn: old.isbn }))).toBe("not_there");
    const { addedAt, position } = removed;
    const target = { collectionId: id, isbn: old.isbn, addedAt, position };
    expect((await Promise.all([restoreBook(actor, target), restoreBook(actor, target)])).map(outcome)).toEqual([
      "ok",
      "ok",
    ]);
    expect(await booksOf(id)).toEqual(["New", "Old"]);
  });

  it("says which collections hold a book", async () => {
    const actor = await buildUser();
    const [holding, other] = [
      await buildCollection({ ownerId: actor.id }),
      await buildCollection({ ownerId: actor.id }),
    ];
    const strangers = await buildCollection();
    const book = await buildBook();
    await buildCollectionBook({ collectionId: strangers.id, bookId: book.id });
    await buildCollectionBook({ collectionId: holding.id, bookId: book.id });
    await buildCollectionBook({ collectionId: other.id });
    const choices = await listCollectionChoices(actor.id, book.id);
    expect(new Map(choices.map(({ id, hasBook }) => [id, hasBook]))).toEqual(
      new Map([
        [holding.id, true],
        [other.id, false],
      ]),
    );
  });

  it("sorts by each field, unknowns last", async () => {
    const { id: collectionId } = await buildCollection();
    const rows = [
      { title: "Élan", authors: ["Zola"], publishedYear: 1900 },
      { title: "apple", authors: [], publishedYear: null },
      { title: "Zebra", authors: ["Émile Ajar"], publishedYear: -400 },
      { title: "Dune", authors: ["frank herbert"], publishedYear: 1965 },
    ];
    for (const [at, row] of rows.entries()) {
      const { id: bookId } = await buildBook(row);
      await buildCollectionBook({ collectionId, bookId, addedAt: new Date(2024, 0, at + 1) });
    }
    expect(await booksOf(collectionId, "added")).toEqual(["Dune", "Zebra", "apple", "Élan"]);
    expect(await booksOf(collectionId, "title")).toEqual(["apple", "Dune", "Élan", "Zebra"]);
    expect(await booksOf(collectionId, "author")).toEqual(["Zebra", "Dune", "Élan", "apple"]);
    expect(await booksOf(collectionId, "year")).toEqual(["Dune", "Élan", "Zebra", "apple"]);
  });

  it.each(COLLECTION_SORTS)("pages by %s without repeating or losing a book", async (sort) => {
    const { id: collectionId } = await buildCollection();
    const addedAt = new Date("2024-01-01T00:00:00.123Z");
    for (let at = 0; at < 12; at++) {
      // Many equal keys: the ids must tell them apart.
      const { id: bookId } = await buildBook({
        title: `T${at % 3}`,
        authors: at % 2 ? ["A"] : [],
        publishedYear: at % 4 ? 2000 : null,
      });
      await buildCollectionBook({ collectionId, bookId, addedAt });
    }
    const all = (await listCollectionBooks(collectionId, { sort, limit: 100 })).books.map((book) => book.isbn);
    const paged: string[] = [];
    let cursor: string | null | undefined;
    do {
      const page = await listCollectionBooks(collectionId, { sort, limit: 5, cursor: cursor ?? undefined });
      paged.push(...page.books.map((book) => book.isbn));
      cursor = page.cursor;
    } while (cursor);
    expect(new Set(all).size).toBe(12);
    expect(paged).toEqual(all);
  });

  it("takes a made-up cursor for the first page", async () => {
    const { id: collectionId } = await buildCollection();
    await buildCollectionBook({ collectionId });
    for (const cursor of ["x", "W10", "e30", "' or 1=1", Buffer.from('["a",-1]').toString("base64url")]) {
      expect((await listCollectionBooks(collectionId, { sort: "title", limit: 5, cursor })).books).toHaveLength(1);
    }
  });

  it("stays quick with 10,000 books", { timeout: 120_000 }, async () => {
    const actor = await buildUser();
    const { id: collectionId } = await buildCollection({ ownerId: actor.id });
    const { workId } = await buildBook();
    const SIZE = 10_000;
    for (let at = 0; at < SIZE; at += 1_000) {
      const rows = Array.from({ length: 1_000 }, (_, offset) => ({
        workId,
        sourceKey: `bulk:${collectionId}:${at + offset}`,
        title: `Title ${((at + offset) * 7919) % SIZE}`,
        authors: [`Author ${at % 997}`],
        genres: [],
        externalLinks: {},
        publishedYear: 1900 + (at % 120),
      }));
      const ids = await db.insert(books).values(rows).$returningId();
      await db.insert(collectionBooks).values(ids.map(({ id }) => ({ collectionId, bookId: id })));
    }
    const timings: Record<string, number> = {};
    const timed = async (name: string, work: () => Promise<unknown>) => {
      const startedAt = performance.now();
      await work();
      timings[name] = Math.round(performance.now() - startedAt);
    };
    for (const sort of COLLECTION_SORTS) {
      const first = await listCollectionBooks(collectionId, { sort, limit: 48 });
      await timed(sort, () =>
        listCollectionBooks(collectionId, { sort, limit: 48, cursor: first.cursor ?? undefined }),
      );
    }
    await timed("collections", () => listCollections(actor.id));
    await timed("choices", () => listCollectionChoices(actor.id, 1));
    const removed = await deleteCollection(actor, { collectionId });
    if (!removed.ok) throw new Error("nothing to undo with");
    const { undo } = removed;
    await timed("undo", () => restoreCollection(actor, undo));
    expect((await listCollections(actor.id))[0]?.bookCount).toBe(SIZE);
    // Generous, since other tests share the machine; what matters is that no query turns quadratic.
    for (const [name, ms] of Object.entries(timings)) expect.soft(ms, `${name}: ${ms} ms`).toBeLessThan(1_500);
    if (process.env.SHOW_TIMINGS) process.stdout.write(`${JSON.stringify(timings)}\n`);
  });
});
