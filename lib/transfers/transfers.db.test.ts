import { and, eq, inArray, isNull } from "drizzle-orm";
import { describe, expect, it } from "vitest";
import { db } from "@/db/client";
import { buildBook, buildUser, randomIsbn } from "@/db/factories";
import { bookProposals, books } from "@/db/schema/catalog";
import { copies } from "@/db/schema/copies";
import { outbox } from "@/db/schema/events";
import { collectionBooks, collections } from "@/db/schema/library";
import { quotes, readerWorks, readings } from "@/db/schema/reading";
import { pendingBooks } from "@/db/schema/scans";
import { tags } from "@/db/schema/tags";
import { importRows, imports } from "@/db/schema/transfers";
import type { Actor } from "@/lib/accounts/schema";
import { editBook } from "@/lib/catalog/provenance/commands";
import { createCollection, updateCollection } from "@/lib/library/commands";
import { changeLot } from "@/lib/library/lots/commands";
import { changeQuery } from "@/lib/library/smart/commands";
import { forget, takeFrom } from "@/lib/platform/rate-limit";
import { parseShelfQuery } from "@/lib/shelf/rules";
import {
  bringFile,
  bringText,
  chooseOptions,
  expireImports,
  forgetImport,
  recallImport,
  retryRows,
  startImport,
  undoImport,
} from "./commands";
import { chooseBook, makeBook, skipRow } from "./deciding/commands";
import { openFailed } from "./exporting/queries";
import * as jobs from "./jobs";
import { listProposals } from "./proposing/queries";
import { entryOf, getImport, getRow, listImports, listRows } from "./queries";
import { ASKS_A_DAY, askNext, UNDER_WAY_MAX } from "./running/asking/commands";
import { runImport } from "./running/commands";
import { landArrived, landPending } from "./running/landing/commands";
import { IMPORTS_MAX } from "./schema";

const HEADER =
  "Book Id,Title,Author,Additional Authors,ISBN,ISBN13,My Rating,Date Read,Date Added,Bookshelves,Exclusive Shelf,My Review,Private Notes,Read Count,Owned Copies,Original Purchase Location,Condition";

type Line = Partial<
  Record<
    | "id"
    | "title"
    | "author"
    | "isbn13"
    | "rating"
    | "read"
    | "added"
    | "shelves"
    | "shelf"
    | "review"
    | "note"
    | "count"
    | "owned"
    | "from"
    | "condition",
    string
  >
>;
const quoted = (text = "") => `"${text.replaceAll('"', '""')}"`;
const line = (of: Line) =>
  [
    ...[of.id, quoted(of.title), quoted(of.author), "", quoted('=""'), quoted(`="${of.isbn13 ?? ""}"`)],
    ...[of.rating ?? "0", of.read, of.added, quoted(of.shelves), of.shelf, quoted(of.review), quoted(of.note)],
    ...[of.count ?? "0", of.owned ?? "0", quoted(of.from), of.condition],
  ].join(",");
const goodreads = (...lines: Line[]) => Buffer.from([HEADER, ...lines.map(line)].join("\n"));

async function bring(actor: Actor, file: Buffer): Promise<string> {
  const result = await bringFile(actor, { file, name: "goodreads_library_export.csv" });
  if (!result.ok) throw new Error(result.reason);
  return result.importId;
}

async function run(actor: Actor, file: Buffer): Promise<string> {
  const importId = await bring(actor, file);
  expect(await startImport(actor, { importId })).toMatchObject({ ok: true });
  expect(await runImport(importId)).toMatchObject({ ok: true });
  return importId;
}

async function undone(actor: Actor, importId: string): Promise<void> {
  expect(await undoImport(actor, { importId })).toEqual({ ok: true });
  expect(await runImport(importId)).toMatchObject({ ok: true });
}

const statesOf = async (importId: string) =>
  (await listRows(importId, {})).rows.map(({ state, reason }) => (reason ? `${state}: ${reason}` : state));

async function collectionOf(actor: Actor, name: string): Promise<number> {
  const isIt = and(eq(collections.ownerId, actor.id), eq(collections.name, name));
  const [row] = await db.select({ id: collections.id }).from(collections).where(isIt);
  return row?.id ?? 0;
}

/** All that a reader has, without ids and moments. */
async function libraryOf({ id }: Actor) {
  const mine = await db.select().from(collections).where(eq(collections.ownerId, id));
  const kept = await db
    .select({ name: collections.name, bookId: collectionBooks.bookId })
    .from(collectionBooks)
    .innerJoin(collections, eq(collections.id, collectionBooks.collectionId))
    .where(eq(collections.ownerId, id));
  return {
    collections: mine.map(({ name }) => name).toSorted(),
    kept: kept.map(({ name, bookId }) => `${name} ${bookId}`).toSorted(),
    works: await db
      .select({
        workId: readerWorks.workId,
        status: readerWorks.status,
        rating: readerWorks.rating,
        review: readerWorks.review,
      })
      .from(readerWorks)
      .where(eq(readerWorks.userId, id)),
    readings: await db
      .select({
        workId: readings.workId,
        startedOn: readings.startedOn,
        endedOn: readings.endedOn,
        outcome: readings.outcome,
      })
      .from(readings)
      .where(eq(readings.userId, id)),
    quotes: (await db.select({ text: quotes.text }).from(quotes).where(eq(quotes.userId, id))).map(({ text }) => text),
    copies: await db
      .select({ bookId: copies.bookId, condition: copies.condition, acquiredFrom: copies.acquiredFrom })
      .from(copies)
      .where(eq(copies.ownerId, id)),
    tags: (await db.select({ name: tags.name }).from(tags).where(eq(tags.userId, id))).map(({ name }) => name),
  };
}

const rich = (isbn13: string | null): Line => ({
  ...{
    id: "42",
    title: "A Book",
    author: "Ada Author",
    isbn13: isbn13 ?? "",
    rating: "4",
    read: "2020/10/25",
    added: "2019/01/02",
  },
  ...{
    shelves: "sea, favourites",
    shelf: "read",
    review: "Good.<br/><br/>Very.",
    note: "Lent by Ana",
    count: "2",
    owned: "2",
  },
  ...{ from: "The shop", condition: "Very Good" },
});

describe("bringing a library", () => {
  it("keeps shelves, dates, re-reads, stars, review, notes and copies, and brings none of it twice", async () => {
    const [actor, book] = [await buildUser(), await buildBook()];
    const importId = await run(actor, goodreads(rich(book.isbn13)));
    expect(await statesOf(importId)).toEqual(["imported"]);
    const first = await libraryOf(actor);
    expect(first).toMatchObject({
      collections: ["favourites", "sea"],
      works: [{ workId: book.workId, status: "read", rating: 4, review: "Good.\n\nVery." }],
      quotes: ["Lent by Ana"],
      copies: [
        { bookId: book.id, condition: "very good", acquiredFrom: "The shop" },
        { bookId: book.id, condition: null, acquiredFrom: null },
      ],
    });
    expect(first.readings.map(({ endedOn }) => endedOn).toSorted()).toEqual(["2020-10-25", null].toSorted());
    expect(first.kept).toHaveLength(2);

    const again = await run(actor, goodreads(rich(book.isbn13)));
    expect(await statesOf(again)).toEqual(["unchanged"]);
    expect(await libraryOf(actor)).toEqual(first);
    expect((await getImport(actor.id, importId))?.counts).toMatchObject({ imported: 1, failed: 0 });
  });

  it("adds to what is there, and lets what the reader says here stand", async () => {
    const [actor, book] = [await buildUser(), await buildBook()];
    await run(actor, goodreads({ ...rich(book.isbn13), rating: "2", count: "1" }));
    const later = await run(actor, goodreads({ ...rich(book.isbn13), rating: "5", read: "2024/02/03", count: "2" }));
    expect(await statesOf(later)).toEqual(["updated: kept_yours"]);
    const { works, readings: read } = await libraryOf(actor);
    expect(works).toMatchObject([{ rating: 2 }]);
    // The first time is known by its day: the count of two brings no third.
    expect(read.map(({ endedOn }) => endedOn).toSorted()).toEqual(["2020-10-25", "2024-02-03"]);
  });

  it("leaves away what the reader has moved or removed since, and brings what the file says anew", async () => {
    const [actor, book] = [await buildUser(), await buildBook()];
    await run(actor, goodreads(rich(book.isbn13)));
    const sea = await collectionOf(actor, "sea");
    const shore = await createCollection(actor, { name: "shore", icon: "🏖️" });
    const take = { collectionId: sea, bookIds: [book.id] };
    const put = { collectionId: shore.ok ? shore.collection.id : 0, books: [{ bookId: book.id }] };
    expect(await changeLot(actor, { take, put })).toMatchObject({ taken: 1, added: 1 });
    await db.delete(copies).where(and(eq(copies.ownerId, actor.id), isNull(copies.condition)));
    await db.delete(quotes).where(eq(quotes.userId, actor.id));
    await db.delete(readings).where(eq(readings.userId, actor.id));
    await db.update(readerWorks).set({ status: null, rating: null }).where(eq(readerWorks.userId, actor.id));
    const left = await libraryOf(actor);
    expect(left.kept).toEqual([`favourites ${book.id}`, `shore ${book.id}`]);

    expect(await statesOf(await run(actor, goodreads(rich(book.isbn13))))).toEqual(["unchanged: left_away"]);
    expect(await libraryOf(actor)).toEqual(left);

    const other = { ...rich(book.isbn13), shelves: "sea, favourites, storms", rating: "5" };
    expect(await statesOf(await run(actor, goodreads(other)))).toEqual(["updated: left_away"]);
    const after = await libraryOf(actor);
    expect(after.kept).toEqual([...left.kept, `storms ${book.id}`]);
    expect(after.works).toMatchObject([{ status: null, rating: 5 }]);
    // A shelf that the file left and comes back to is said anew.
    await run(actor, goodreads({ ...other, shelves: "favourites" }));
    await run(actor, goodreads({ ...other, shelves: "sea, favourites" }));
    expect((await libraryOf(actor)).kept).toContain(`sea ${book.id}`);
  });

  it("brings all of it again where the earlier import was undone or deleted", async () => {
    const [actor, book] = [await buildUser(), await buildBook()];
    const first = await run(actor, goodreads(rich(book.isbn13)));
    const before = await libraryOf(actor);
    await run(actor, goodreads(rich(book.isbn13)));
    await undoImport(actor, { importId: first });
    await runImport(first);
    expect((await libraryOf(actor)).kept).toEqual([]);
    await run(actor, goodreads(rich(book.isbn13)));
    expect(await libraryOf(actor)).toEqual(before);

    await db.delete(collections).where(eq(collections.ownerId, actor.id));
    expect(await statesOf(await run(actor, goodreads(rich(book.isbn13))))).toEqual(["unchanged: left_away"]);
    for (const { id } of await listImports(actor.id)) await forgetImport(actor, { importId: id });
    await run(actor, goodreads(rich(book.isbn13)));
    expect(await libraryOf(actor)).toEqual(before);
  });

  it("keeps what the reader did since an import where one that came later, and changed nothing, is undone", async () => {
    const [actor, book] = [await buildUser(), await buildBook()];
    await run(actor, goodreads(rich(book.isbn13)));
    const second = await run(actor, goodreads(rich(book.isbn13)));
    const take = { collectionId: await collectionOf(actor, "sea"), bookIds: [book.id] };
    expect(await changeLot(actor, { take })).toMatchObject({ taken: 1 });
    const left = await libraryOf(actor);
    await undone(actor, second);
    expect(await statesOf(await run(actor, goodreads(rich(book.isbn13))))).toEqual(["unchanged: left_away"]);
    expect(await libraryOf(actor)).toEqual(left);
  });

  it("brings again what an undo took away under a later import, also when the one undone is deleted", async () => {
    const [actor, book] = [await buildUser(), await buildBook()];
    const more = { ...rich(book.isbn13), shelves: "sea, favourites, storms" };
    for (const [line, state] of [
      [rich(book.isbn13), "unchanged"],
      [more, "updated"],
    ] as const) {
      const first = await run(actor, goodreads(rich(book.isbn13)));
      const before = await libraryOf(actor);
      const second = await run(actor, goodreads(line));
      expect(await statesOf(second)).toEqual([state]);
      await undone(actor, first);
      expect(await statesOf(second)).toEqual([`${state}: undone_since`]);
      await forgetImport(actor, { importId: first });
      const third = await run(actor, goodreads(rich(book.isbn13)));
      expect((await libraryOf(actor)).kept).toEqual(expect.arrayContaining(before.kept));
      // What came with the last one is gone with it, whatever the second one says.
      for (const importId of [third, second]) await undone(actor, importId);
      expect((await libraryOf(actor)).kept).toEqual([]);
    }
  });

  it("brings of new times of reading only these, with where the book stands by them", async () => {
    const [actor, book] = [await buildUser(), await buildBook()];
    await run(actor, goodreads(rich(book.isbn13)));
    await db.delete(readings).where(eq(readings.userId, actor.id));
    await db.update(readerWorks).set({ status: null }).where(eq(readerWorks.userId, actor.id));
    const later = { ...rich(book.isbn13), read: "2024/02/03", count: "3" };
    expect(await statesOf(await run(actor, goodreads(later)))).toEqual(["updated"]);
    const { works, readings: read } = await libraryOf(actor);
    expect([works[0]?.status, read.map(({ endedOn }) => endedOn)]).toEqual(["read", ["2024-02-03"]]);
  });

  it("does not say that the reader moved a book which stands under a name that is only alike", async () => {
    const [actor, book] = [await buildUser(), await buildBook()];
    const query = { filter: parseShelfQuery("tag:gift").query, sort: "title" as const };
    for (const name of ["sea", "Fávourites"]) {
      await createCollection(actor, { name, icon: "📚" });
      await db
        .update(collections)
        .set({ query })
        .where(eq(collections.id, await collectionOf(actor, name)));
    }
    await createCollection(actor, { name: "Stórms", icon: "📚" });
    const said = goodreads({ ...rich(book.isbn13), shelves: "sea, favourites, storms" });
    await run(actor, said);
    const { kept } = await libraryOf(actor);
    expect(kept).toEqual(["Stórms", "favourites (imported)", "sea (imported)"].map((name) => `${name} ${book.id}`));
    expect(await statesOf(await run(actor, said))).toEqual(["unchanged"]);
    expect((await libraryOf(actor)).kept).toEqual(kept);
    await db.delete(collections).where(eq(collections.id, await collectionOf(actor, "sea (imported)")));
    expect(await statesOf(await run(actor, said))).toEqual(["unchanged: left_away"]);
  });

  it("says of a book without a series which it is of: a reader proposes it, a moderator fills it, an undo takes it back", async () => {
    const [reader, moderator] = [await buildUser(), await buildUser({ role: "moderator" })];
    const [book, known] = [
      await buildBook({ series: null }),
      await buildBook({ series: [{ name: "Own", position: 9 }] }),
    ];
    const file = goodreads(
      { ...rich(book.isbn13), id: "1", title: "A Book (Tides, #2)" },
      { ...rich(known.isbn13), id: "2", title: "B Book (Tides, #3)" },
    );
    const series = [{ name: "Tides", position: 2 }];
    const seriesOf = async ({ id }: { id: number }) =>
      (await db.select().from(books).where(eq(books.id, id)))[0]?.series;
    const proposalsOf = async () =>
      (
        await db
          .select()
          .from(bookProposals)
          .where(inArray(bookProposals.bookId, [book.id, known.id]))
      ).map((one) => [...[one.bookId, one.value, one.source]]);
    const first = await run(reader, file);
    await run(reader, file);
    await run(await buildUser(), file);
    expect([await seriesOf(book), await proposalsOf()]).toEqual([null, [[book.id, { series }, "reader"]]]);
    await undone(reader, first);
    expect(await proposalsOf()).toEqual([]);

    const second = await run(moderator, file);
    expect([await seriesOf(book), await seriesOf(known)]).toEqual([series, [{ name: "Own", position: 9 }]]);
    await undone(moderator, second);
    expect([await seriesOf(book), await proposalsOf()]).toEqual([null, []]);
    // What a person has said meanwhile stays, and is not asked about again.
    const third = await run(moderator, file);
    expect(await seriesOf(book)).toEqual(series);
    await editBook(moderator, { bookId: book.id, fields: { series: null } });
    await undone(moderator, third);
    await run(moderator, file);
    expect([await seriesOf(book), await proposalsOf()]).toEqual([null, []]);
  });

  it("never guesses a book: without an ISBN the reader says which, once", async () => {
    const [actor, book] = [await buildUser(), await buildBook({ title: "The Whale Road", authors: ["Ada Author"] })];
    const file = goodreads({ ...rich(null), title: "The Whale Road" });
    const importId = await run(actor, file);
    expect(await statesOf(importId)).toEqual(["review: no_isbn"]);
    expect(await libraryOf(actor)).toMatchObject({ kept: [], works: [] });
    const [row] = (await listRows(importId, { show: "review" })).rows;
    const rowId = row?.id ?? 0;
    expect(await chooseBook(await buildUser(), { importId, rowId, isbn: book.isbn })).toMatchObject({ ok: false });
    expect(await chooseBook(actor, { importId, rowId, isbn: book.isbn })).toEqual({ ok: true });
    expect(await chooseBook(actor, { importId, rowId, isbn: book.isbn })).toMatchObject({ reason: "already_decided" });
    expect(await statesOf(importId)).toEqual(["imported"]);
    // What was told once needs not be told again.
    expect(await statesOf(await run(actor, file))).toEqual(["unchanged"]);
  });

  it("proposes books by title and author, the likeliest first, each with how like it is", async () => {
    const { indexBooks } = await import("@/lib/search/commands");
    const title = `Lanterns over Quillford`;
    const book = await buildBook({ title, authors: ["Mara Quint"] });
    const other = await buildBook({ title: `${title} Revisited`, authors: ["Somebody Else"] });
    await indexBooks(db, [book.id, other.id]);
    const actor = await buildUser();
    const importId = await run(actor, goodreads({ id: "9", title, author: "Mara Quint", shelf: "read" }));
    const [row] = (await listRows(importId, {})).rows;
    const entry = entryOf((await getRow(actor.id, importId, row?.id ?? 0)) ?? { parsed: null });
    const proposals = entry ? await listProposals(entry) : [];
    expect(proposals[0]?.book.isbn).toBe(book.isbn);
    expect(proposals[0]?.likeness).toBeGreaterThan(0.95);
  });

  it("waits for a book that the catalogue does not know, and brings it when it has come", async () => {
    const actor = await buildUser();
    const { isbn13, isbn10 } = randomIsbn();
    const importId = await run(actor, goodreads(rich(isbn13)));
    expect(await statesOf(importId)).toEqual(["pending: unknown_book"]);
    const [pending] = await db.select().from(pendingBooks).where(eq(pendingBooks.isbn, isbn13));
    expect(pending).toMatchObject({ timesAsked: 1 });
    expect(await landPending(pending?.id ?? 0)).toBe(0);
    const book = await buildBook({ isbn13, isbn10 });
    await db.update(pendingBooks).set({ state: "found", bookId: book.id }).where(eq(pendingBooks.isbn, isbn13));
    expect(await landPending(pending?.id ?? 0)).toBe(1);
    expect(await statesOf(importId)).toEqual(["imported"]);
    expect((await libraryOf(actor)).copies).toHaveLength(2);
    expect(await landPending(pending?.id ?? 0)).toBe(0);
  });

  it("asks for so many books at a time and lets the others wait for their turn, which comes and loses none", async () => {
    const actor = await buildUser();
    const isbns = Array.from({ length: UNDER_WAY_MAX + 30 }, () => randomIsbn().isbn13);
    const start = async () => {
      const brought = await bringText(actor, isbns.join("\n"));
      if (!brought.ok) throw new Error(brought.reason);
      await startImport(actor, { importId: brought.importId });
      await runImport(brought.importId);
      return brought.importId;
    };
    const importId = await start();
    const countOf = async (reason: string) =>
      db.$count(importRows, and(eq(importRows.importId, importId), eq(importRows.reason, reason)));
    expect([await countOf("unknown_book"), await countOf("waits_turn")]).toEqual([UNDER_WAY_MAX, 30]);
    expect(await db.$count(pendingBooks, inArray(pendingBooks.isbn, isbns))).toBe(UNDER_WAY_MAX);
    // What somebody has asked for already needs no turn; the rest has none by a second file either.
    const again = await start();
    expect(await db.$count(importRows, and(eq(importRows.importId, again), eq(importRows.reason, "waits_turn")))).toBe(
      30,
    );
    expect(await askNext()).toBe(0);
    const [last] = (await listRows(importId, { after: 0, limit: 1_000 })).rows.slice(-1);
    expect(last).toMatchObject({ state: "pending", reason: "waits_turn", href: null });
    await forgetImport(actor, { importId: again });

    await db
      .update(pendingBooks)
      .set({ state: "unknown", reason: "not_found" })
      .where(inArray(pendingBooks.isbn, isbns.slice(0, 10)));
    expect(await askNext()).toBe(10);
    expect(await countOf("waits_turn")).toBe(20);
    // One that has come another way lands without a turn.
    await buildBook({ isbn13: isbns.at(-1) ?? null, isbn10: null });
    await landArrived();
    expect(await countOf("waits_turn")).toBe(19);
  });

  it("asks for no more than 5,000 books of a reader in a day, however many files say them, and goes on the next day", async () => {
    expect(ASKS_A_DAY).toMatchObject({ max: 5_000, windowMs: 24 * 60 * 60_000 });
    const [actor, other] = [await buildUser(), await buildUser()];
    const left = 3;
    // As if they had brought many files, and deleted each.
    for (let at = 0; at < ASKS_A_DAY.max - left; at += 500)
      await Promise.all(
        Array.from({ length: Math.min(500, ASKS_A_DAY.max - left - at) }, () => takeFrom(ASKS_A_DAY, String(actor.id))),
      );
    const isbns = Array.from({ length: 5 }, () => randomIsbn().isbn13);
    const bringOf = async (who: Actor, texts: string[]) => {
      const brought = await bringText(who, texts.join("\n"));
      if (!brought.ok) throw new Error(brought.reason);
      await startImport(who, { importId: brought.importId });
      await runImport(brought.importId);
      return statesOf(brought.importId);
    };
    const [asked, waits] = ["pending: unknown_book", "pending: waits_turn"];
    expect(await bringOf(actor, isbns)).toEqual([...Array(3).fill(asked), waits, waits]);
    expect(await db.$count(pendingBooks, inArray(pendingBooks.isbn, isbns))).toBe(3);
    expect(await askNext()).toBe(0);
    expect(await bringOf(other, [randomIsbn().isbn13])).toEqual([asked]);
    await forget(ASKS_A_DAY, String(actor.id));
    expect(await askNext()).toBe(2);
    expect(await db.$count(pendingBooks, inArray(pendingBooks.isbn, isbns))).toBe(5);
  });

  it("keeps the last twenty files of a reader, and of those that are over the one the longest whose rows all are", async () => {
    const [actor, book] = [await buildUser(), await buildBook()];
    const { isbn13 } = randomIsbn();
    const waiting = await run(actor, goodreads(rich(isbn13)));
    const others: string[] = [];
    for (let at = 1; at < IMPORTS_MAX; at++) others.push(await bring(actor, goodreads(rich(book.isbn13))));
    const ofActor = eq(imports.userId, actor.id);
    expect(await db.$count(imports, ofActor)).toBe(IMPORTS_MAX);
    const one = await bring(actor, goodreads(rich(book.isbn13)));
    const kept = (await listImports(actor.id)).map(({ id }) => id);
    expect(kept.toSorted()).toEqual([waiting, ...others.slice(1), one].toSorted());
    await db.update(imports).set({ state: "running" }).where(ofActor);
    expect(await bringText(actor, isbn13)).toMatchObject({ reason: "too_many_imports" });
    expect(await db.$count(imports, ofActor)).toBe(IMPORTS_MAX);
  });

  it("brings a book that came another way by the clock", async () => {
    const actor = await buildUser();
    const { isbn13, isbn10 } = randomIsbn();
    const importId = await run(actor, goodreads(rich(isbn13)));
    await buildBook({ isbn13, isbn10 });
    expect(await landArrived()).toBeGreaterThanOrEqual(1);
    expect(await statesOf(importId)).toEqual(["imported"]);
  });

  it("undoes a whole import, and leaves what was there before and what was changed since", async () => {
    const [actor, book, kept] = [await buildUser(), await buildBook(), await buildBook()];
    const first = await run(actor, goodreads({ ...rich(kept.isbn13), id: "1", shelves: "sea" }));
    const before = await libraryOf(actor);
    const importId = await run(actor, goodreads(rich(book.isbn13), { ...rich(kept.isbn13), id: "1", shelves: "sea" }));
    await db.update(readerWorks).set({ rating: 1 }).where(eq(readerWorks.workId, book.workId));
    expect(await undoImport(actor, { importId })).toEqual({ ok: true });
    expect(await runImport(importId)).toMatchObject({ ok: true });
    expect(await statesOf(importId)).toEqual(["undone", "undone"]);
    const after = await libraryOf(actor);
    expect(after.works.find(({ workId }) => workId === book.workId)).toMatchObject({
      status: null,
      rating: 1,
      review: null,
    });
    expect({ ...after, works: after.works.filter(({ workId }) => workId !== book.workId) }).toEqual(before);
    expect((await getImport(actor.id, importId))?.state).toBe("undone");
    expect(await statesOf(first)).toEqual(["imported"]);
  });

  it("keeps at an undo the collections that its reader has made their own since", async () => {
    const [actor, book] = [await buildUser(), await buildBook()];
    const first = await run(actor, goodreads(rich(book.isbn13)));
    await updateCollection(actor, { collectionId: await collectionOf(actor, "sea"), name: "Oceans", icon: "🌊" });
    const asked = (typed: string) => ({ filter: parseShelfQuery(typed).query, sort: "title" as const });
    const smart = (name: string) => ({ name, icon: "📚", description: "", query: asked("tag:gift") });
    const [row] = (await listRows(first, {})).rows;
    const entry = entryOf((await getRow(actor.id, first, row?.id ?? 0)) ?? { parsed: null });
    const books = [{ ...entry, key: "ridizi:one", collections: [], status: "read" }];
    const json = { format: "ridizi-library", version: 1, collections: [smart("one"), smart("two")], books };
    const second = await run(actor, Buffer.from(JSON.stringify(json)));
    expect((await libraryOf(actor)).collections).toEqual(["Oceans", "favourites", "one", "two"]);
    await changeQuery(actor, { collectionId: await collectionOf(actor, "two"), query: asked("rating:>=4") });
    for (const importId of [second, first]) {
      expect(await undoImport(actor, { importId })).toEqual({ ok: true });
      await runImport(importId);
    }
    expect((await libraryOf(actor)).collections).toEqual(["Oceans", "two"]);
  });

  it("goes on where it was cut short, and does no row twice", async () => {
    const actor = await buildUser();
    const books = await Promise.all(Array.from({ length: 5 }, () => buildBook()));
    const importId = await bring(
      actor,
      goodreads(...books.map((book, at) => ({ ...rich(book.isbn13), id: String(at) }))),
    );
    await startImport(actor, { importId });
    const controller = new AbortController();
    controller.abort(new Error("killed"));
    await expect(runImport(importId, controller.signal)).rejects.toThrow("killed");
    await Promise.all([runImport(importId), runImport(importId)]);
    expect(await statesOf(importId)).toEqual(Array(5).fill("imported"));
    expect((await libraryOf(actor)).copies).toHaveLength(10);
    expect(await runImport(importId)).toMatchObject({ reason: "nothing_to_do" });
  });

  it("says of each row why it failed, tries failed ones again, and gives them back in their own columns", async () => {
    const [actor, book] = [await buildUser(), await buildBook()];
    const importId = await run(actor, goodreads({ id: "1", title: "" }, rich(book.isbn13)));
    expect(await statesOf(importId)).toEqual(["failed: no_title", "imported"]);
    expect(await retryRows(actor, { importId })).toMatchObject({ rows: 1 });
    await runImport(importId);
    expect(await statesOf(importId)).toEqual(["failed: no_title", "imported"]);
    const opened = await openFailed(actor.id, importId);
    let text = "";
    for await (const part of opened?.text ?? []) text += part;
    const [head = "", only = ""] = text.split("\r\n");
    expect(head).toContain("Book Id,Title,Author");
    expect(only).toMatch(/^1,,.*There is neither a title nor an ISBN\.$/);
    expect(await openFailed((await buildUser()).id, importId)).toBeUndefined();
  });

  it("asks whether day or month comes first only where nothing in the file says it", async () => {
    const [actor, book] = [await buildUser(), await buildBook()];
    const csv = (date: string) => Buffer.from(`Title,ISBN,Date Read,Status\nOne,${book.isbn13},${date},read\n`);
    const unclear = await bring(actor, csv("03/04/2021"));
    expect(await startImport(actor, { importId: unclear })).toMatchObject({ reason: "dates_unclear" });
    await chooseOptions(actor, {
      importId: unclear,
      options: { dateOrder: "day-first", shelves: "collections", unknown: "take" },
    });
    // Only a moderator may take books into the catalogue from a file.
    expect((await getImport(actor.id, unclear))?.options).toMatchObject({ dateOrder: "day-first", unknown: "ask" });
    await startImport(actor, { importId: unclear });
    await runImport(unclear);
    expect((await libraryOf(actor)).readings).toMatchObject([{ endedOn: "2021-04-03" }]);
    const clear = await bring(actor, csv("25/04/2021"));
    expect((await getImport(actor.id, clear))?.facts.dates).toBe("day-first");
  });

  it("says of a second edition that stars are kept once, and keeps since when a book was there", async () => {
    const [actor, first] = [await buildUser(), await buildBook()];
    const second = await buildBook({ workId: first.workId });
    const rows = [first, second].map(({ isbn13 }, at) => `One,${isbn13},${at + 3},2023/10/01,2023/01/02,read`);
    const head = "Title,ISBN,My Rating,Date Read,Date Added,Exclusive Shelf";
    const importId = await run(actor, Buffer.from(`${head}\n${rows.join("\n")}\n`));
    expect((await listRows(importId, {})).rows.map(({ reason }) => reason)).toEqual([null, "other_edition"]);
    const works = await db.select().from(readerWorks).where(eq(readerWorks.userId, actor.id));
    expect(works).toMatchObject([{ bookId: first.id, rating: 3, createdAt: new Date("2023-01-02T00:00:00Z") }]);
  });

  it("takes pasted ISBNs, and puts books of which nothing is said where first books go", async () => {
    const [actor, book] = [await buildUser(), await buildBook()];
    const result = await bringText(actor, `${book.isbn13}\n123abc\n`);
    if (!result.ok) throw new Error(result.reason);
    const { importId } = result;
    await startImport(actor, { importId });
    await runImport(importId);
    expect(await statesOf(importId)).toEqual(["imported", "failed: bad_isbn"]);
    expect((await libraryOf(actor)).kept).toEqual([`My books ${book.id}`]);
  });

  it("lets shelves become tags", async () => {
    const [actor, book] = [await buildUser(), await buildBook()];
    const importId = await bring(actor, goodreads(rich(book.isbn13)));
    await chooseOptions(actor, { importId, options: { dateOrder: null, shelves: "tags", unknown: "ask" } });
    await startImport(actor, { importId });
    await runImport(importId);
    expect(await libraryOf(actor)).toMatchObject({
      collections: [],
      tags: expect.arrayContaining(["sea", "favourites"]),
    });
  });

  it("makes a moderator's book at once, and lets another reader's be looked for", async () => {
    const moderator = await buildUser({ role: "moderator" });
    const title = `Unheard ${randomIsbn().isbn10}`;
    const own = await run(moderator, goodreads({ ...rich(null), title }));
    const [row] = (await listRows(own, {})).rows;
    expect(await makeBook(moderator, { importId: own, rowId: row?.id ?? 0, title, authors: ["Ada Author"] })).toEqual({
      ...{ ok: true, isPending: false },
    });
    expect(await statesOf(own)).toEqual(["imported"]);
    const reader = await buildUser();
    const theirs = await run(reader, goodreads({ ...rich(null), id: "7", title: `${title} again` }));
    const [other] = (await listRows(theirs, {})).rows;
    const rowId = other?.id ?? 0;
    expect(await skipRow(reader, { importId: theirs, rowId })).toEqual({ ok: true });
    expect(await retryRows(reader, { importId: theirs, rowId })).toMatchObject({ ok: true });
    await runImport(theirs);
    expect(await makeBook(reader, { importId: theirs, rowId, title: `${title} again`, authors: [] })).toMatchObject({
      isPending: true,
    });
    const [shown] = (await listRows(theirs, {})).rows;
    const [pending] = await db
      .select()
      .from(pendingBooks)
      .where(eq(pendingBooks.title, `${title} again`));
    expect(shown).toMatchObject({ reason: "made_by_hand", href: `/pending/${pending?.handle}` });
    const book = await buildBook();
    await db
      .update(pendingBooks)
      .set({ state: "found", bookId: book.id })
      .where(eq(pendingBooks.id, pending?.id ?? 0));
    expect(await landPending(pending?.id ?? 0)).toBe(1);
    expect(await statesOf(theirs)).toEqual(["imported"]);
  });

  it("is its reader's alone, and is forgotten when its time is over or its reader says so", async () => {
    const [actor, stranger, book] = [await buildUser(), await buildUser(), await buildBook()];
    const importId = await run(actor, goodreads(rich(book.isbn13)));
    expect(await getImport(stranger.id, importId)).toBeUndefined();
    expect(await forgetImport(stranger, { importId })).toMatchObject({ reason: "import_not_found" });
    expect(await undoImport(stranger, { importId })).toMatchObject({ reason: "import_not_found" });
    expect(await forgetImport(actor, { importId })).toEqual({ ok: true });
    expect(await getImport(actor.id, importId)).toBeUndefined();
    expect(await undoImport(actor, { importId })).toMatchObject({ reason: "import_not_found" });
    expect(await recallImport(stranger, { importId })).toMatchObject({ reason: "import_not_found" });
    expect(await recallImport(actor, { importId })).toEqual({ ok: true });
    expect(await getImport(actor.id, importId)).toMatchObject({ state: "done" });
    await forgetImport(actor, { importId });
    expect(await expireImports(new Date())).toBe(0);
    expect(await expireImports(new Date(Date.now() + 60 * 60_000))).toBeGreaterThanOrEqual(1);
    expect(await db.select().from(importRows).where(eq(importRows.importId, importId))).toEqual([]);
    expect((await libraryOf(actor)).copies).toHaveLength(2);
    const old = await bring(actor, goodreads(rich(book.isbn13)));
    await startImport(actor, { importId: old });
    // What is at work is not taken from under the job.
    expect(await forgetImport(actor, { importId: old })).toMatchObject({ reason: "at_work" });
    await db
      .update(imports)
      .set({ createdAt: new Date("2020-01-01") })
      .where(eq(imports.id, old));
    expect(await expireImports(new Date())).toBe(1);
  });

  it("does not wait for what a crawl has left to be done", () => {
    expect([jobs.runImport, jobs.landPending].map(({ priority }) => priority)).toEqual(["reader", "reader"]);
  });

  it("writes the event of its job with its start", async () => {
    const [actor, book] = [await buildUser(), await buildBook()];
    const importId = await bring(actor, goodreads(rich(book.isbn13)));
    await startImport(actor, { importId });
    const events = await db.select().from(outbox).where(eq(outbox.name, "transfers.import_wanted"));
    expect(events.map(({ payload }) => payload)).toContainEqual({ importId });
  });
});
