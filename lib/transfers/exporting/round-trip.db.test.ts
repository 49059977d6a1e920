import { eq, sql } from "drizzle-orm";
import { describe, expect, it } from "vitest";
import { db, inTransaction } from "@/db/client";
import { buildBook, buildUser } from "@/db/factories";
import { users } from "@/db/schema/accounts";
import { books, workKeys, works } from "@/db/schema/catalog";
import { copies, places } from "@/db/schema/copies";
import { libraries } from "@/db/schema/households";
import { collections } from "@/db/schema/library";
import { readings } from "@/db/schema/reading";
import type { Actor } from "@/lib/accounts/schema";
import { findOrMakePlaces, importCopies } from "@/lib/copies/importing/commands";
import { drawMissingCover } from "@/lib/covers/commands";
import { ensureLibrary } from "@/lib/households/commands";
import { putImported } from "@/lib/library/importing/commands";
import { unzip } from "@/lib/platform/archives/archives.fixtures";
import { newId } from "@/lib/platform/id";
import { importGoal, importReaderWorks } from "@/lib/reading/importing/commands";
import { addTags } from "@/lib/tags/commands";
import { bringFile, startImport } from "../commands";
import { getImport, listRows } from "../queries";
import { runImport } from "../running/commands";
import type { Entry } from "../schema";
import { type ExportName, openExport } from "./queries";

async function contentOf(actor: Actor, name: ExportName): Promise<Buffer> {
  const chunks: Buffer[] = [];
  for await (const chunk of openExport(actor.id, name).content) chunks.push(Buffer.from(chunk));
  return Buffer.concat(chunks);
}

type Library = { madeAt?: string; books: { key: string; sourceKey: unknown }[] } & Record<string, unknown>;
/** A library in an order of its own, without when it was written and what a site calls a book. */
function libraryOf(json: Buffer): Library {
  const { madeAt: _, ...library } = JSON.parse(json.toString("utf8")) as Library;
  const own = library.books.map(({ sourceKey: __, ...book }) => ({ ...book, sourceKey: null }));
  return { ...library, books: own.toSorted((a, b) => a.key.localeCompare(b.key)) };
}

/** A library with everything in it that a library can hold. */
async function buildRich(): Promise<Actor> {
  const actor = await buildUser();
  const { libraryId } = await ensureLibrary(actor);
  const first = await buildBook({
    title: "The Sea, Again",
    authors: ["Mara Quint", "Ida Holm"],
    pages: 300,
    series: [{ name: "Tides", position: 1.5 }],
  });
  const second = await buildBook({
    title: "El mar, otra vez",
    authors: ["Mara Quint"],
    workId: first.workId,
    languageCode: "es",
  });
  const bare = await buildBook({
    title: "A Pamphlet",
    authors: ["Nobody Known"],
    isbn10: null,
    isbn13: null,
    publishedYear: 1911,
    sourceKey: `seed:a-pamphlet-${newId()}`,
  });
  const tagged = await buildBook({ title: "Only Tagged", authors: [], isbn10: null, isbn13: null });
  for (const { workId } of [first, bare, tagged])
    await db.insert(workKeys).values({ workId, workKey: `test:${newId()}` });
  const addedAt = new Date("2020-02-03T04:05:06Z");
  await inTransaction(async (tx) => {
    const sea = { name: "Sea, salt & “storms”", icon: "🌊", description: "What is wet", sort: "hand" as const };
    const lent = { name: "=Favourites", icon: "⭐", description: "" };
    await putImported(tx, actor.id, [
      { bookId: first.id, addedAt, collections: [{ ...sea, position: 2.5 }, lent] },
      { bookId: bare.id, addedAt: null, collections: [{ ...sea, position: 1 }] },
    ]);
    await addTags(tx, actor.id, [
      { name: "to lend", workIds: [first.workId] },
      { name: "quiet", workIds: [first.workId, tagged.workId] },
    ]);
    await importReaderWorks(tx, actor.id, [
      {
        ...{
          bookId: second.id,
          status: "read",
          statusAt: addedAt,
          rating: 3.75,
          review: "Twice.\n\nStill good.",
          hasSpoilers: true,
        },
        ...{ visibility: "friends", reviewedAt: new Date("2021-01-01T00:00:00Z") },
        readings: [
          { importKey: "a", startedOn: "2019-12-01", endedOn: "2020-02-02", outcome: "finished" },
          { importKey: "b", startedOn: null, endedOn: null, outcome: "finished" },
          { importKey: "c", startedOn: "2022-03-01", endedOn: "2022-03-04", outcome: "stopped", page: 30, pages: 310 },
        ],
        quotes: [
          { importKey: "q", kind: "quote", text: "The tide keeps no diary.", page: 12, createdAt: addedAt },
          { importKey: "n", kind: "note", text: "Ask Ana.\nSecond line", page: null },
        ],
      },
      {
        ...{ bookId: bare.id, status: "reading", statusAt: addedAt },
        readings: [
          {
            ...{ importKey: "d", startedOn: "2024-05-01", endedOn: null, outcome: "reading", percent: 40 },
            progress: [{ day: "2024-05-02", page: null, percent: 40 }],
          },
        ],
      },
    ]);
    await importGoal(tx, actor.id, 2026, 40);
    const copy = {
      condition: "very good" as const,
      acquiredOn: "2018-04-05",
      acquiredFrom: "The shop",
      price: 12.5,
      currency: "EUR",
    };
    const shelf = [
      { kind: "home" as const, name: "Home" },
      { kind: "room" as const, name: "Study" },
      { kind: "shelf" as const, name: "B3" },
    ];
    await tx.update(collections).set({ createdAt: addedAt }).where(eq(collections.ownerId, actor.id));
    await findOrMakePlaces(tx, libraryId, [[...shelf.slice(0, 1), { kind: "box", name: "Nothing in it yet" }]]);
    await importCopies(tx, { userId: actor.id, libraryId }, [
      {
        bookId: first.id,
        copies: [
          { ...copy, isSigned: true, notes: "Signed in Lisbon", place: shelf },
          {
            ...{ condition: null, acquiredOn: null, acquiredFrom: null, price: null, currency: null },
            isSigned: false,
            notes: null,
            place: [],
          },
        ],
      },
    ]);
  });
  return actor;
}

/** As another site would be: nothing of the reader is there, and no book. */
async function forgetEverything(actor: Actor): Promise<void> {
  await db.delete(users).where(eq(users.id, actor.id));
  for (const table of [copies, places, readings]) await db.delete(table);
  await db.delete(books);
  await db.delete(works);
  await db.delete(libraries);
}

describe("an export", () => {
  it("rebuilds the whole library in an empty account of an empty catalogue", async () => {
    const actor = await buildRich();
    const json = await contentOf(actor, "library.json");
    const before = libraryOf(json);
    expect(before.books).toHaveLength(4);
    expect(before).toMatchObject({ collections: [{ createdAt: "2020-02-03T04:05:06.000Z" }, {}] });
    expect(JSON.stringify(before.books)).toContain('"createdAt":"2020-02-03T04:05:06.000Z"');
    const codes = (await db.select({ code: places.code }).from(places)).map(({ code }) => code);
    for (const code of codes) expect(JSON.stringify(before.places)).toContain(code);
    await forgetEverything(actor);

    // Whoever sets up another site is its admin; any other reader's unknown books are looked for, or wait for a moderator.
    const heir = await buildUser({ role: "admin" });
    const brought = await bringFile(heir, { file: json, name: "library.json" });
    if (!brought.ok) throw new Error(brought.reason);
    expect(brought.format).toBe("ridizi");
    await startImport(heir, { importId: brought.importId });
    await runImport(brought.importId);
    expect((await listRows(brought.importId, {})).rows.map(({ state }) => state)).toEqual(Array(4).fill("imported"));
    expect(libraryOf(await contentOf(heir, "library.json"))).toEqual(before);

    const again = await bringFile(heir, { file: json, name: "library.json" });
    if (!again.ok) throw new Error(again.reason);
    await startImport(heir, { importId: again.importId });
    await runImport(again.importId);
    expect((await getImport(heir.id, again.importId))?.counts).toMatchObject({ unchanged: 4, imported: 0 });
    expect(libraryOf(await contentOf(heir, "library.json"))).toEqual(before);
  });

  it("gives no place the label of somebody else's", async () => {
    const actor = await buildRich();
    const json = await contentOf(actor, "library.json");
    const heir = await buildUser();
    const brought = await bringFile(heir, { file: json, name: "library.json" });
    if (!brought.ok) throw new Error(brought.reason);
    await startImport(heir, { importId: brought.importId });
    await runImport(brought.importId);
    const namesOf = (library: Library) =>
      (library.places as { name: string; code: string }[][]).map((path) => path.map(({ name }) => name).join("/"));
    const [own, theirs] = [libraryOf(json), libraryOf(await contentOf(heir, "library.json"))];
    expect(namesOf(theirs).toSorted()).toEqual(namesOf(own).toSorted());
    expect(theirs.places).not.toEqual(own.places);
  });

  it("is a table that Goodreads' readers take, ourselves among them", async () => {
    const actor = await buildRich();
    const csv = await contentOf(actor, "library.csv");
    const heir = await buildUser();
    const brought = await bringFile(heir, { file: csv, name: "library.csv" });
    if (!brought.ok) throw new Error(brought.reason);
    expect(brought.format).toBe("goodreads");
    await startImport(heir, { importId: brought.importId });
    await runImport(brought.importId);
    const after = libraryOf(await contentOf(heir, "library.json")).books as unknown as {
      book: { title: string };
      rating: number | null;
      readings: { startedOn: string | null; endedOn: string | null }[];
      copies: unknown[];
    }[];
    const read = after.find(({ book }) => book.title === "El mar, otra vez");
    expect(read).toMatchObject({ rating: 3.75 });
    expect(read?.readings.map(({ startedOn, endedOn }) => `${startedOn} ${endedOn}`)).toContain(
      "2019-12-01 2020-02-02",
    );
    expect(after.find(({ book }) => book.title === "The Sea, Again")?.copies).toHaveLength(2);
  });

  it("brings texts that look like formulas back as they were, also those with an apostrophe of their own", async () => {
    const [actor, book] = [await buildUser(), await buildBook()];
    const { libraryId } = await ensureLibrary(actor);
    await inTransaction(async (tx) => {
      const named = { icon: "⭐", description: "" };
      await putImported(tx, actor.id, [
        {
          bookId: book.id,
          addedAt: null,
          collections: [
            { name: "+ Poems", ...named },
            { name: "'=Odd", ...named },
          ],
        },
      ]);
      await addTags(tx, actor.id, [{ name: "@home", workIds: [book.workId] }]);
      await importReaderWorks(tx, actor.id, [
        {
          ...{ bookId: book.id, review: "=1+1 is what it says" },
          quotes: [{ importKey: "n", kind: "note", text: "'-- an aside", page: null }],
        },
      ]);
      const copy = { condition: null, acquiredOn: null, price: null, currency: null, isSigned: false, place: [] };
      await importCopies(tx, { userId: actor.id, libraryId }, [
        { bookId: book.id, copies: [{ ...copy, acquiredFrom: "-Shop-", notes: "'tis a @gift" }] },
      ]);
    });
    const said = async ({ id }: Pick<Actor, "id">) => {
      const [own] = libraryOf(await contentOf({ id } as Actor, "library.json")).books as unknown as Entry[];
      const { review, quotes, copies: all, collections: shelves, tags } = own ?? expect.fail("no book");
      return {
        ...{ review, tags, shelves: shelves.map(({ name }) => name), notes: quotes.map(({ text }) => text) },
        copies: all.map(({ acquiredFrom, notes }) => [acquiredFrom, notes]),
      };
    };
    const heir = await buildUser();
    const brought = await bringFile(heir, { file: await contentOf(actor, "library.csv"), name: "library.csv" });
    if (!brought.ok) throw new Error(brought.reason);
    await startImport(heir, { importId: brought.importId });
    await runImport(brought.importId);
    const before = await said(actor);
    expect(before).toMatchObject({ review: "=1+1 is what it says", notes: ["'-- an aside"], tags: ["@home"] });
    expect(await said(heir)).toEqual(before);
  });

  it("lists copies for the insurance, one a line, and no cell is a formula", async () => {
    const actor = await buildRich();
    const lines = (await contentOf(actor, "copies.csv")).toString("utf8").trim().split("\r\n");
    expect(lines).toHaveLength(3);
    expect(lines[1]).toMatch(
      /^"?The Sea, Again"?,.*"Home, Study, B3",very good,yes,2018-04-05,The shop,12\.5,EUR,Signed in Lisbon$/,
    );
    expect((await contentOf(actor, "library.csv")).toString("utf8")).not.toMatch(/(^|,)=/m);
  });

  it("holds JSON, tables and covers in one zip, which can be brought again as it is", async () => {
    const actor = await buildRich();
    const [book] = await db
      .select({ id: books.id, isbn10: books.isbn10 })
      .from(books)
      .where(eq(books.title, "The Sea, Again"))
      .orderBy(sql`id desc`)
      .limit(1);
    await drawMissingCover(book?.id ?? 0);
    const zip = await contentOf(actor, "library.zip");
    const files = await unzip(zip);
    expect([...files.keys()]).toEqual(["library.json", "library.csv", "copies.csv", `covers/${book?.isbn10}.jpg`]);
    expect(files.get(`covers/${book?.isbn10}.jpg`)?.length).toBeGreaterThan(500);
    const brought = await bringFile(await buildUser(), { file: zip, name: "ridizi-library.zip" });
    expect(brought).toMatchObject({ ok: true, format: "ridizi", rows: 4 });
  });
});
