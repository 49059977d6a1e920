import { asc, eq } from "drizzle-orm";
import { beforeEach, describe, expect, it } from "vitest";
import { db, inTransaction } from "@/db/client";
import { buildBook, buildUser, randomIsbn } from "@/db/factories";
import { authors, bookAuthors, bookSeries, books, series } from "@/db/schema/catalog";
import { bookSearch } from "@/db/schema/search";
import { importBook, importRecords } from "@/lib/catalog/commands";
import { deriveBooks, showSpelling } from "@/lib/catalog/derived/commands";
import { listMisspelt, listStaleDerived } from "@/lib/catalog/derived/queries";
import { mergeBookRows, returnBookRows } from "@/lib/catalog/merging/commands";
import { holdBooks } from "@/lib/catalog/merging/queries";
import { editBook, enrichBook, undoChange } from "@/lib/catalog/provenance/commands";
import { getCuratedBook } from "@/lib/catalog/provenance/queries";
import type { ImportableRecord } from "@/lib/catalog/records/schema";
import { indexBook, indexBooks } from "./commands";

const derive = (...ids: number[]) => inTransaction((tx) => deriveBooks(tx, ids));

/** What is stored of a book, in short. */
async function stored(bookId: number) {
  const [row] = await db
    .select({ sortTitle: books.sortTitle, sortAuthor: books.sortAuthor })
    .from(books)
    .where(eq(books.id, bookId));
  const inSeries = await db
    .select({ name: series.name, position: bookSeries.position, rangeEnd: bookSeries.rangeEnd })
    .from(bookSeries)
    .innerJoin(series, eq(series.id, bookSeries.seriesId))
    .where(eq(bookSeries.bookId, bookId))
    .orderBy(asc(series.key));
  const by = await db
    .select({ name: authors.name })
    .from(bookAuthors)
    .innerJoin(authors, eq(authors.id, bookAuthors.authorId))
    .where(eq(bookAuthors.bookId, bookId))
    .orderBy(asc(bookAuthors.place));
  return {
    ...row,
    series: inSeries.map(({ name, position, rangeEnd }) => [name, position, rangeEnd]),
    authors: by.map(({ name }) => name),
  };
}

beforeEach(async () => {
  for (const table of [books, series, authors]) await db.delete(table);
});

const EXPANSE = [{ name: "The Expanse", position: 2 }];

const record = (given: Partial<ImportableRecord> = {}): ImportableRecord => ({
  ...randomIsbn(),
  title: "Caliban's War",
  ...{ subtitle: null, authors: ["James S. A. Corey"], pages: 600, publicationDate: "2012", publishedYear: 2012 },
  ...{ publisher: "Orbit", languageCode: "en", description: null, genres: [], averageRating: null, ratingsCount: null },
  ...{ series: EXPANSE, identifiers: {}, workKey: null, coverUrls: [], kind: "book" as const },
  ...given,
});

const SAID = { saidOf: () => ({ source: "test", confidence: 0.8 }), at: new Date() };
const take = (...records: ImportableRecord[]) => inTransaction((tx) => importRecords(tx, records, SAID));

const OF_EXPANSE = {
  ...{ sortTitle: "Caliban's War", sortAuthor: "Corey, James S. A." },
  ...{ series: [["The Expanse", 2, null]], authors: ["James S. A. Corey"] },
};

describe("deriveBooks", () => {
  it("stores places between volumes, boxes of several, and the order of authors", async () => {
    const { id } = await buildBook({
      ...{ title: "The Churn", languageCode: "en", authors: ["Daniel Abraham", "Ty Franck", "Various"] },
      series: [
        { name: "The Expanse", position: 0.5 },
        { name: "Novellas", position: null, range: [1, 3] },
        { name: "expanse", position: 7 },
        { name: "Worlds", position: 1e12 },
      ],
    });
    await derive(id);
    expect(await stored(id)).toEqual({
      ...{ sortTitle: "Churn", sortAuthor: "Abraham, Daniel", authors: ["Daniel Abraham", "Ty Franck"] },
      series: [
        ["The Expanse", 0.5, null],
        ["Novellas", 1, 3],
        ["Worlds", null, null],
      ],
    });
  });

  it("lets spellings meet, and shows the one that most books have", async () => {
    const spelt = async (name: string, author: string) =>
      (await buildBook({ authors: [author], series: [{ name, position: 1 }] })).id;
    const ids = [
      await spelt("THE EXPANSE", "JAMES S.A. COREY"),
      await spelt("Expanse", "James S. A. Corey"),
      await spelt("The Expanse", "James S.A. Corey"),
      await spelt("The Expanse", "James S.A. Corey"),
    ];
    await derive(...ids);
    expect(await db.select({ name: series.name }).from(series)).toEqual([{ name: "The Expanse" }]);
    expect(await db.select({ name: authors.name, sortName: authors.sortName }).from(authors)).toEqual([
      { name: "James S.A. Corey", sortName: "Corey, James S.A." },
    ]);
    await db.delete(books).where(eq(books.id, ids[2] ?? 0));
    await db.delete(books).where(eq(books.id, ids[3] ?? 0));
    for await (const { ids: misspelt } of listMisspelt("series")) expect(misspelt).toHaveLength(1);
    const [row] = await db.select().from(series);
    await showSpelling("series", row?.id ?? 0);
    expect((await db.select().from(series))[0]?.name).toBe("Expanse");
  });

  it("keeps two people apart who are alike only in their family name", async () => {
    const ids = [];
    for (const name of ["Anne Brontë", "Charlotte Brontë", "A. Brontë"])
      ids.push((await buildBook({ authors: [name] })).id);
    await derive(...ids);
    expect(await db.$count(authors)).toBe(3);
  });

  it("is one and whole when many do it at once", async () => {
    const ids: number[] = [];
    for (let at = 0; at < 12; at++)
      ids.push(
        (await buildBook({ authors: ["Ann Leckie", `Writer ${at % 3}`], series: [{ name: "Radch", position: at }] }))
          .id,
      );
    await Promise.all([derive(...ids), derive(...ids.toReversed()), ...ids.map((id) => indexBook(id))]);
    expect(await db.$count(series)).toBe(1);
    expect(await db.$count(authors)).toBe(4);
    expect(await db.$count(bookSeries)).toBe(12);
    expect(await db.$count(bookAuthors)).toBe(24);
    expect(await listStaleDerived(ids)).toEqual([]);
  });

  it("does not let a book count as edited", async () => {
    const { id } = await buildBook({ sortTitle: "", updatedAt: new Date("2020-01-02T03:04:05.678Z") });
    await derive(id);
    const [row] = await db.select({ at: books.updatedAt, sortTitle: books.sortTitle }).from(books);
    expect(row).toMatchObject({ at: new Date("2020-01-02T03:04:05.678Z"), sortTitle: expect.stringMatching(/./) });
  });
});

describe("series and authors follow a book that is written by", () => {
  it("an import of records", async () => {
    const { written } = await take(record());
    await inTransaction((tx) => indexBooks(tx, written));
    expect(await stored(written[0] ?? 0)).toEqual(OF_EXPANSE);
  });

  it("an import that fills what a known book lacks", async () => {
    const isbn = randomIsbn();
    const { id } = await buildBook({ ...isbn, title: "Caliban's War", authors: [], series: null });
    await derive(id);
    const { written } = await take(record(isbn));
    await inTransaction((tx) => indexBooks(tx, written));
    expect(written).toEqual([id]);
    expect(await stored(id)).toEqual(OF_EXPANSE);
  });

  it("the seed", async () => {
    const { isbn10, isbn13, subtitle, pages, publicationDate, publishedYear, ...rest } = record();
    const { publisher, languageCode, description, genres, title, authors, series } = rest;
    const result = await importBook({
      ...{ isbn10, isbn13, subtitle, pages, publicationDate, publishedYear, publisher, languageCode, description },
      ...{ genres, title, authors, series, workKey: "w", workTitle: "W", sourceKey: "seed:w", coverHints: null },
    });
    await indexBook(result.bookId);
    expect(await stored(result.bookId)).toEqual(OF_EXPANSE);
  });

  it("enrichment, an admin's edit, and its undo", async () => {
    const isbn = randomIsbn();
    const { id } = await buildBook({ ...isbn, title: "Caliban's War", authors: ["James S. A. Corey"], series: null });
    await enrichBook({
      bookId: id,
      record: record(isbn),
      by: { source: "openlibrary", confidence: 0.8 },
      at: new Date(),
    });
    await indexBook(id);
    expect(await stored(id)).toEqual(OF_EXPANSE);

    const admin = await buildUser({ role: "admin" });
    const edit = { title: "Der Krieg", series: [{ name: "Expanse", position: 2.5 }], languageCode: "de" };
    await editBook(admin, { bookId: id, fields: edit });
    await indexBook(id);
    expect(await stored(id)).toMatchObject({ sortTitle: "Krieg", series: [["Expanse", 2.5, null]] });

    const { changes } = (await getCuratedBook({ bookId: id })) ?? expect.fail("no book");
    for (const { id: changeId, field } of changes)
      if (["title", "series"].includes(field)) await undoChange(admin, { bookId: id, changeId });
    await indexBook(id);
    expect(await stored(id)).toEqual(OF_EXPANSE);
  });
});

it("series and authors follow books that are merged, and parted again", async () => {
  const admin = await buildUser({ role: "admin" });
  const gone = await buildBook({ title: "Caliban's War", authors: ["James S. A. Corey"], series: EXPANSE });
  const kept = await buildBook({ title: "Caliban's War", authors: ["James S. A. Corey"], series: null });
  await derive(gone.id, kept.id);
  const merged = await inTransaction(async (tx) => {
    const rows = await holdBooks(tx, [gone.id, kept.id]);
    const [from, to] = [gone.id, kept.id].map((id) => rows.find((row) => row.id === id) ?? expect.fail("no book"));
    return from && to ? mergeBookRows(tx, from, to, { fields: ["series"], userId: admin.id }) : expect.fail("no books");
  });
  await indexBook(kept.id);
  expect([await stored(kept.id), await db.$count(bookSeries)]).toMatchObject([{ series: OF_EXPANSE.series }, 1]);

  await inTransaction(async (tx) => {
    const [row] = await holdBooks(tx, [kept.id]);
    expect(await returnBookRows(tx, row ?? expect.fail("no book"), merged, admin.id)).toEqual({ obstacle: null });
  });
  for (const { id } of [gone, kept]) await indexBook(id);
  expect(await stored(gone.id)).toEqual(OF_EXPANSE);
  expect(await stored(kept.id)).toEqual({ ...OF_EXPANSE, series: [] });
});

it("a site from before has them when the worker has made its rows anew", async () => {
  const { id } = await buildBook({ title: "Caliban's War", authors: ["James S. A. Corey"], series: EXPANSE });
  await db.insert(bookSearch).values({ bookId: id, folded: "", trigrams: "" });
  expect(await listStaleDerived([id])).toEqual([id]);
  await indexBook(id);
  expect(await stored(id)).toEqual(OF_EXPANSE);
  expect(await listStaleDerived([id])).toEqual([]);
});
