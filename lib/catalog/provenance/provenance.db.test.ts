import { asc, eq } from "drizzle-orm";
import { describe, expect, it } from "vitest";
import { db } from "@/db/client";
import { buildBook, buildUser, randomIsbn } from "@/db/factories";
import { bookAliases, bookChanges, bookProposals, books } from "@/db/schema/catalog";
import { outbox } from "@/db/schema/events";
import { importRecords } from "../commands";
import type { BookRecord } from "../records/schema";
import { decideProposals, editBook, enrichBook, lockField, undoChange } from "./commands";
import { getCuratedBook, listBooksWithProposals } from "./queries";
import { type BookField, bookEdits } from "./schema";

const AT = new Date("2024-05-01T10:00:00Z");
const DNB = { source: "dnb", confidence: 0.9 };
const GOOGLE = { source: "googlebooks", confidence: 0.6 };

const recordOf = (book: { isbn10: string | null; isbn13: string | null }, given: Partial<BookRecord> = {}) => ({
  ...{ isbn10: book.isbn10, isbn13: book.isbn13, title: "The Sea", subtitle: null, authors: ["John Banville"] },
  ...{ pages: 195, publicationDate: "2005-05", publishedYear: 2005, publisher: "Picador", languageCode: "en" },
  ...{ description: "A man returns to the sea.", genres: ["Fiction"], averageRating: 3.5, ratingsCount: 12 },
  ...{ series: [], identifiers: {}, workKey: null, coverUrls: [], kind: "book" as const },
  ...given,
});

/** A book that knows little: title, authors and genres. */
const buildBare = () =>
  buildBook({ title: "The Sea", authors: ["John Banville"], publishedYear: null, genres: ["Fiction"] });

const rowOf = async (id: number) => (await db.select().from(books).where(eq(books.id, id)))[0];
const proposalsOf = (id: number) =>
  db.select().from(bookProposals).where(eq(bookProposals.bookId, id)).orderBy(asc(bookProposals.id));
const changesOf = (id: number) =>
  db.select().from(bookChanges).where(eq(bookChanges.bookId, id)).orderBy(asc(bookChanges.id));
const eventsOf = async (bookId: number) =>
  (await db.select().from(outbox).where(eq(outbox.name, "catalog.book_changed"))).filter(
    ({ payload }) => (payload as { bookId: number }).bookId === bookId,
  );
const curated = async (id: number) => {
  const book = await getCuratedBook({ bookId: id });
  if (!book) throw new Error("no such book");
  return book;
};
const latestOf = async (id: number, field: BookField) => {
  const change = (await curated(id)).changes.find((one) => one.field === field);
  if (!change) throw new Error(`${field} was never changed`);
  return change.id;
};

describe("enrichBook", () => {
  it("fills what is empty, says by whom and when, and proposes the rest", async () => {
    const book = await buildBare();
    const record = recordOf(book, { title: "Die See", publisher: "Picador" });
    const origins = { publisher: GOOGLE };
    const result = await enrichBook({ bookId: book.id, record, by: DNB, origins, at: AT });
    expect(result).toMatchObject({ ok: true, proposed: ["title"] });
    expect(await rowOf(book.id)).toMatchObject({
      ...{ title: "The Sea", publisher: "Picador", pages: 195, publicationDate: "2005-05", publishedYear: 2005 },
      origins: {
        publisher: { ...GOOGLE, at: AT.toISOString() },
        pages: { ...DNB, at: AT.toISOString() },
        publicationDate: { ...DNB, at: AT.toISOString() },
      },
    });
    expect(await proposalsOf(book.id)).toMatchObject([
      { field: "title", value: { title: "Die See" }, state: "proposed", source: "dnb", saidAt: AT },
    ]);
    const pages = (await changesOf(book.id)).find(({ field }) => field === "pages");
    expect(pages).toMatchObject({ kind: "filled", oldValue: { pages: null }, newValue: { pages: 195 }, userId: null });
    expect(await eventsOf(book.id)).toHaveLength(1);
  });

  it("changes nothing the second time, and proposes nothing twice, though several say it at once", async () => {
    const book = await buildBare();
    const input = { bookId: book.id, record: recordOf(book, { title: "Die See" }), by: DNB, at: AT };
    await Promise.all(Array.from({ length: 10 }, () => enrichBook(input)));
    const [row, changes] = [await rowOf(book.id), await changesOf(book.id)];
    expect(await enrichBook(input)).toMatchObject({ ok: true, filled: [], proposed: [] });
    expect(await proposalsOf(book.id)).toHaveLength(1);
    expect(new Set(changes.map(({ field }) => field)).size).toBe(changes.length);
    expect(await changesOf(book.id)).toEqual(changes);
    expect(await rowOf(book.id)).toEqual(row);
  });

  it("takes nothing from a record of another ISBN", async () => {
    const [book, other] = [await buildBare(), await buildBare()];
    const result = await enrichBook({ bookId: book.id, record: recordOf(other), by: DNB, at: AT });
    expect(result).toMatchObject({ ok: false, reason: "another_book" });
    expect(await changesOf(book.id)).toEqual([]);
    expect(await proposalsOf(book.id)).toEqual([]);
  });

  it("only proposes what was found by words alone, an ISBN too", async () => {
    const book = await buildBook({ isbn10: null, isbn13: null, title: "The Sea", publishedYear: null });
    const found = { isbn10: "0439785960", isbn13: "9780439785969" };
    const result = await enrichBook({ bookId: book.id, record: recordOf(found), by: GOOGLE, at: AT });
    expect(result).toMatchObject({ ok: true, filled: [], proposed: expect.arrayContaining(["isbn", "pages"]) });
    expect(await rowOf(book.id)).toMatchObject({ isbn13: null, pages: null });
  });

  it("neither fills nor proposes where a field is locked, and not again what was rejected", async () => {
    const book = await buildBare();
    const admin = await buildUser({ role: "admin" });
    await editBook(admin, { bookId: book.id, fields: bookEdits.parse({ title: "The sea, a novel" }) });
    await lockField(admin, { bookId: book.id, field: "pages", isLocked: true });
    const record = recordOf(book, { authors: ["Somebody Else"] });
    expect(await enrichBook({ bookId: book.id, record, by: DNB, at: AT })).toMatchObject({ proposed: ["authors"] });
    expect(await rowOf(book.id)).toMatchObject({ title: "The sea, a novel", pages: null });
    const [proposal] = await proposalsOf(book.id);
    await decideProposals(admin, { bookId: book.id, proposalIds: [proposal?.id ?? 0], as: "rejected" });
    expect(await enrichBook({ bookId: book.id, record, by: GOOGLE, at: AT })).toMatchObject({ proposed: [] });
  });

  it("keeps one proposal of a source that has changed its mind", async () => {
    const book = await buildBare();
    for (const title of ["Die See", "Die See. Roman"])
      await enrichBook({ bookId: book.id, record: recordOf(book, { title }), by: DNB, at: AT });
    await enrichBook({ bookId: book.id, record: recordOf(book, { title: "La mer" }), by: GOOGLE, at: AT });
    expect((await proposalsOf(book.id)).map(({ value }) => value.title)).toEqual(["Die See. Roman", "La mer"]);
  });
});

describe("decideProposals", () => {
  it("takes the surest of a field, rejects its rivals with it, and an undo brings all of it back", async () => {
    const book = await buildBare();
    const admin = await buildUser({ role: "moderator" });
    await enrichBook({ bookId: book.id, record: recordOf(book, { title: "La mer" }), by: GOOGLE, at: AT });
    await enrichBook({ bookId: book.id, record: recordOf(book, { title: "Die See" }), by: DNB, at: AT });
    const ids = (await proposalsOf(book.id)).map(({ id }) => id);
    const decided = await decideProposals(admin, { bookId: book.id, proposalIds: ids, as: "accepted" });
    expect(decided).toMatchObject({ ok: true, fields: ["title"] });
    expect(await rowOf(book.id)).toMatchObject({ title: "Die See", origins: { title: DNB } });
    expect((await proposalsOf(book.id)).map(({ state }) => state)).toEqual(["rejected", "accepted"]);
    const again = await decideProposals(admin, { bookId: book.id, proposalIds: ids, as: "rejected" });
    expect(again).toMatchObject({ ok: false, reason: "already_decided" });

    await undoChange(admin, { bookId: book.id, changeId: await latestOf(book.id, "title") });
    expect(await rowOf(book.id)).toMatchObject({ title: "The Sea" });
    expect((await rowOf(book.id))?.origins).not.toHaveProperty("title");
    expect((await proposalsOf(book.id)).map(({ state }) => state)).toEqual(["proposed", "proposed"]);
    expect((await curated(book.id)).proposals.map(({ value }) => value.title)).toEqual(["Die See", "La mer"]);
  });

  it("refuses an ISBN that another book has, and changes nothing", async () => {
    const other = await buildBook();
    const book = await buildBook({ isbn10: null, isbn13: null });
    const admin = await buildUser({ role: "admin" });
    await enrichBook({ bookId: book.id, record: recordOf(other), by: GOOGLE, at: AT });
    const isbn = (await proposalsOf(book.id)).find(({ field }) => field === "isbn");
    const decided = await decideProposals(admin, { bookId: book.id, proposalIds: [isbn?.id ?? 0], as: "accepted" });
    expect(decided).toMatchObject({ ok: false, reason: "isbn_taken" });
    expect((await proposalsOf(book.id)).every(({ state }) => state === "proposed")).toBe(true);
    expect(await changesOf(book.id)).toEqual([]);
  });
});

describe("an ISBN that leads to another book since a merge", () => {
  const taken = { ok: false, reason: "isbn_taken" };

  async function buildAlias() {
    const [admin, isbn, kept] = [await buildUser({ role: "admin" }), randomIsbn(), await buildBook()];
    await db.insert(bookAliases).values({ bookId: kept.id, name: isbn.isbn13 });
    const book = await buildBook({ isbn10: null, isbn13: null });
    return { admin, isbn, kept, book };
  }

  it("is given to no third one: not by an edit, and not by what a source proposes", async () => {
    const { admin, isbn, book } = await buildAlias();
    expect(await editBook(admin, { bookId: book.id, fields: { isbn } })).toMatchObject(taken);
    await enrichBook({ bookId: book.id, record: recordOf(isbn), by: GOOGLE, at: AT });
    const proposal = (await proposalsOf(book.id)).find(({ field }) => field === "isbn");
    const decision = { bookId: book.id, proposalIds: [proposal?.id ?? 0], as: "accepted" as const };
    expect(await decideProposals(admin, decision)).toMatchObject(taken);
    expect(await rowOf(book.id)).toMatchObject({ isbn13: null });
    expect(await changesOf(book.id)).toEqual([]);
  });

  it("does not come back with an undo, and may be the own one of the book that it leads to", async () => {
    const { admin, isbn, kept, book } = await buildAlias();
    const [own] = await db.delete(bookAliases).where(eq(bookAliases.name, isbn.isbn13));
    expect(own.affectedRows).toBe(1);
    await editBook(admin, { bookId: book.id, fields: { isbn } });
    await editBook(admin, { bookId: book.id, fields: { isbn: { isbn10: null, isbn13: null } } });
    await db.insert(bookAliases).values({ bookId: kept.id, name: isbn.isbn13 });
    const changeId = await latestOf(book.id, "isbn");
    expect(await undoChange(admin, { bookId: book.id, changeId })).toMatchObject(taken);
    expect(await rowOf(book.id)).toMatchObject({ isbn13: null });
    expect(await editBook(admin, { bookId: kept.id, fields: { isbn } })).toMatchObject({ ok: true });
  });
});

describe("a rejection", () => {
  it("is taken back with all that it rejected, once, and leaves alone what lost to an accepted one", async () => {
    const [book, admin] = [await buildBare(), await buildUser({ role: "moderator" })];
    const record = recordOf(book, { title: "Die See", authors: ["Somebody Else"] });
    await enrichBook({ bookId: book.id, record, by: DNB, at: AT });
    await enrichBook({ bookId: book.id, record: recordOf(book, { title: "La mer" }), by: GOOGLE, at: AT });
    const before = await proposalsOf(book.id);
    const all = before.map(({ id }) => id);
    const rejected = await decideProposals(admin, { bookId: book.id, proposalIds: all, as: "rejected" });
    if (!rejected.ok) throw new Error(rejected.reason);
    expect((await curated(book.id)).proposals).toEqual([]);
    const undo = { bookId: book.id, proposalIds: rejected.proposalIds, as: "proposed" as const };
    expect(await decideProposals(await buildUser(), undo)).toMatchObject({ reason: "book_not_found" });
    expect(await decideProposals(admin, undo)).toMatchObject({ ok: true });
    expect(await proposalsOf(book.id)).toEqual(before);
    expect(await decideProposals(admin, undo)).toMatchObject({ ok: false, reason: "already_decided" });

    const german = before.find(({ value }) => value.title === "Die See")?.id ?? 0;
    await decideProposals(admin, { bookId: book.id, proposalIds: [german], as: "accepted" });
    const french = before.find(({ value }) => value.title === "La mer")?.id ?? 0;
    const losing = await decideProposals(admin, { bookId: book.id, proposalIds: [french], as: "proposed" });
    expect(losing).toMatchObject({ ok: false, reason: "already_decided" });
  });
});

describe("history", () => {
  it("keeps who changed what, undoes the latest change of a field, and undoes an undo", async () => {
    const book = await buildBare();
    const admin = await buildUser({ role: "admin" });
    await editBook(admin, { bookId: book.id, fields: bookEdits.parse({ title: "One" }) });
    await editBook(admin, { bookId: book.id, fields: bookEdits.parse({ title: "Two", genres: ["Fiction"] }) });
    const [first, second] = await changesOf(book.id);
    expect(await changesOf(book.id)).toHaveLength(2);
    expect(first).toMatchObject({
      ...{ kind: "edited", oldValue: { title: "The Sea" }, newValue: { title: "One" }, userId: admin.id },
      newOrigin: { source: "person", isLocked: true },
    });
    const tooEarly = await undoChange(admin, { bookId: book.id, changeId: first?.id ?? 0 });
    expect(tooEarly).toMatchObject({ ok: false, reason: "changed_since" });
    await undoChange(admin, { bookId: book.id, changeId: second?.id ?? 0 });
    expect(await rowOf(book.id)).toMatchObject({ title: "One", origins: { title: { isLocked: true } } });
    expect(await changesOf(book.id)).toMatchObject([{}, {}, { kind: "undone", undoesId: second?.id }]);
    await undoChange(admin, { bookId: book.id, changeId: await latestOf(book.id, "title") });
    expect(await rowOf(book.id)).toMatchObject({ title: "Two" });
    expect((await curated(book.id)).changes[0]).toMatchObject({
      kind: "undone",
      person: admin.username,
      canUndo: true,
    });
  });

  it("undoes a change once, though two ask at the same time", async () => {
    const book = await buildBare();
    const admin = await buildUser({ role: "admin" });
    await editBook(admin, { bookId: book.id, fields: bookEdits.parse({ title: "One" }) });
    const changeId = await latestOf(book.id, "title");
    const undone = await Promise.all([1, 2, 3].map(() => undoChange(admin, { bookId: book.id, changeId })));
    expect(undone.filter(({ ok }) => ok)).toHaveLength(1);
    expect(await rowOf(book.id)).toMatchObject({ title: "The Sea" });
  });

  it("is closed to readers, who hear that there is no such book", async () => {
    const book = await buildBare();
    const reader = await buildUser();
    const bookId = book.id;
    for (const result of [
      await editBook(reader, { bookId, fields: bookEdits.parse({ title: "Mine" }) }),
      await lockField(reader, { bookId, field: "title", isLocked: true }),
      await decideProposals(reader, { bookId, proposalIds: [1], as: "accepted" }),
      await undoChange(reader, { bookId, changeId: 1 }),
    ])
      expect(result).toMatchObject({ ok: false, reason: "book_not_found" });
    expect(await changesOf(bookId)).toEqual([]);
  });
});

describe("importRecords", () => {
  const by = { saidOf: () => ({ source: "file:books.csv", confidence: 0.5 }), at: AT };

  it("keeps of new and of filled books by whom each field was said, with the fills in the history", async () => {
    const book = await buildBare();
    const { isbn10, isbn13 } = randomIsbn();
    const records = [recordOf(book), recordOf({ isbn10, isbn13 }, { title: "New" })];
    const { outcomes } = await db.transaction((tx) => importRecords(tx, records, by));
    expect(outcomes).toEqual(["updated", "imported"]);
    const said = { source: "file:books.csv", confidence: 0.5, at: AT.toISOString() };
    expect(await rowOf(book.id)).toMatchObject({ pages: 195, origins: { pages: said } });
    expect((await rowOf(book.id))?.origins).not.toHaveProperty("title");
    expect((await changesOf(book.id)).map(({ kind }) => kind)).toContain("filled");
    const [added] = await db.select().from(books).where(eq(books.isbn13, isbn13));
    expect(added?.origins).toMatchObject({ title: said, isbn: said, publicationDate: said });
    expect(added?.origins).not.toHaveProperty("subtitle");
    expect(await changesOf(added?.id ?? 0)).toEqual([]);
  });

  it("respects a lock", async () => {
    const book = await buildBare();
    const admin = await buildUser({ role: "admin" });
    await lockField(admin, { bookId: book.id, field: "publisher", isLocked: true });
    await db.transaction((tx) => importRecords(tx, [recordOf(book)], by));
    expect(await rowOf(book.id)).toMatchObject({ publisher: null, pages: 195 });
  });
});

it("lists the books on which there is something to decide, the newest first", async () => {
  const [one, two] = [await buildBare(), await buildBare()];
  for (const book of [one, two])
    await enrichBook({ bookId: book.id, record: recordOf(book, { title: "La mer" }), by: DNB, at: AT });
  const first = await listBooksWithProposals(undefined, 1);
  expect(first.books).toMatchObject([{ book: { isbn: two.isbn }, proposals: 1 }]);
  const second = await listBooksWithProposals(first.cursor ?? "", 1);
  expect(second.books).toMatchObject([{ book: { isbn: one.isbn }, proposals: 1 }]);
});
