import { eq } from "drizzle-orm";
import { describe, expect, it } from "vitest";
import { db, inTransaction } from "@/db/client";
import { buildBook, buildCollection, buildCollectionBook, buildTagged, buildUser } from "@/db/factories";
import { users } from "@/db/schema/accounts";
import type { books } from "@/db/schema/catalog";
import { copies, places } from "@/db/schema/copies";
import { libraries, libraryMembers } from "@/db/schema/households";
import { collections } from "@/db/schema/library";
import { readerWorks, readings } from "@/db/schema/reading";
import type { Actor } from "@/lib/accounts/schema";
import { deriveBooks } from "@/lib/catalog/derived/commands";
import { newId } from "@/lib/platform/id";
import { indexBooks } from "@/lib/search/commands";
import { countBooks, listShelf, listShelfChoices, listWaysOut, readWords } from "./queries";
import { formatShelfQuery, parseShelfQuery } from "./rules";
import { EVERYTHING, SHELF_SORTS, type ShelfSort } from "./schema";

type Given = Partial<Omit<typeof books.$inferInsert, "id">>;

/** A book as the catalogue holds it, with what is made of it. */
async function bookOf(given: Given = {}) {
  const book = await buildBook(given);
  await inTransaction(async (tx) => {
    await deriveBooks(tx, [book.id]);
    await indexBooks(tx, [book.id]);
  });
  return book;
}

async function buildLibrary(...members: Actor[]) {
  const [library] = await db.insert(libraries).values({ name: "Home" }).$returningId();
  if (!library) throw new Error("no library");
  await db.insert(libraryMembers).values(
    members.map(({ id }, at) => ({
      ...{ userId: id, libraryId: library.id },
      role: at === 0 ? ("owner" as const) : ("member" as const),
    })),
  );
  return library.id;
}

async function titles(actor: Actor, typed = "", sort: ShelfSort = "title") {
  const { query, problems } = parseShelfQuery(typed);
  expect(problems).toEqual([]);
  const found = await listShelf(actor.id, query, { sort, limit: 100 });
  expect([typed, found.total, ...(await countBooks(actor.id, [query]))]).toEqual([
    typed,
    found.books.length,
    found.books.length,
  ]);
  return found.books.map(({ title }) => title);
}

const say = (actor: Actor, book: { id: number; workId: number }, given: Partial<typeof readerWorks.$inferInsert>) =>
  db.insert(readerWorks).values({ userId: actor.id, workId: book.workId, bookId: book.id, ...given });

const tag = async (actor: Actor, { workId }: { workId: number }, ...names: string[]) => {
  for (const name of names) await buildTagged(actor.id, name, [workId]);
};

async function shelve(actor: Actor, book: { id: number }, addedAt?: Date, name?: string) {
  const { id } = await buildCollection({ ownerId: actor.id, name });
  await buildCollectionBook({ collectionId: id, bookId: book.id, addedAt });
}

describe("all books of a reader", () => {
  it("are what is in their collections, in the house, and what they said something of, each edition once", async () => {
    const [actor, partner, stranger] = [await buildUser(), await buildUser(), await buildUser()];
    const libraryId = await buildLibrary(actor, partner);
    const [shelved, owned, theirs, rated, tagged, foreign] = await Promise.all(
      ["Shelved", "Owned", "Theirs", "Rated", "Tagged", "Foreign"].map((title) => bookOf({ title })),
    );
    if (!shelved || !owned || !theirs || !rated || !tagged || !foreign) throw new Error("no books");
    for (let twice = 0; twice < 2; twice++) await shelve(actor, shelved);
    await db.insert(copies).values([
      { bookId: owned.id, libraryId, ownerId: actor.id },
      { bookId: owned.id, libraryId, ownerId: actor.id },
      { bookId: theirs.id, libraryId, ownerId: partner.id },
    ]);
    for (const book of [shelved, owned, rated]) await say(actor, book, { rating: 4 });
    for (const book of [shelved, tagged]) await tag(actor, book, "sea");
    for (const book of [foreign]) {
      await shelve(stranger, book);
      await say(stranger, book, { status: "read" });
      await tag(stranger, book, "sea");
      await buildLibrary(stranger).then((id) =>
        db.insert(copies).values({ bookId: book.id, libraryId: id, ownerId: stranger.id }),
      );
    }
    expect(await titles(actor)).toEqual(["Owned", "Rated", "Shelved", "Tagged", "Theirs"]);
    expect(await titles(partner)).toEqual(["Owned", "Theirs"]);
    expect(await titles(await buildUser())).toEqual([]);
    await db.update(users).set({ erasureDueAt: new Date() }).where(eq(users.id, partner.id));
    expect(await titles(actor)).toEqual(["Owned", "Rated", "Shelved", "Tagged"]);
    await db.update(users).set({ erasureDueAt: null }).where(eq(users.id, partner.id));
    const { books: found } = await listShelf(actor.id, EVERYTHING, { sort: "title", limit: 3 });
    expect(found.map(({ title, isOwned, rating, tags }) => [title, isOwned, rating, tags])).toEqual([
      ["Owned", true, 4, []],
      ["Rated", false, 4, []],
      ["Shelved", false, 4, ["sea"]],
    ]);
    const choices = await listShelfChoices(actor.id);
    expect(choices).toMatchObject({ tags: [{ name: "sea", count: 2 }], genres: [{ name: "Fiction", count: 5 }] });
  });

  it("are narrowed by no collection that fills itself, in which nothing stands", async () => {
    const actor = await buildUser();
    await shelve(actor, await bookOf({ title: "One" }));
    await buildCollection({ ownerId: actor.id, name: "By hand" });
    const query = { filter: EVERYTHING, sort: "added" };
    await db.insert(collections).values({ ownerId: actor.id, name: "Smart", icon: "🌊", query });
    expect((await listShelfChoices(actor.id)).collections.map(({ name }) => name)).not.toContain("Smart");
    const { query: read, problems } = await readWords(actor.id, "collection:smart One");
    expect([formatShelfQuery(read), problems]).toEqual([
      "One",
      [{ part: "collection:smart", message: "This collection fills itself: open it to see its books." }],
    ]);
    expect((await readWords(actor.id, 'collection:"By hand"')).problems).toEqual([]);
  });

  it("show a work by the edition that the reader has, and several where they have several", async () => {
    const actor = await buildUser();
    const first = await bookOf({ title: "First edition" });
    const { workId } = first;
    const [second, third] = [await bookOf({ title: "Second", workId }), await bookOf({ title: "Third", workId })];
    await tag(actor, third, "sea");
    expect(await titles(actor)).toEqual(["First edition"]);
    await say(actor, second, { status: "read" });
    expect(await titles(actor)).toEqual(["Second"]);
    await shelve(actor, third);
    expect(await titles(actor)).toEqual(["Third"]);
    await shelve(actor, first);
    expect(await titles(actor, "status:read tag:sea")).toEqual(["First edition", "Third"]);
    // What others have of the same work is nothing to this reader, unless it is in the house.
    const partner = await buildUser();
    await tag(partner, second, "lake");
    await say(partner, second, { status: "want" });
    const libraryId = await buildLibrary(partner, actor);
    expect(await titles(partner)).toEqual(["Second"]);
    await db.insert(copies).values({ bookId: first.id, libraryId, ownerId: actor.id });
    expect(await titles(partner)).toEqual(["First edition"]);
    await db.update(users).set({ erasureDueAt: new Date() }).where(eq(users.id, actor.id));
    expect(await titles(partner)).toEqual(["Second"]);
    // What says nothing any more lists nothing.
    const other = await buildUser();
    await say(other, second, { status: null });
    expect(await titles(other)).toEqual([]);
  });
});

describe("a query", () => {
  async function furnish() {
    const actor = await buildUser();
    const libraryId = await buildLibrary(actor);
    const [home] = await db
      .insert(places)
      .values({ libraryId, kind: "home", name: "Home", code: newId().slice(0, 10) })
      .$returningId();
    const [study] = await db
      .insert(places)
      .values({ libraryId, parentId: home?.id, kind: "room", name: "Study", code: newId().slice(0, 10) })
      .$returningId();
    const dispossessed = await bookOf({
      ...{ title: "The Dispossessed", authors: ["Ursula K. Le Guin"], publishedYear: 1974, languageCode: "en" },
      ...{ genres: ["Science fiction"], series: [{ name: "Hainish Cycle", position: 6 }], pages: 341 },
    });
    const ficciones = await bookOf({
      ...{ title: "Ficciones", authors: ["Jorge Luis Borges"], publishedYear: 1944, languageCode: "es-AR" },
      ...{ genres: ["Fiction", "Short stories"], isbn10: null, isbn13: null, pages: 203 },
    });
    const etranger = await bookOf({
      ...{ title: "L’Étranger", authors: ["Albert Camus"], publishedYear: 1942, languageCode: "fr", pages: null },
      genres: ["Fiction"],
    });
    await shelve(actor, dispossessed, new Date("2024-05-17T10:00:00Z"), "Utopias");
    await db.insert(copies).values({
      ...{ bookId: ficciones.id, libraryId, ownerId: actor.id, placeId: study?.id },
      createdAt: new Date("2023-01-31T23:00:00Z"),
    });
    await say(actor, etranger, { rating: 4.5, review: "Hot.", status: "read", createdAt: new Date("2022-01-01") });
    await db.insert(readings).values({
      ...{ userId: actor.id, workId: etranger.workId, bookId: etranger.id, outcome: "finished" as const },
      endedOn: "2021-08-01",
    });
    await say(actor, dispossessed, { rating: 3, status: "want", createdAt: new Date("2025-01-01") });
    await tag(actor, dispossessed, "gift", "moon");
    await tag(actor, etranger, "Été");
    return { actor, isbn: dispossessed.isbn };
  }

  it("narrows by each of its parts, and by all together", async () => {
    const { actor, isbn } = await furnish();
    const [D, F, E] = ["The Dispossessed", "Ficciones", "L’Étranger"];
    const meant: Record<string, (string | undefined)[]> = {
      "": [D, E, F],
      etranger: [E],
      "guin dispos": [D],
      "camus fiction": [E],
      [isbn]: [D],
      zzz: [],
      "100%": [],
      "status:read": [E],
      "status:none": [F],
      "-status:read": [D, F],
      "rating:>=4": [E],
      "rating:..3": [D],
      "rating:none": [F],
      "tag:gift": [D],
      "tag:ete": [E],
      "tag:gift,ete": [D, E],
      "tag:gift tag:moon": [D],
      "tag:gift tag:ete": [],
      "-tag:gift": [E, F],
      "-has:tag": [F],
      'author:"Le Guin"': [D],
      "author:borges": [F],
      "author:dispossessed": [],
      "series:hainish": [D],
      "series:fiction": [],
      "language:French": [E],
      "language:es": [F],
      'genre:"science fiction"': [D],
      "genre:fiction": [E, F],
      "year:1940..1950": [E, F],
      "year:>1944": [D],
      "added:2024-05-17": [D],
      "added:<2023-01-31": [E],
      "added:2023": [F],
      "place:home": [F],
      "place:study": [F],
      "place:attic": [],
      "collection:utopias": [D],
      owned: [F],
      "-owned": [D, E],
      "has:review": [E],
      "-has:isbn": [F],
      "fiction rating:>=4 tag:ete language:fr year:1942 has:review -owned": [E],
      "fiction rating:>=4 tag:ete language:fr year:1943": [],
    };
    const found: typeof meant = {};
    for (const typed of Object.keys(meant)) found[typed] = await titles(actor, typed);
    expect(found).toEqual(meant);
  });

  it("that finds nothing says what to leave out so that it finds something, the most first", async () => {
    const { actor } = await furnish();
    const ways = async (typed: string) =>
      (await listWaysOut(actor.id, parseShelfQuery(typed).query)).map(({ words, total }) => [words, total]);
    expect(await ways("fiction status:none year:1942..1950 language:fr")).toEqual([
      ["No status", 1],
      ["In French", 1],
    ]);
    expect(await ways("zzz year:1940..1950")).toEqual([["“zzz”", 2]]);
    expect(await ways("author:borges owned added:2024 tag:gift")).toEqual([]);
    // All books is the way out of a single part, and stands beside it anyway.
    expect(await ways("zzz")).toEqual([]);
  });

  it("sorts by each order, with what is not known last", async () => {
    const { actor } = await furnish();
    const orders: [string, string][] = [];
    for (const sort of SHELF_SORTS)
      orders.push([
        sort,
        (await titles(actor, "", sort)).map((title) => title.at(title.startsWith("The") ? 4 : 0)).join(""),
      ]);
    expect(Object.fromEntries(orders)).toEqual({
      ...{ added: "DFL", title: "DLF", author: "FLD", year: "DFL", rating: "LDF", finished: "LDF", pages: "FDL" },
      // Of those that are not finished the one with the higher number comes first.
      finished: "LFD",
    });
  });

  it("comes in pages that miss nothing and show nothing twice, also where much is equal", async () => {
    const actor = await buildUser();
    const { id } = await buildCollection({ ownerId: actor.id });
    const addedAt = new Date("2024-01-01");
    for (let at = 0; at < 13; at++) {
      const book = await bookOf({
        title: `Same ${at % 3}`,
        authors: at % 4 ? ["Ann Other"] : [],
        publishedYear: 1990 + (at % 2),
      });
      await buildCollectionBook({ collectionId: id, bookId: book.id, addedAt });
      if (at % 2) await say(actor, book, { rating: 2.75 + (at % 3) });
    }
    for (const sort of SHELF_SORTS) {
      const whole = await listShelf(actor.id, EVERYTHING, { sort, limit: 100 });
      expect(whole).toMatchObject({ total: 13, cursor: null });
      const ids: number[] = [];
      for (let cursor: string | undefined, turns = 0; turns < 5; turns++) {
        const page = await listShelf(actor.id, EVERYTHING, { sort, cursor, limit: 4 });
        expect(page.total).toBe(13);
        ids.push(...page.books.map(({ bookId }) => bookId));
        if (page.cursor === null) break;
        cursor = page.cursor;
      }
      expect([sort, ids]).toEqual([sort, whole.books.map(({ bookId }) => bookId)]);
    }
    expect((await listShelf(actor.id, EVERYTHING, { sort: "title", cursor: "nonsense", limit: 4 })).books).toHaveLength(
      4,
    );
  });
});
