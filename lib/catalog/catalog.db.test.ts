import { randomInt } from "node:crypto";
import { eq, inArray, sql } from "drizzle-orm";
import { describe, expect, it } from "vitest";
import { db } from "@/db/client";
import { buildBook, buildUser, randomIsbn } from "@/db/factories";
import { books, works } from "@/db/schema/catalog";
import { outbox } from "@/db/schema/events";
import { newId } from "@/lib/platform/id";
import { importBook, importRecords, isImportRace } from "./commands";
import { editBook, lockField } from "./provenance/commands";
import { getBookByReference, getBookId, listBooksByIds, listOtherEditions } from "./queries";
import type { ImportableRecord } from "./records/schema";
import type { ImportBookInput } from "./schema";

const buildInput = (given: Partial<ImportBookInput> = {}): ImportBookInput => ({
  workKey: `work-${newId()}`,
  workTitle: `A work ${newId()}`,
  sourceKey: `test:${newId()}`,
  ...randomIsbn(),
  title: `An edition ${newId()}`,
  subtitle: null,
  authors: ["Ann Author"],
  pages: 100,
  publicationDate: "1979-10",
  publishedYear: 1979,
  publisher: null,
  languageCode: "en",
  description: null,
  genres: ["Fiction"],
  series: [],
  coverHints: null,
  ...given,
});

const addedEvents = async (bookId: number) =>
  (
    await db
      .select({ id: outbox.id })
      .from(outbox)
      .where(sql`${outbox.name} = 'catalog.book_added' and json_value(${outbox.payload}, '$.bookId') = ${bookId}`)
  ).length;

describe("importBook", () => {
  it("adds a book with its event once, and leaves it as it is when it comes again", async () => {
    const input = buildInput();
    const first = await importBook(input);
    const second = await importBook({ ...input, title: "Another title" });
    expect([first.outcome, second.outcome]).toEqual(["imported", "unchanged"]);
    expect(second.bookId).toBe(first.bookId);
    expect(await getBookByReference({ isbn13: input.isbn13 ?? "" })).toMatchObject({ title: input.title });
    expect(await addedEvents(first.bookId)).toBe(1);
  });

  it("brings the series of a book, also to one that came before books knew theirs", async () => {
    const input = buildInput();
    const { bookId } = await importBook(input);
    const seriesOf = async () => (await db.select({ series: books.series }).from(books).where(eq(books.id, bookId)))[0];
    expect(await seriesOf()).toEqual({ series: null });
    const series = [{ name: "Tides", position: 2 }];
    expect(await importBook({ ...input, series })).toMatchObject({ bookId, outcome: "updated" });
    expect(await importBook({ ...input, series })).toMatchObject({ outcome: "unchanged" });
    expect(await seriesOf()).toEqual({ series });
  });

  it("leaves a series as a person left it, also where they took it away", async () => {
    const series = [{ name: "Tides", position: 2 }];
    const moderator = await buildUser({ role: "moderator" });
    const [edited, emptied] = [buildInput({ series }), buildInput({ series })];
    const ids = [(await importBook(edited)).bookId, (await importBook(emptied)).bookId] as const;
    const other = [{ name: "Storms", position: 1 }];
    expect(await editBook(moderator, { bookId: ids[0], fields: { series: other } })).toMatchObject({ ok: true });
    expect(await editBook(moderator, { bookId: ids[1], fields: { series: null } })).toMatchObject({ ok: true });
    await lockField(moderator, { bookId: ids[1], field: "series", isLocked: false });
    for (const input of [edited, emptied]) expect(await importBook(input)).toMatchObject({ outcome: "unchanged" });
    const now = await db
      .select({ series: books.series })
      .from(books)
      .where(inArray(books.id, [...ids]));
    expect(now).toEqual([{ series: other }, { series: null }]);
  });

  it("makes one book and one event of ten imports at the same time", async () => {
    const input = buildInput();
    const results = await Promise.all(Array.from({ length: 10 }, () => importBook(input)));
    expect(results.filter(({ outcome }) => outcome === "imported")).toHaveLength(1);
    expect(new Set(results.map(({ bookId }) => bookId)).size).toBe(1);
    expect(await addedEvents(results[0]?.bookId ?? 0)).toBe(1);
  });

  it("makes one work of ten editions that come at the same time", async () => {
    const workKey = `work-${newId()}`;
    const inputs = Array.from({ length: 10 }, () => buildInput({ workKey }));
    const results = await Promise.all(inputs.map((input) => importBook(input)));
    expect(results.every(({ outcome }) => outcome === "imported")).toBe(true);
    expect(await db.select().from(works).where(eq(works.workKey, workKey))).toHaveLength(1);
    const book = await getBookByReference({ bookId: results[0]?.bookId ?? 0 });
    if (!book) throw new Error("no book");
    expect(await listOtherEditions(book)).toHaveLength(9);
  });

  it("takes books with a 979 number, and books without any, each a book of its own", async () => {
    const french = buildInput({ isbn10: null, isbn13: "9791032700709" });
    const [old, older] = [buildInput({ isbn10: null, isbn13: null }), buildInput({ isbn10: null, isbn13: null })];
    for (const input of [french, old, older]) expect((await importBook(input)).outcome).toBe("imported");
    expect(await getBookByReference({ isbn13: "9791032700709" })).toMatchObject({
      isbn: "9791032700709",
      isbn10: null,
      coverFile: "9791032700709.jpg",
    });
    const again = await importBook(old);
    expect(again.outcome).toBe("unchanged");
    expect(await getBookByReference({ bookId: again.bookId })).toMatchObject({
      isbn: `local:${again.bookId}`,
      isbn13: null,
      coverFile: `local-${again.bookId}.jpg`,
    });
  });

  it("knows a book of the same source again when its ISBN was found out meanwhile", async () => {
    const input = buildInput({ isbn10: null, isbn13: null });
    const first = await importBook(input);
    expect(await importBook({ ...input, ...randomIsbn() })).toMatchObject({
      outcome: "unchanged",
      bookId: first.bookId,
    });
  });

  it("leaves no work behind when the book is refused", async () => {
    const { isbn10 } = await buildBook();
    const input = buildInput({ isbn10: isbn10 ?? null });
    await expect(importBook(input)).rejects.toThrow();
    expect(await db.select().from(works).where(eq(works.workKey, input.workKey))).toEqual([]);
  });
});

describe("works", () => {
  const record = (given: Partial<ImportableRecord>): ImportableRecord => ({
    ...{ kind: "book", ...randomIsbn(), title: "A title", subtitle: null, authors: ["Ann Author"], pages: null },
    ...{
      publicationDate: null,
      publishedYear: null,
      publisher: null,
      languageCode: null,
      description: null,
      genres: [],
    },
    ...{ averageRating: null, ratingsCount: null, series: [], identifiers: {}, workKey: null, coverUrls: [] },
    ...given,
  });
  const said = { saidOf: () => ({ source: "test", confidence: 0.5 }), at: new Date() };
  const importOne = (one: ImportableRecord) => db.transaction((tx) => importRecords(tx, [one], said));

  it.each([
    ["seed", "table", "library"],
    ["seed", "library", "table"],
    ["table", "seed", "library"],
    ["table", "library", "seed"],
    ["library", "seed", "table"],
    ["library", "table", "seed"],
  ])("of one title and author are one, whoever brings its editions: %s, %s, %s", async (...order) => {
    const [name, id] = [newId().replace(/\W/g, ""), randomInt(1e9)];
    const [original, translated] = [`Der ${name}`, `The ${name} Reader`];
    const isbns = { seed: randomIsbn(), table: randomIsbn(), library: randomIsbn(), more: randomIsbn() };
    const bring: Record<string, () => Promise<unknown>> = {
      seed: () =>
        importBook(
          buildInput({
            ...isbns.seed,
            workKey: name,
            workTitle: original,
            title: translated,
            authors: ["Bo B. Schlink"],
          }),
        ),
      table: () => importOne(record({ ...isbns.table, title: `${translated} (Vintage)`, authors: ["B. Schlink"] })),
      library: () =>
        importOne(
          record({ ...isbns.library, workKey: `openlibrary:OL${id}W`, title: translated, authors: ["Bo Schlink"] }),
        ),
    };
    for (const source of order) await bring[source]?.();
    // Found by the library's own name for the work, though its title is another.
    await importOne(
      record({ ...isbns.more, workKey: `openlibrary:OL${id}W`, title: `${name} na escola`, authors: ["Schlink"] }),
    );
    const rows = await db
      .select({ workId: books.workId })
      .from(books)
      .where(
        inArray(
          books.isbn13,
          Object.values(isbns).map(({ isbn13 }) => isbn13),
        ),
      );
    expect(rows).toHaveLength(4);
    expect(new Set(rows.map(({ workId }) => workId)).size).toBe(1);
  });

  it("become one of editions from several sources that come at the same time", async () => {
    const title = `Title ${newId()}`;
    const records = Array.from({ length: 6 }, (_, at) =>
      record({ title, workKey: at % 2 === 0 ? null : `source${at}:${newId()}` }),
    );
    const importAgain = async (one: ImportableRecord): Promise<unknown> =>
      importOne(one).catch((error) => {
        if (!isImportRace(error)) throw error;
        return importAgain(one);
      });
    await Promise.all(records.map(importAgain));
    const rows = await db.select({ workId: books.workId }).from(books).where(eq(books.title, title));
    expect(rows).toHaveLength(6);
    expect(new Set(rows.map(({ workId }) => workId)).size).toBe(1);
  });

  it("of one source stay two, though title and author are the same", async () => {
    const title = `Poems ${newId()}`;
    for (const workKey of [`openlibrary:OL${randomInt(1e9)}W`, `openlibrary:OL${randomInt(1e9)}W`])
      await importOne(record({ title, workKey }));
    const rows = await db.select({ workId: books.workId }).from(books).where(eq(books.title, title));
    expect(new Set(rows.map(({ workId }) => workId)).size).toBe(2);
  });
});

describe("queries", () => {
  it("finds the edition with exactly that ISBN, and nothing near it", async () => {
    const book = await buildBook();
    const isbn13 = book.isbn13 ?? "";
    expect(await getBookId({ isbn13 })).toBe(book.id);
    expect(await getBookId({ isbn13: isbn13.slice(0, 12) })).toBeUndefined();
    expect(await getBookId({ isbn13: `${isbn13.slice(0, 12)}%` })).toBeUndefined();
    expect(await getBookId({ bookId: 2_000_000_000 })).toBeUndefined();
  });

  it("lists books in the order asked for, leaving out those that are gone", async () => {
    const [a, b] = [await buildBook(), await buildBook()];
    expect((await listBooksByIds([b.id, 2_000_000_000, a.id])).map(({ id }) => id)).toEqual([b.id, a.id]);
    expect(await listBooksByIds([])).toEqual([]);
  });

  it("reads back every letter and every moment as it was written", async () => {
    const dateAdded = new Date(Date.UTC(2024, 1, 29, 23, 59, 59, 999));
    const title = "Гарри 🦔 e\u0301 ﷺ 山";
    const { id } = await buildBook({ title, dateAdded, externalLinks: { ключ: "https://example.org/?a=б" } });
    const book = await getBookByReference({ bookId: id });
    expect(book).toMatchObject({ title, dateAdded, externalLinks: { ключ: "https://example.org/?a=б" } });
    const [raw] = await db
      .select({ text: sql<string>`date_format(${books.dateAdded}, '%Y-%m-%d %H:%i')` })
      .from(books)
      .where(eq(books.id, id));
    expect(raw?.text).toBe("2024-02-29 23:59");
  });
});
