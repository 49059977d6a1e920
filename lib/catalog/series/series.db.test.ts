import { expect, it } from "vitest";
import { db, inTransaction } from "@/db/client";
import { buildBook, buildCollection, buildCollectionBook, buildUser, buildWork } from "@/db/factories";
import { readerWorks } from "@/db/schema/reading";
import { findNamed, getAuthor, listAuthorWorks } from "../authors/queries";
import { deriveBooks } from "../derived/commands";
import { getSeries, listBegunSeries, listNamesOfBook } from "./queries";

type Given = Parameters<typeof buildBook>[0];
/** A book whose series and authors are stored. */
async function build(given: Given) {
  const book = await buildBook(given);
  await inTransaction((tx) => deriveBooks(tx, [book.id]));
  return book;
}

const VISITOR = { userId: null, languages: ["en"] };
let made = 0;

/** A series of its own with volumes 1, 2, 2.5 and 4. */
async function buildSeries() {
  const [name, author] = [`Saga ${++made}`, `Ann Author${made}`];
  const volumes = [];
  for (const position of [4, 1, 2.5, 2])
    volumes.push(
      await build({ title: `Volume ${position}`, authors: [author], languageCode: "en", series: [{ name, position }] }),
    );
  const [four, one, between, two] = volumes;
  if (!four || !one || !between || !two) throw new Error("no volumes");
  const names = await listNamesOfBook(one.id);
  return { name, author, one, two, between, four, id: names.series[0]?.id ?? 0, authorId: names.authors[0]?.id ?? 0 };
}

it("shows a series in order, with its gap, to a visitor without a word on readers", async () => {
  const { id, name, author } = await buildSeries();
  expect(await getSeries(id, VISITOR)).toMatchObject({
    ...{ name, isSignedIn: false },
    strands: [
      {
        authors: [{ name: author }],
        volumes: [{ position: 1 }, { position: 2 }, { position: 2.5 }, { position: 4 }],
        ...{ gaps: [{ from: 3, to: 3 }], progress: null },
      },
    ],
  });
  expect(await getSeries(2_000_000_000, VISITOR)).toBeUndefined();
});

it("chooses one's own edition of a work, else one of one's language, else the one that most people rated", async () => {
  const [work, series] = [await buildWork(), [{ name: `Choice ${++made}`, position: 1 }]];
  const german = await build({ workId: work.id, languageCode: "de", ratingsCount: 1, series });
  const english = await build({ workId: work.id, languageCode: "en", ratingsCount: 5, series });
  const mine = await build({ workId: work.id, languageCode: "fr", series });
  const reader = await buildUser();
  const collection = await buildCollection({ ownerId: reader.id });
  await buildCollectionBook({ collectionId: collection.id, bookId: mine.id });
  const { id = 0 } = (await listNamesOfBook(german.id)).series[0] ?? {};
  const chosen = async (userId: number | null, languages: string[]) =>
    (await getSeries(id, { userId, languages }))?.strands[0]?.volumes[0]?.cards.map(({ book, editions }) => [
      book.isbn,
      editions,
    ]);
  expect(await chosen(null, ["de"])).toEqual([[german.isbn, 3]]);
  expect(await chosen(null, [])).toEqual([[english.isbn, 3]]);
  expect(await chosen(reader.id, ["de"])).toEqual([[mine.isbn, 3]]);
});

it("lists what a reader has begun, and nobody else's, in pages, with what is next", async () => {
  const [first, second] = [await buildSeries(), await buildSeries()];
  await buildSeries();
  const reader = await buildUser();
  const collection = await buildCollection({ ownerId: reader.id });
  await buildCollectionBook({ collectionId: collection.id, bookId: first.one.id });
  const { workId, id: bookId } = second.two;
  await db.insert(readerWorks).values({ userId: reader.id, workId, bookId, status: "read" });
  const viewer = { userId: reader.id, languages: ["en"] };

  const page = await listBegunSeries(viewer, { limit: 1 });
  expect(page.series).toMatchObject([
    {
      name: first.name,
      progress: { had: 0, read: 0, kept: 1, total: 4, lacking: [2, 4], next: 1 },
      nextCard: { workId: first.one.workId },
    },
  ]);
  const rest = await listBegunSeries(viewer, { limit: 1, cursor: page.cursor ?? "" });
  expect(rest).toMatchObject({
    series: [
      {
        name: second.name,
        progress: { had: 1, read: 1, next: 4, skipped: [3] },
        nextCard: { workId: second.four.workId },
      },
    ],
    cursor: null,
  });
  const stranger = await buildUser();
  expect(await listBegunSeries({ ...viewer, userId: stranger.id }, { limit: 5 })).toEqual({ series: [], cursor: null });
  expect(await getSeries(second.id, { ...viewer, userId: stranger.id })).toMatchObject({
    strands: [{ progress: null, volumes: [{ cards: [{ mine: null }] }, {}, {}, {}] }],
  });
});

it("lists the series of the edition that a reader has, and where that is of none those of its translations", async () => {
  const [work, plain] = [await buildWork(), await buildWork()];
  const [french, german, others] = [`Aventures ${++made}`, `Abenteuer ${made}`, `Tales ${made}`];
  const own = await build({ workId: work.id, title: "Le Lotus", series: [{ name: french, position: 5 }] });
  await build({ workId: work.id, title: "Der Lotos", series: [{ name: german, position: 4 }] });
  const bare = await build({ workId: plain.id });
  await build({ workId: plain.id, title: "A Tale", series: [{ name: others, position: 1 }] });
  const reader = await buildUser();
  const collection = await buildCollection({ ownerId: reader.id });
  for (const bookId of [own.id, bare.id]) await buildCollectionBook({ collectionId: collection.id, bookId });
  const viewer = { userId: reader.id, languages: ["de"] };
  const { series } = await listBegunSeries(viewer, { limit: 5 });
  expect(series).toMatchObject([
    { name: french, nextCard: { book: { title: "Le Lotus" } } },
    { name: others, nextCard: { book: { title: "A Tale" } } },
  ]);
  // Their own edition is in both from now on, each shown by the one that is of it.
  const mine = await build({ workId: work.id, title: "Der blaue Lotos", series: [{ name: german, position: 4 }] });
  await buildCollectionBook({ collectionId: collection.id, bookId: mine.id });
  const both = await listBegunSeries(viewer, { limit: 5 });
  expect(both.series.map(({ name, nextCard }) => [name, nextCard?.book.title])).toEqual([
    [german, "Der blaue Lotos"],
    [french, "Le Lotus"],
    [others, "A Tale"],
  ]);
});

it("shows an author's works once each, in pages, with series and whom they wrote with", async () => {
  const { author, authorId, one, name } = await buildSeries();
  await build({ workId: one.workId, authors: [author], ratingsCount: 900, publishedYear: 2001, languageCode: "fr" });
  const other = `Co Author${made}`;
  await build({ title: "The Last", authors: [other, author], ratingsCount: 100, publishedYear: 2020 });
  const detail = await getAuthor(authorId);
  expect(detail).toMatchObject({
    name: author,
    works: 5,
    series: [{ name, works: 4 }],
    coAuthors: [{ name: other, works: 1 }],
  });

  const seen: number[] = [];
  let cursor: string | null = "";
  while (cursor !== null) {
    const page = await listAuthorWorks(authorId, { sort: "rated", cursor, limit: 2 }, VISITOR);
    seen.push(...page.works.map(({ workId }) => workId));
    cursor = page.cursor;
  }
  expect([new Set(seen).size, seen.length, seen[0]]).toEqual([5, 5, one.workId]);
  for (const sort of ["newest", "oldest", "title"] as const) {
    const half = await listAuthorWorks(authorId, { sort, limit: 3 }, VISITOR);
    const rest = await listAuthorWorks(authorId, { sort, limit: 3, cursor: half.cursor ?? "" }, VISITOR);
    expect(new Set([...half.works, ...rest.works].map(({ workId }) => workId)).size).toBe(5);
  }
  expect(await getAuthor(2_000_000_000)).toBeUndefined();
});

it("finds series and authors by what they are called, whole, and no one by half a word", async () => {
  await build({ authors: ["Ursula K. Le Guin"], series: [{ name: "The Hainish Cycle", position: 1 }] });
  expect(await findNamed("hainish cycle")).toMatchObject({ series: [{ name: "The Hainish Cycle", works: 1 }] });
  expect(await findNamed("Le Guin")).toMatchObject({ authors: [{ name: "Ursula K. Le Guin" }] });
  expect(await findNamed("ursula k le guin")).toMatchObject({ authors: [{ name: "Ursula K. Le Guin" }] });
  for (const q of ["hain", "guin", "%", "_", "??"]) expect(await findNamed(q)).toEqual({ series: [], authors: [] });
});
