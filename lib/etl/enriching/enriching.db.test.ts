import { mkdir, rename, rm, symlink } from "node:fs/promises";
import path from "node:path";
import { eq, inArray } from "drizzle-orm";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { db } from "@/db/client";
import { buildBook } from "@/db/factories";
import { bookProposals, books, works } from "@/db/schema/catalog";
import { covers, spareCovers } from "@/db/schema/covers";
import { bookLookups } from "@/db/schema/etl";
import { addCover, drawMissingCover } from "@/lib/covers/commands";
import { listCoversOfBook } from "@/lib/covers/queries";
import { newPicture } from "@/lib/covers/vectors/covers.fixtures";
import { redis } from "@/lib/platform/redis";
import { pathFor } from "@/lib/platform/storage";
import { searchBooks } from "@/lib/search/queries";
import { type FakeBook, readFakeBooks, UNKNOWN_BOOKS } from "@/scripts/fake-provider/books";
import { type FakeProvider, startFakeProvider } from "@/scripts/fake-provider/server";
import { type EnrichOptions, enrichBooks } from "./commands";
import type { RejectedBook } from "./schema";

const VORLESER = "9783257229530";
const WEAPONS = "9780316030571";
/** Valid, and nobody's. */
const NOBODY = "9781234567897";

let fake: FakeProvider;
beforeAll(async () => {
  fake = await startFakeProvider();
  Object.assign(process.env, fake.settings, { PROVIDER_CONTACT: "keeper@example.org" });
});
afterAll(() => fake.stop());

beforeEach(async () => {
  for (const table of [covers, books, works]) await db.delete(table);
  await redis().flushdb();
  fake.setFaults([]);
  fake.forget();
});

const bookOf = (isbn13: string): FakeBook => {
  const book = UNKNOWN_BOOKS.find((one) => one.isbn13 === isbn13);
  if (!book) throw new Error(`no book ${isbn13}`);
  return book;
};

/** A book of the fake provider as a poor table has it. */
const bare = ({ isbn13, isbn10, title, authors }: FakeBook, given: Parameters<typeof buildBook>[0] = {}) =>
  buildBook({ isbn13, isbn10, title, authors, genres: [], publishedYear: null, ...given });

async function run(options: EnrichOptions = {}) {
  const result = await enrichBooks({ outageTries: 1, ...options });
  if (!result.ok) throw new Error(result.message);
  return result.summary;
}

const stored = async (id: number) => (await db.select().from(books).where(eq(books.id, id)))[0];
const lookups = () => db.select({ bookId: bookLookups.bookId, outcome: bookLookups.outcome }).from(bookLookups);

/** Where no file can be made, whoever tries: as on a full disk. */
async function withoutRoom(task: () => Promise<void>): Promise<void> {
  const place = path.dirname(await pathFor("covers/any"));
  await rename(place, `${place}-aside`).catch(() => undefined);
  await mkdir(place);
  for (let at = 0; at < 256; at++) await symlink("/proc", path.join(place, at.toString(16).padStart(2, "0")));
  try {
    await task();
  } finally {
    await rm(place, { recursive: true });
    await rename(`${place}-aside`, place).catch(() => undefined);
  }
}

describe("enrichBooks", () => {
  it("fills what is empty by what the sources say, proposes the rest, and finds a cover", async () => {
    const facts = bookOf(VORLESER);
    const { id } = await bare(facts, { publisher: "Another house", pages: 207 });
    await drawMissingCover(id);
    const { counts, filled, proposed, isFinished } = await run();
    expect(counts).toEqual({ read: 1, imported: 0, updated: 1, unchanged: 0, repaired: 0, rejected: 0 });
    expect(isFinished).toBe(true);
    const book = await stored(id);
    expect(book).toMatchObject({
      title: facts.title,
      publisher: "Another house",
      pages: 207,
      languageCode: "de",
      publicationDate: "1997",
      description: facts.description,
      genres: facts.genres,
    });
    expect(book?.origins?.description).toMatchObject({ source: "googlebooks" });
    expect(filled).toMatchObject({ description: 1, languageCode: 1, publicationDate: 1, genres: 1, cover: 1 });
    const proposals = await db.select().from(bookProposals).where(eq(bookProposals.bookId, id));
    expect(proposals.map(({ field }) => field).sort()).toEqual(["pages", "publisher"]);
    expect(proposed).toBe(2);
    const [primary] = await db.select({ source: covers.source }).from(covers).where(eq(covers.primaryBookId, id));
    expect(primary?.source).toBe("import");
    const { hits } = await searchBooks({ q: facts.title, limit: 3, offset: 0 });
    expect(hits.map(({ book: { isbn13 } }) => isbn13)).toContain(VORLESER);
  });

  it("asks nobody about a book a second time within a month, also where nobody knows it, unless it is told to", async () => {
    await bare(bookOf(VORLESER));
    await buildBook({ isbn13: NOBODY, isbn10: null, pages: null });
    const first = await run();
    expect(first.counts).toMatchObject({ read: 2, updated: 1, rejected: 1 });
    expect(first.rejections).toEqual({ not_found: 1 });
    await redis().flushdb();
    fake.forget();
    expect((await run()).counts).toMatchObject({ read: 0, rejected: 0 });
    expect(fake.requests).toEqual([]);
    const again = await run({ isAgain: true });
    // The other lacks nothing any more.
    expect(again.counts).toMatchObject({ read: 1, updated: 0, rejected: 1 });
    await db.update(bookLookups).set({ lookedUpAt: new Date(Date.now() - 31 * 24 * 3_600_000) });
    expect((await run()).counts).toMatchObject({ read: 1, rejected: 1 });
  });

  it("says beforehand what it would do, and writes nothing", async () => {
    const { id } = await bare(bookOf(VORLESER));
    await buildBook({ isbn13: NOBODY, isbn10: null, pages: null });
    const before = await stored(id);
    const preview = await run({ isDryRun: true });
    expect(await stored(id)).toEqual(before);
    expect(await lookups()).toEqual([]);
    expect(await db.$count(covers)).toBe(0);
    const done = await run();
    expect(done.counts).toEqual(preview.counts);
    expect(done.filled).toEqual(preview.filled);
  });

  it("leaves a book alone whose ISBN the sources have for another title, and says which", async () => {
    const { id } = await bare(bookOf(WEAPONS), { title: "Cooking at Home", authors: ["Ann Cook"] });
    const before = await stored(id);
    const rejected: RejectedBook[] = [];
    const { counts } = await run({ onRejected: (book) => void rejected.push(book) });
    expect(counts).toMatchObject({ read: 1, updated: 0, rejected: 1 });
    expect(rejected).toMatchObject([{ isbn13: WEAPONS, problem: "isbn_of_another_title" }]);
    expect(rejected[0]?.explanation).toContain("Use of Weapons, Iain M. Banks");
    expect(await stored(id)).toEqual(before);
    expect(await db.$count(bookProposals)).toBe(0);
    expect(await listCoversOfBook(id)).toEqual([]);
  });

  it("looks past books without an ISBN, and those that lack nothing", async () => {
    const facts = bookOf(VORLESER);
    await buildBook({ isbn10: null, isbn13: null });
    const { id } = await bare(facts, {
      ...{ pages: 206, publisher: "Diogenes", publicationDate: "1997", languageCode: "de" },
      ...{ description: "Ours", genres: ["Fiction"] },
    });
    const picture = await fetch(`${fake.settings.OPENLIBRARY_COVERS_URL}/b/isbn/${VORLESER}-L.jpg`);
    await addCover(id, "upload", new Uint8Array(await picture.arrayBuffer()));
    fake.forget();
    expect((await run()).counts.read).toBe(0);
    expect(fake.requests).toEqual([]);
  });

  it("goes on with the other books when it was stopped, and takes each once", async () => {
    const many = readFakeBooks().slice(0, 32);
    for (const book of many) await bare(book);
    const stop = new AbortController();
    const first = await run({ signal: stop.signal, onProgress: (done) => done === 27 && stop.abort() });
    expect(first.isFinished).toBe(false);
    expect(first.counts.read).toBeGreaterThanOrEqual(27);
    expect(first.counts.read).toBeLessThan(32);
    expect(await lookups()).toHaveLength(first.counts.read);
    const second = await run();
    expect(second).toMatchObject({ isFinished: true, counts: { read: 32 - first.counts.read } });
    expect(first.counts.updated + second.counts.updated).toBe(32);
    const ids = (await lookups()).map(({ bookId }) => bookId);
    expect(new Set(ids).size).toBe(32);
  });

  it("takes no more books than it is told to", async () => {
    for (const book of UNKNOWN_BOOKS.slice(0, 4)) await bare(book);
    expect((await run({ limit: 3 })).counts.read).toBe(3);
    expect((await run({ limit: 3 })).counts.read).toBe(1);
  });

  it("passes over no book for an outage: it says so, and asks again the next time", async () => {
    await bare(bookOf(VORLESER));
    await bare(bookOf(WEAPONS));
    fake.setFaults([{ kind: "refused" }]);
    const { counts, isFinished, trouble } = await run();
    expect(counts.read).toBe(0);
    expect(isFinished).toBe(false);
    expect(trouble).toMatch(/^Nobody answers: .*Open Library: .*403/);
    expect(await lookups()).toEqual([]);
    fake.setFaults([]);
    await redis().flushdb();
    expect((await run()).counts).toMatchObject({ read: 2, updated: 2 });
  });

  it("waits while nobody answers, and goes on when they do", async () => {
    await bare(bookOf(WEAPONS));
    // The first two questions, one to each; the breaker is not open yet.
    fake.setFaults([{ kind: "refused", times: 2 }]);
    const startedAt = Date.now();
    expect((await run({ outageTries: 2 })).counts).toMatchObject({ read: 1, updated: 1 });
    expect(Date.now() - startedAt).toBeGreaterThanOrEqual(4_500);
  });

  it.each([
    ["is removed", (id: number) => db.delete(books).where(eq(books.id, id))],
    ["gets another ISBN", (id: number) => db.update(books).set({ isbn13: "9780306406157" }).where(eq(books.id, id))],
  ])("goes on where a book %s meanwhile, and writes nothing down about it", async (_, change) => {
    const unknown = await buildBook({ isbn13: NOBODY, isbn10: null, pages: null });
    const going = await bare(bookOf(VORLESER), { isbn10: null });
    const last = await bare(bookOf(WEAPONS));
    const rejected: string[] = [];
    const onRejected = async ({ problem }: RejectedBook) => {
      rejected.push(problem);
      if (problem === "not_found") await change(going.id);
    };
    const { counts, isFinished } = await run({ onRejected });
    expect({ counts, isFinished }).toMatchObject({ isFinished: true, counts: { read: 3, updated: 1, rejected: 2 } });
    expect(rejected).toEqual(["not_found", "book_gone"]);
    expect((await lookups()).map(({ bookId }) => bookId)).toEqual([unknown.id, last.id]);
  });

  it("counts a cover that a person is to decide about as proposed, and not as filled", async () => {
    const facts = bookOf(VORLESER);
    const { id } = await bare(facts, {
      ...{ pages: facts.pages, publisher: facts.publisher, publicationDate: facts.publicationDate, languageCode: "de" },
      ...{ description: facts.description, genres: facts.genres, publishedYear: 1997 },
    });
    // A thumbnail of something else.
    await addCover(id, "import", await newPicture());
    const { counts, filled, proposed } = await run();
    expect(filled.cover).toBeUndefined();
    expect(proposed).toBe(1);
    expect(counts).toMatchObject({ read: 1, rejected: 0 });
    expect(await db.$count(spareCovers, eq(spareCovers.state, "proposed"))).toBe(1);
  });

  it("ends where a cover cannot be stored, with what it has done, and goes on when there is room again", async () => {
    await buildBook({ isbn13: NOBODY, isbn10: null, pages: null });
    const { id } = await bare(bookOf(VORLESER));
    await withoutRoom(async () => {
      const ended = await run();
      expect(ended).toMatchObject({ isFinished: false, counts: { read: 1, rejected: 1 } });
      expect(ended.trouble).toContain("could not be stored");
    });
    // What it got before is kept, and found.
    expect((await stored(id))?.description).toBe(bookOf(VORLESER).description);
    const again = await run();
    expect(again).toMatchObject({ isFinished: true, filled: { cover: 1 }, counts: { read: 1, updated: 1 } });
  });

  it("asks tomorrow again where one of the sources was away", async () => {
    const { id } = await bare(bookOf(WEAPONS));
    const other = await buildBook({ isbn13: NOBODY, isbn10: null, pages: null });
    fake.setFaults([{ kind: "error", service: "googlebooks" }]);
    const { counts, rejections } = await run();
    expect(counts).toMatchObject({ read: 2, updated: 1, rejected: 1 });
    // Silence is never taken for "unknown".
    expect(rejections).toEqual({ unanswered: 1 });
    expect(await lookups()).toEqual([{ bookId: id, outcome: "partly" }]);
    expect((await stored(other.id))?.pages).toBeNull();
    fake.setFaults([]);
    await redis().flushdb();
    await db
      .update(books)
      .set({ description: null })
      .where(inArray(books.id, [id]));
    expect((await run()).counts).toMatchObject({ read: 1, rejected: 1 });
    await db
      .update(bookLookups)
      .set({ lookedUpAt: new Date(Date.now() - 25 * 3_600_000) })
      .where(eq(bookLookups.bookId, id));
    expect((await run()).counts).toMatchObject({ read: 1, updated: 1 });
    expect((await stored(id))?.description).toBe(bookOf(WEAPONS).description);
  });
});
