import { type ChildProcess, spawn } from "node:child_process";
import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { setTimeout as wait } from "node:timers/promises";
import { asc, eq } from "drizzle-orm";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { db } from "@/db/client";
import { buildBook } from "@/db/factories";
import { books, workKeys, works } from "@/db/schema/catalog";
import { etlImports } from "@/db/schema/etl";
import { outbox } from "@/db/schema/events";
import { bookSearch } from "@/db/schema/search";
import { clearTables, listEverything } from "@/db/test-tables";
import { searchBooks } from "@/lib/search/queries";
import { buildTable, HEADER, isbnOf } from "./books-table.fixtures";
import { convertSource, importSource, type RunOptions } from "./commands";
import { readMetadata as read } from "./metadata/rules";
import { openSource } from "./queries";

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), "ridizi-etl-"));
});
afterAll(() => rm(folder, { recursive: true }));

beforeEach(clear);

async function clear() {
  for (const table of [etlImports, outbox, bookSearch, books, works]) await db.delete(table);
}

async function save(name: string, text: string): Promise<string> {
  const file = path.join(folder, name);
  await writeFile(file, text);
  return file;
}

async function open(file: string) {
  const opened = await openSource(file);
  if (!opened.ok) throw new Error(opened.message);
  return opened.source;
}

async function runImport(file: string, options: RunOptions = {}) {
  const result = await importSource(await open(file), options);
  if (!result.ok) throw new Error(result.reason);
  return result.summary;
}

/** Everything that an import writes, without what differs between any two: ids, moments. */
async function listTables() {
  const rows = await db
    .select()
    .from(books)
    .innerJoin(works, eq(works.id, books.workId))
    .leftJoin(bookSearch, eq(bookSearch.bookId, books.id))
    .orderBy(asc(books.isbn13), asc(books.title));
  const nameOf = new Map(rows.map(({ books: { id, isbn13, title } }) => [id, isbn13 ?? title]));
  const events = await db.select({ name: outbox.name, payload: outbox.payload }).from(outbox);
  const imports = await db.select().from(etlImports).orderBy(asc(etlImports.fileHash));
  return {
    books: rows.map(
      ({
        books: { id: _, workId: __, dateAdded: ___, updatedAt: ____, origins, ...book },
        works: work,
        book_search,
      }) => {
        return {
          ...book,
          said: Object.entries(origins ?? {}).map(([field, { source }]) => [field, source]),
          workKey: work.workKey,
          workTitle: work.title,
          folded: book_search?.folded,
          trigrams: book_search?.trigrams,
        };
      },
    ),
    works: (await db.select({ workKey: works.workKey }).from(works).orderBy(asc(works.workKey))).map(
      ({ workKey }) => workKey,
    ),
    workKeys: (await db.select({ workKey: workKeys.workKey }).from(workKeys).orderBy(asc(workKeys.workKey))).map(
      ({ workKey }) => workKey,
    ),
    events: events.map(({ name, payload }) => `${name} ${nameOf.get((payload as { bookId: number }).bookId)}`).sort(),
    imports: imports.map(({ startedAt: _, finishedAt, ...row }) => ({ ...row, isFinished: finishedAt !== null })),
  };
}

const STRANGER = { title: "Something else entirely", authors: ["Q Xy"], publishedYear: 1999 };

/** A work that is called the same each time. */
async function strangeWork(at: number) {
  const [work] = await db
    .insert(works)
    .values({ workKey: `test:stranger ${at}`, title: STRANGER.title })
    .$returningId();
  return { workId: work?.id };
}

const sum = ({ imported, updated, unchanged, rejected }: Record<string, number>) =>
  (imported ?? 0) + (updated ?? 0) + (unchanged ?? 0) + (rejected ?? 0);

describe("importSource", () => {
  it("takes what is proven, tells of every other row, and adds each book with one event", async () => {
    const rejected: string[] = [];
    const file = await save("table.csv", buildTable(1_000, 1));
    const { counts, repairs, rejections } = await runImport(file, {
      onRejected: ({ line, problem, raw }) => void rejected.push(`${line} ${problem} ${raw.split(",")[0]}`),
    });
    expect(counts).toEqual({ read: 1_000, imported: 970, updated: 0, unchanged: 10, repaired: 20, rejected: 20 });
    expect(repairs).toEqual({ columns_realigned: 10, date_cut: 10 });
    expect(rejections).toEqual({ not_a_book: 10, isbns_disagree: 10 });
    expect(rejected.slice(0, 2)).toEqual(["54 not_a_book 100053", "55 isbns_disagree 100054"]);
    const tables = await listTables();
    expect(tables.books).toHaveLength(970);
    expect(tables.events).toEqual(tables.books.map(({ isbn13 }) => `catalog.book_added ${isbn13}`).sort());
    expect(tables.books.every(({ folded, trigrams }) => folded && trigrams)).toBe(true);
    const { hits } = await searchBooks({ q: "Book 100042 of seas", limit: 3, offset: 0 });
    expect(hits[0]?.book.title).toBe("Book 100042 of seas");
  });

  it("changes nothing when the same file comes again, as a table or as metadata.json", async () => {
    const file = await save("again.csv", buildTable(300, 2));
    const first = await runImport(file);
    const before = await listTables();
    const second = await runImport(file);
    expect(second.counts).toEqual({
      ...first.counts,
      imported: 0,
      unchanged: first.counts.imported + first.counts.unchanged,
    });
    const out = path.join(folder, "again.json");
    await convertSource(await open(file), out);
    const third = await runImport(out);
    expect(third.counts).toMatchObject({ imported: 0, updated: 0, rejected: 0 });
    const after = await listTables();
    expect({ ...after, imports: [] }).toEqual({ ...before, imports: [] });
  });

  it("makes the same catalogue of a table and of the metadata.json that it is converted to", async () => {
    const file = await save("both.csv", buildTable(300, 3));
    await runImport(file);
    const direct = await listTables();
    const out = path.join(folder, "both.json");
    const { counts } = await convertSource(await open(file), out);
    expect(counts).toMatchObject({ read: 300, imported: 294, rejected: 6 });
    await clear();
    await runImport(out);
    expect({ ...(await listTables()), imports: [] }).toEqual({ ...direct, imports: [] });
    const lines = (await readFile(out, "utf8")).trim().split("\n");
    expect(lines).toHaveLength(294);
    await convertSource(await open(file), `${out}2`);
    expect(await readFile(`${out}2`, "utf8")).toBe(`${lines.join("\n")}\n`);
  });

  it("gives a known book what it lacks and leaves what it has, whoever wrote it", async () => {
    const { isbn10, isbn13 } = isbnOf(400_000);
    const known = await buildBook({
      isbn10,
      isbn13,
      title: "From the file, by hand",
      authors: ["Edited Author"],
      pages: null,
      publisher: "By hand",
    });
    const row = `7,From the file,Ann Writer,4.5,${isbn10},${isbn13},eng,321,10,3,9/16/2006,House of Books`;
    const file = await save("known.csv", `${HEADER}\n${row}\n`);
    expect((await runImport(file)).counts).toMatchObject({ imported: 0, updated: 1 });
    const [book] = await db.select().from(books).where(eq(books.id, known.id));
    expect(book).toMatchObject({
      title: "From the file, by hand",
      authors: ["Edited Author"],
      publisher: "By hand",
      workId: known.workId,
      pages: 321,
      languageCode: "en",
      averageRating: 4.5,
      externalLinks: { goodreads: "https://www.goodreads.com/book/show/7" },
      publishedYear: known.publishedYear,
    });
    expect(await db.$count(works)).toBe(1);
    expect(await db.$count(outbox)).toBe(0);
    expect((await runImport(file)).counts).toMatchObject({ updated: 0, unchanged: 1 });
  });

  it("fills no book from a row that gives its ISBN to another title, and tells of the row", async () => {
    const [known, twice] = [isbnOf(410_000), isbnOf(410_001)];
    const { id } = await buildBook({
      ...known,
      title: "The Sea",
      authors: ["John Banville"],
      pages: null,
      publisher: null,
    });
    const row = (title: string, author: string, { isbn10, isbn13 }: typeof known) =>
      `,${title},${author},4.5,${isbn10},${isbn13},eng,321,10,3,9/16/2006,House`;
    const rows = [
      row("Cooking at Home", "Ann Cook", known),
      row("THE SEA (Vintage)", "Banville", known),
      row("A Book of Its Own", "Ann Writer", twice),
      row("Gardens", "Bo Green", twice),
    ];
    const file = await save("another.csv", `${HEADER}\n${rows.join("\n")}\n`);
    const told: string[] = [];
    const onRejected: RunOptions["onRejected"] = ({ line, problem, raw }) =>
      void told.push(`${line} ${problem} ${raw}`);
    const preview = await runImport(file, { isDryRun: true, onRejected });
    const summary = await runImport(file, { onRejected });
    expect(summary.counts).toEqual({ read: 4, imported: 1, updated: 1, unchanged: 0, repaired: 0, rejected: 2 });
    expect(preview).toMatchObject({ counts: summary.counts, rejections: summary.rejections });
    expect(summary.rejections).toEqual({ isbn_of_another_title: 2 });
    const said = [`2 isbn_of_another_title ${rows[0]}\n`, `5 isbn_of_another_title ${rows[3]}\n`];
    expect(told).toEqual([...said, ...said]);
    const [book] = await db.select().from(books).where(eq(books.id, id));
    expect(book).toMatchObject({ title: "The Sea", pages: 321, publisher: "House" });
    expect((await runImport(file)).counts).toMatchObject({ unchanged: 2, rejected: 2 });
  });

  it("counts a row as repaired only where it was taken", async () => {
    // The fifth of every hundred has a day that does not exist.
    const { isbn10, isbn13 } = isbnOf(15 * 100_000 + 54);
    await buildBook({ isbn10, isbn13, title: "Something else entirely" });
    const file = await save("repaired.csv", buildTable(100, 15));
    const preview = await runImport(file, { isDryRun: true });
    const { counts, repairs, rejections } = await runImport(file);
    expect(rejections).toMatchObject({ isbn_of_another_title: 1 });
    expect([counts.repaired, repairs]).toEqual([1, { columns_realigned: 1 }]);
    expect(preview).toMatchObject({ counts, repairs });
    expect((await listTables()).imports).toMatchObject([{ repaired: 1 }]);
  });

  it("puts the editions of one text into one work, from whatever table they come", async () => {
    const [one, two] = [isbnOf(500_000), isbnOf(500_001)];
    const goodreads = `7,The Sea (Sea  #1),Ann B. Writer/Bo Drawer,4.5,${one.isbn10},${one.isbn13},eng,321,10,3,9/16/2006,House`;
    await runImport(await save("one.csv", `${HEADER}\n${goodreads}\n`));
    const crossing = `ISBN,Book_Title,Book_Author,Year_Of_Publication,Publisher\n${two.isbn10},SEA (Penguin Classics),ANN WRITER,1999,Penguin\n`;
    await runImport(await save("two.csv", crossing));
    const rows = await db.select({ workId: books.workId }).from(books);
    expect(rows).toHaveLength(2);
    expect(new Set(rows.map(({ workId }) => workId)).size).toBe(1);
  });

  it("knows a book without ISBN again, and keeps its identity when the ISBN comes", async () => {
    const row = (isbn10: string, isbn13: string) =>
      `7,A leaflet,Ann Writer,4.5,${isbn10},${isbn13},eng,8,10,3,9/16/2006,House`;
    const bare = await save("bare.csv", `${HEADER}\n${row("", "")}\n`);
    expect((await runImport(bare)).counts).toMatchObject({ imported: 1 });
    const { isbn10, isbn13 } = isbnOf(600_000);
    expect((await runImport(await save("full.csv", `${HEADER}\n${row(isbn10, isbn13)}\n`))).counts).toMatchObject({
      updated: 1,
    });
    expect((await runImport(bare)).counts).toMatchObject({ unchanged: 1 });
    expect(await db.select({ isbn13: books.isbn13, sourceKey: books.sourceKey }).from(books)).toEqual([
      { isbn13, sourceKey: "goodreads:7" },
    ]);
  });

  it("gives no ISBN to a book that another table has under the same number", async () => {
    const { isbn10, isbn13 } = isbnOf(610_000);
    const mine = await save("mine.csv", `${HEADER}\n1,The Sea,John Banville,4.5,,,eng,200,10,3,9/16/2006,House\n`);
    const yours = await save(
      "yours.csv",
      `${HEADER}\n1,Cooking at Home,Ann Cook,4.5,${isbn10},${isbn13},eng,300,10,3,9/16/2001,Stove\n`,
    );
    const bare = await save("bare-too.csv", `${HEADER}\n1,Gardens,Bo Green,4.5,,,eng,100,10,3,9/16/1999,Spade\n`);
    for (const file of [mine, yours, bare]) {
      const preview = await runImport(file, { isDryRun: true });
      const { counts } = await runImport(file);
      expect(counts).toMatchObject({ imported: 1, updated: 0, rejected: 0 });
      expect(preview.counts).toEqual(counts);
    }
    for (const file of [mine, yours, bare]) expect((await runImport(file)).counts).toMatchObject({ unchanged: 1 });
    const rows = await db
      .select({ title: books.title, isbn13: books.isbn13, pages: books.pages })
      .from(books)
      .orderBy(asc(books.id));
    expect(rows).toEqual([
      { title: "The Sea", isbn13: null, pages: 200 },
      { title: "Cooking at Home", isbn13, pages: 300 },
      { title: "Gardens", isbn13: null, pages: 100 },
    ]);
  });

  it("takes the names of the columns for no book where two tables were joined", async () => {
    const joined = "title,author\nThe Sea,John Banville\ntitle,author\nGardens,Bo Green\n";
    const summary = await runImport(await save("joined.csv", joined));
    expect(summary.counts).toMatchObject({ read: 3, imported: 2, rejected: 1 });
    expect(summary.rejections).toEqual({ header_again: 1 });
  });

  it("takes a row that says more than anybody searches for, and none of its neighbours is lost", async () => {
    // Letters of which no three are the same, as where rows have run together.
    const person = (seed: number) =>
      Array.from({ length: 290 }, (_, at) => String.fromCodePoint(0x400 + ((seed * 997 + at * at * 31) % 0xff))).join(
        "",
      );
    const people = Array.from({ length: 190 }, (_, at) => person(at)).join("/");
    const rows = [
      `1,The Crowd,${people},4.5,,,eng,8,10,3,9/16/2006,House`,
      "2,The Sea,Ann Writer,4.5,,,eng,8,10,3,,House",
    ];
    const { counts } = await runImport(await save("crowd.csv", `${HEADER}\n${rows.join("\n")}\n`));
    expect(counts).toMatchObject({ read: 2, imported: 2 });
    expect(await db.$count(bookSearch)).toBe(2);
  });

  it("takes nothing behind where a file was when it was opened", async () => {
    const file = await save("growing.csv", buildTable(1_500, 16));
    const source = await open(file);
    await writeFile(file, buildTable(1_600, 16));
    await expect(importSource(source)).rejects.toThrow("changed while it was read");
    expect((await listTables()).imports).toMatchObject([{ rowsDone: 1_000, isFinished: false }]);
    expect((await runImport(file)).counts).toMatchObject({ read: 1_600 });
  });

  it("adds each book once when tables with the same books come at the same time", async () => {
    const rows = buildTable(2_400, 7).trim().split("\n");
    const [header = "", ...data] = rows;
    const forwards = await save("forwards.csv", `${[header, ...data].join("\n")}\n`);
    const backwards = await save("backwards.csv", `${[header, ...data.reverse()].join("\n")}\n`);
    const results = await Promise.all([runImport(forwards), runImport(backwards)]);
    for (const { counts } of results) expect(sum(counts)).toBe(2_400);
    const imported = results.reduce((total, { counts }) => total + counts.imported, 0);
    expect(imported).toBe(2_328);
    expect(await db.$count(books)).toBe(2_328);
    expect(await db.$count(outbox)).toBe(2_328);
  });

  it("refuses to import a file that another process is importing, and loses nothing by it", async () => {
    const file = await save("taken.csv", buildTable(3_000, 8));
    const results = await Promise.all([importSource(await open(file)), importSource(await open(file))]);
    expect(results.map((result) => (result.ok ? "done" : result.reason)).sort()).toEqual(["done", "import_taken"]);
    expect(await db.$count(books)).toBe(2_910);
  });

  it("says what it would do and writes nothing", async () => {
    const file = await save("dry.csv", buildTable(400, 9));
    const preview = await runImport(file, { isDryRun: true });
    expect(await listTables()).toEqual({ books: [], works: [], workKeys: [], events: [], imports: [] });
    expect((await runImport(file)).counts).toEqual(preview.counts);
  });

  it("stops where it is asked to, and goes on there with the counts of one run", async () => {
    const file = await save("stopped.csv", buildTable(3_500, 10));
    const stop = new AbortController();
    const first = await runImport(file, {
      signal: stop.signal,
      onProgress: ({ rows }) => rows >= 1_000 && stop.abort(),
    });
    expect(first).toMatchObject({ isFinished: false, counts: { read: 1_000 } });
    expect(sum(first.counts)).toBe(1_000);
    expect((await listTables()).imports).toMatchObject([{ rowsDone: 1_000, isFinished: false }]);
    const second = await runImport(file);
    expect(second.isFinished).toBe(true);
    expect(second.counts).toEqual({
      read: 3_500,
      imported: 3_395,
      updated: 0,
      unchanged: 35,
      repaired: 70,
      rejected: 70,
    });
  });

  it("has the counts of one run when it is stopped before it came to where the last one was", async () => {
    const file = await save("twice-stopped.csv", buildTable(3_000, 12));
    const stopAt = (rows: number, onRejected?: RunOptions["onRejected"]) => {
      const stop = new AbortController();
      const onProgress: RunOptions["onProgress"] = (done) => done.rows >= rows && stop.abort();
      return runImport(file, { signal: stop.signal, onProgress, onRejected });
    };
    const first = await stopAt(2_000);
    const told: number[] = [];
    const second = await stopAt(1_000, ({ line }) => void told.push(line));
    expect(second).toEqual(first);
    expect(first.isFinished).toBe(false);
    expect(told).toHaveLength(40);
    expect(first.counts).toEqual({
      read: 2_000,
      imported: 1_940,
      updated: 0,
      unchanged: 20,
      repaired: 40,
      rejected: 40,
    });
    expect((await listTables()).imports).toMatchObject([{ rowsDone: 2_000 }]);
    expect((await runImport(file)).counts).toMatchObject({ read: 3_000, imported: 2_910, unchanged: 30, rejected: 60 });
  });

  it("has the counts of one run when its batches have another size than those of the run that it goes on with", async () => {
    const file = await save("other-batches.csv", buildTable(2_500, 13));
    const stop = new AbortController();
    await runImport(file, {
      batchRows: 300,
      signal: stop.signal,
      onProgress: ({ rows }) => rows >= 900 && stop.abort(),
    });
    const counts = { read: 2_500, imported: 2_425, updated: 0, unchanged: 25, repaired: 50, rejected: 50 };
    const told: number[] = [];
    const second = await runImport(file, { onRejected: ({ line }) => void told.push(line) });
    expect(second.counts).toEqual(counts);
    expect(told).toHaveLength(50);
    expect((await listTables()).imports).toMatchObject([
      { rowsDone: 2_500, imported: 2_425, rejected: 50, repaired: 50 },
    ]);
  });

  it("keeps count of the rows that the catalogue did not take, over several runs", async () => {
    const { isbn10, isbn13 } = isbnOf(14 * 100_000 + 5);
    await buildBook({ isbn10, isbn13, title: "Something else entirely" });
    const file = await save("kept-count.csv", buildTable(400, 14));
    const stop = new AbortController();
    const part = { batchRows: 100, signal: stop.signal, onProgress: () => stop.abort() };
    expect((await runImport(file, part)).counts).toMatchObject({ read: 100, imported: 96, unchanged: 1, rejected: 3 });
    // The title is that of the table now, which changes nothing about the row that was not taken.
    await db.update(books).set({ title: "Book 1400005 of towns" }).where(eq(books.isbn13, isbn13));
    const told: string[] = [];
    const whole = await runImport(file, { onRejected: ({ line, problem }) => void told.push(`${line} ${problem}`) });
    expect(whole.counts).toMatchObject({ read: 400, imported: 387, unchanged: 4, rejected: 9 });
    expect(sum(whole.counts)).toBe(400);
    expect(whole.rejections).toEqual({ isbn_of_another_title: 1, not_a_book: 4, isbns_disagree: 4 });
    expect(told).toHaveLength(9);
    expect(told).toContain("7 isbn_of_another_title");
    expect((await runImport(file)).rejections).toEqual({ not_a_book: 4, isbns_disagree: 4 });
  });

  it("leaves every row of every table as one run would, however often it is killed", async () => {
    const file = await save("killed.csv", buildTable(12_000, 11));
    const strangers = [5, 2_005, 11_905].map((at) => isbnOf(11 * 100_000 + at));
    /** Books whose ISBNs the table gives to other titles. */
    const begin = async () => {
      await clearTables();
      for (const [at, isbn] of strangers.entries())
        await buildBook({ ...isbn, ...STRANGER, ...(await strangeWork(at)) });
    };
    await begin();
    const whole = await runImport(file);
    expect(whole.rejections).toMatchObject({ isbn_of_another_title: strangers.length });
    const expected = await listEverything();
    expect(expected.books).toHaveLength(11_640);
    expect(expected.etl_rejected_rows).toHaveLength(strangers.length);
    await begin();
    // Not by tsx's own command: that starts another process, which would outlive it.
    const script = ["--import", "tsx", "--conditions=react-server", "scripts/etl-import.ts"];
    const start = (): ChildProcess =>
      spawn(process.execPath, [...script, "--csv", file, "--json"], { stdio: ["ignore", "pipe", "inherit"] });
    const rowsDone = async () =>
      (await db.select({ rowsDone: etlImports.rowsDone }).from(etlImports))[0]?.rowsDone ?? 0;

    const stops: number[] = [];
    while (stops.length < 5) {
      const child = start();
      const ended = new Promise((resolve) => child.once("exit", resolve));
      const before = await rowsDone();
      while (child.exitCode === null && (await rowsDone()) <= before) await wait(5);
      // Anywhere in the batch after the one that has just been written.
      await wait(Math.random() * 200);
      child.kill("SIGKILL");
      await ended;
      stops.push(await rowsDone());
    }
    expect(stops.at(-1)).toBeLessThan(12_000);
    expect(new Set(stops).size).toBe(stops.length);
    const last = start();
    let output = "";
    last.stdout?.on("data", (chunk) => {
      output += chunk;
    });
    await new Promise((resolve) => last.once("close", resolve));
    expect(JSON.parse(output.trim().split("\n").at(-1) ?? "")).toEqual(whole.counts);
    expect(await listEverything()).toEqual(expected);
  }, 180_000);
});

describe("readMetadata", () => {
  const readMetadata = (value: unknown, line: number) => read(value, line, new Date("2026-06-01"));

  it("takes a record that says little, and proves its numbers again", () => {
    expect(readMetadata({ title: "Sea" }, 1)).toMatchObject({ record: { title: "Sea", isbn13: null, kind: "book" } });
    expect(readMetadata({ title: "Sea", isbn13: "9780439785960" }, 2)).toMatchObject({
      problem: "isbn_wrong_check_digit",
    });
    for (const title of ["", " \u0000\n"]) expect(readMetadata({ title }, 3)).toMatchObject({ problem: "no_title" });
    const coverUrls = ["https://covers.example/1.jpg", "javascript:alert(1)", "data:image/png;base64,AA"];
    expect(readMetadata({ title: "Sea", coverUrls }, 4)).toMatchObject({
      record: { coverUrls: coverUrls.slice(0, 1) },
    });
    expect(readMetadata({ title: "Sea", pages: 1e9 }, 5)).toMatchObject({ problem: "not_a_record" });
    expect(readMetadata({ title: "\ud83d" }, 6)).toMatchObject({ problem: "garbled_text" });
    expect(readMetadata({ title: "🌊", authors: ["Zoë"] }, 7)).toMatchObject({ record: { title: "🌊" } });
    expect(readMetadata("Sea", 4)).toMatchObject({ problem: "not_a_record" });
  });

  it("takes no sign of control, no letter that was lost, and no date that is none", () => {
    expect(
      readMetadata(
        {
          ...{
            title: "The\u0000 Sea\n and\u0007 more",
            authors: ["Ann\u001b[2J Writer ", ""],
            genres: ["Sea", "H\ufffdls"],
          },
          ...{
            publisher: "\ufffd\ufffd",
            description: "One\r\ntwo\u0000",
            publicationDate: "31.12.1999",
            publishedYear: 1999,
          },
        },
        1,
      ),
    ).toMatchObject({
      record: {
        ...{ title: "The Sea and more", authors: ["Ann[2J Writer"], genres: ["Sea"], publisher: null },
        ...{ description: "One\ntwo", publicationDate: null, publishedYear: 1999 },
      },
      repairs: ["text_dropped", "date_cut"],
    });
    expect(readMetadata({ title: "The S\ufffda" }, 2)).toMatchObject({ problem: "garbled_text" });
    expect(readMetadata({ title: "Sea", authors: ["Zo\ufffd"] }, 3)).toMatchObject({ problem: "garbled_text" });
  });
});

describe("a metadata.json in another encoding", () => {
  it.each(["latin1", "utf16le"] as const)("is read as what it is, %s", async (encoding) => {
    const text = `\ufeff${JSON.stringify([{ title: "L'Étranger", authors: ["Zoë"] }])}`;
    const file = path.join(folder, `${encoding}.json`);
    await writeFile(file, Buffer.from(encoding === "latin1" ? text.slice(1) : text, encoding));
    expect((await runImport(file)).counts).toMatchObject({ imported: 1, rejected: 0 });
    expect(await db.select({ title: books.title, authors: books.authors }).from(books)).toEqual([
      { title: "L'Étranger", authors: ["Zoë"] },
    ]);
  });

  it("with a byte order mark is read, and one that breaks off is an error", async () => {
    const marked = await save("marked.json", '\ufeff[{"title":"Sea"}]\n');
    expect((await runImport(marked)).counts).toMatchObject({ imported: 1 });
    for (const [at, text] of [
      '[{"title":"Hill"},',
      '[{"title":"Hill"}',
      '[{"title":"Hill"}][{"title":"Dale"}]',
    ].entries())
      await expect(runImport(await save(`broken-${at}.json`, text))).rejects.toThrow();
    expect((await listTables()).imports.filter(({ isFinished }) => isFinished)).toHaveLength(1);
  });
});

it("shows nobody the bytes of a picture that is named as a table", async () => {
  const file = path.join(folder, "cover.csv");
  await writeFile(
    file,
    Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a, 0, 0, 0, 13, 0x2c, 0x2c, 0x0a, 0x1b]),
  );
  expect(await openSource(file)).toEqual({
    ok: false,
    reason: "not_text",
    message: "cover.csv is no text: a table is wanted, as CSV.",
  });
});
