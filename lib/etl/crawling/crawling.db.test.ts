import { asc, eq } from "drizzle-orm";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { db } from "@/db/client";
import { buildBook } from "@/db/factories";
import { books, works } from "@/db/schema/catalog";
import { crawls } from "@/db/schema/etl";
import { outbox } from "@/db/schema/events";
import { redis } from "@/lib/platform/redis";
import { searchBooks } from "@/lib/search/queries";
import { type FakeBook, readFakeBooks } from "@/scripts/fake-provider/books";
import { type FakeProvider, startFakeProvider } from "@/scripts/fake-provider/server";
import { type CrawlOptions, crawlLists } from "./commands";
import type { RejectedListing } from "./schema";

const SUBJECT = "Science fiction";
const ofSubject = (...subjects: string[]) =>
  readFakeBooks()
    .filter(({ genres }) => genres.some((genre) => subjects.includes(genre)))
    .map(({ isbn13 }) => isbn13)
    .toSorted();

/** Both sources list it, and neither says what it is called. */
const NAMELESS: FakeBook = {
  ...{ title: "", workKey: "nameless", authors: ["Nobody"], isbn13: "9780306406157", isbn10: null },
  ...{ publicationDate: null, pages: null, languageCode: "en", publisher: null },
  ...{ genres: ["Nameless books"], description: "Not known." },
};

let fake: FakeProvider;
beforeAll(async () => {
  fake = await startFakeProvider({ books: [...readFakeBooks(), NAMELESS] });
  Object.assign(process.env, fake.settings, { PROVIDER_CONTACT: "keeper@example.org" });
});
afterAll(() => fake.stop());

beforeEach(async () => {
  for (const table of [crawls, outbox, books, works]) await db.delete(table);
  await redis().flushdb();
  fake.setFaults([]);
  fake.forget();
});

async function run(subjects = [SUBJECT], options: CrawlOptions = {}) {
  const result = await crawlLists(subjects, options);
  if (!result.ok) throw new Error(result.message);
  return result.summary;
}

const isbns = async () =>
  (await db.select({ isbn13: books.isbn13 }).from(books).orderBy(asc(books.isbn13))).map(({ isbn13 }) => isbn13);
const pagesAsked = () =>
  fake.requests.map(({ service, path }) => `${service} ${/(?:offset|startIndex)=(\d+)/.exec(path)?.[1]}`);
const states = () =>
  db
    .select({ source: crawls.source, nextFrom: crawls.nextFrom, completedAt: crawls.completedAt })
    .from(crawls)
    .orderBy(asc(crawls.source));

describe("crawlLists", () => {
  it("brings the books of a subject into the catalogue, each once, whichever source lists it", async () => {
    const { counts, isFinished, pages } = await run();
    const there = ofSubject(SUBJECT);
    expect(await isbns()).toEqual(there);
    expect(isFinished).toBe(true);
    expect(counts.imported).toBe(there.length);
    expect(counts.read).toBe(there.length * 2);
    expect(counts.updated + counts.unchanged).toBe(there.length);
    expect(pages).toEqual({
      [`openlibrary: ${SUBJECT}`]: Math.ceil(there.length / 50),
      [`googlebooks: ${SUBJECT}`]: Math.ceil(there.length / 40),
    });
    expect(await db.$count(outbox)).toBeGreaterThanOrEqual(there.length);
    const [book] = await db.select().from(books).limit(1);
    expect(book?.origins?.title?.source).toMatch(/openlibrary|googlebooks/);
    const { hits } = await searchBooks({ q: book?.title ?? "", limit: 5, offset: 0 });
    expect(hits.map(({ book: { isbn13 } }) => isbn13)).toContain(book?.isbn13);
  });

  it("asks the next day for the first page alone of a list that has no news", async () => {
    await run();
    expect((await states()).every(({ nextFrom, completedAt }) => nextFrom === 0 && completedAt !== null)).toBe(true);
    await redis().flushdb();
    fake.forget();
    const { counts } = await run();
    expect(counts).toMatchObject({ imported: 0, updated: 0, rejected: 0 });
    expect(pagesAsked().toSorted()).toEqual(["googlebooks 0", "openlibrary 0"]);
  });

  it("goes on past its beginning while there is news", async () => {
    await run();
    const [known] = await isbns();
    await db.delete(books);
    await buildBook({ isbn13: known ?? "", isbn10: null });
    await redis().flushdb();
    fake.forget();
    expect((await run()).counts.imported).toBe(ofSubject(SUBJECT).length - 1);
    expect(await isbns()).toEqual(ofSubject(SUBJECT));
  });

  it("takes one page after the other, each list in its turn, and goes on where the last run stopped", async () => {
    const subjects = [SUBJECT, "Fantasy"];
    const wanted = ofSubject(...subjects);
    const asked: string[] = [];
    for (let runs = 0; runs < 20; runs++) {
      fake.forget();
      await redis().flushdb();
      await run(subjects, { limit: 1 });
      const [page, ...more] = fake.requests;
      expect(more).toEqual([]);
      asked.push(`${page?.service} ${new URLSearchParams(page?.path.split("?")[1]).get("q")} ${pagesAsked()[0]}`);
      if (runs >= 3 && (await isbns()).length === wanted.length) break;
    }
    expect(await isbns()).toEqual(wanted);
    expect(new Set(asked.slice(0, 4)).size).toBe(4);
    expect(new Set(asked).size).toBe(asked.length);
  });

  it("says beforehand what it would bring, and writes nothing", async () => {
    const preview = await run(undefined, { isDryRun: true });
    expect(await isbns()).toEqual([]);
    expect(await states()).toEqual([]);
    const done = await run();
    expect([preview.counts.read, preview.counts.imported]).toEqual([done.counts.read, done.counts.imported]);
    expect(preview.pages).toEqual(done.pages);
  });

  it("loses no page to a stop, and takes none twice", async () => {
    const stop = new AbortController();
    const first = await run(undefined, { signal: stop.signal, onProgress: () => stop.abort() });
    expect(first.isFinished).toBe(false);
    expect(Object.values(first.pages)).toEqual([1]);
    fake.forget();
    const second = await run();
    expect(second.isFinished).toBe(true);
    expect(await isbns()).toEqual(ofSubject(SUBJECT));
    expect(first.counts.imported + second.counts.imported).toBe(ofSubject(SUBJECT).length);
  });

  it("goes by the other source when one does not answer, and asks it again the next time", async () => {
    fake.setFaults([{ kind: "refused", service: "openlibrary" }]);
    const rejected: RejectedListing[] = [];
    const first = await run(undefined, { onRejected: (listing) => void rejected.push(listing) });
    expect(first).toMatchObject({ unanswered: 1, counts: { imported: ofSubject(SUBJECT).length, rejected: 0 } });
    expect(rejected).toMatchObject([{ place: `openlibrary: ${SUBJECT}`, problem: "unanswered" }]);
    expect((await states()).map(({ source }) => source)).toEqual(["googlebooks"]);
    fake.setFaults([]);
    await redis().flushdb();
    expect((await run()).unanswered).toBe(0);
    expect(await states()).toHaveLength(2);
  });

  it("counts what it cannot read among the rows that were not taken, and says what it is", async () => {
    const rejected: RejectedListing[] = [];
    const summary = await run(NAMELESS.genres, { onRejected: (listing) => void rejected.push(listing) });
    expect(summary).toMatchObject({ rejections: { unreadable: 2 }, counts: { read: 2, imported: 0, rejected: 2 } });
    expect(rejected.map(({ place }) => place)).toEqual(Object.keys(summary.pages));
    for (const { problem, raw } of rejected)
      expect([problem, raw]).toEqual(["unreadable", expect.stringContaining("9780306406157")]);
  });

  it("fills no book of another title, and says which", async () => {
    const [isbn13 = ""] = ofSubject(SUBJECT);
    const { id } = await buildBook({ isbn13, isbn10: null, title: "Zwölf Suppen", authors: ["Q Xy"], pages: null });
    const rejected: RejectedListing[] = [];
    const { counts } = await run(undefined, { onRejected: (listing) => void rejected.push(listing) });
    expect(counts.rejected).toBe(2);
    expect(rejected).toMatchObject([
      { problem: "isbn_of_another_title", raw: expect.stringContaining(isbn13) },
      { problem: "isbn_of_another_title" },
    ]);
    const [book] = await db.select().from(books).where(eq(books.id, id));
    expect(book).toMatchObject({ id, pages: null });
  });

  it("takes a list that breaks off for unanswered, and not for gone through", async () => {
    await run(["Classics"], { limit: 1 });
    await run(["Classics"], { limit: 1 });
    fake.setFaults([{ kind: "empty", service: "openlibrary" }]);
    const broken = await run(["Classics"]);
    expect(broken).toMatchObject({ unanswered: 1, rejections: { unanswered: 1 } });
    const [, openlibrary] = await states();
    expect(openlibrary).toEqual({ source: "openlibrary", nextFrom: 50, completedAt: null });
    fake.setFaults([]);
    await redis().flushdb();
    expect((await run(["Classics"])).unanswered).toBe(0);
    expect(await isbns()).toEqual(ofSubject("Classics"));
    expect((await states()).every(({ completedAt }) => completedAt !== null)).toBe(true);
  });

  it("takes each page once when two runs come at the same time", async () => {
    const results = await Promise.all([run(), run()]);
    expect(await isbns()).toEqual(ofSubject(SUBJECT));
    expect(results.reduce((sum, { counts }) => sum + counts.imported, 0)).toBe(ofSubject(SUBJECT).length);
  });
});
