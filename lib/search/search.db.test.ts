import { eq } from "drizzle-orm";
import { beforeAll, describe, expect, it } from "vitest";
import { db } from "@/db/client";
import { buildBook, buildWork } from "@/db/factories";
import { books } from "@/db/schema/catalog";
import { bookSearch } from "@/db/schema/search";
import { indexBook, indexBooks, renewIndex } from "./commands";
import { listTopGenres, listUnindexedBooks, searchBooks } from "./queries";
import { indexRow } from "./rules";

const CATALOGUE: [title: string, author: string, genres: string[]][] = [
  ["One Hundred Years of Solitude", "Gabriel García Márquez", ["Fiction", "Magic Realism"]],
  ["The Idiot", "Fyodor Dostoevsky", ["Fiction", "Classics"]],
  ["Demons", "Fyodor Dostoyevsky", ["Fiction", "Classics"]],
  ["Harry Potter and the Philosopher's Stone", "J. K. Rowling", ["Fantasy"]],
  ["War and Peace", "Leo Tolstoy", ["Historical Fiction"]],
  ["It", "Stephen King", ["Horror"]],
  ["The Who by Numbers", "Anybody", ["Music"]],
  ["S.", "Doug Dorst", ["Fiction"]],
  ["三体", "刘慈欣", ["Science Fiction"]],
  ["ノルウェイの森", "村上春樹", ["Fiction"]],
  ["L'Étranger", "Albert Camus", ["Fiction"]],
  ["Анна Каренина", "Лев Толстой", ["Fiction"]],
  ["गोदान", "मुंशी प्रेमचंद", ["Fiction"]],
  ["1984", "George Orwell", ["Science Fiction"]],
  ["Art History", "Marilyn Stokstad", ["Art History"]],
  ["A History of the World", "Andrew Marr", ["History"]],
];

const titles = async (q: string, page: { limit?: number; offset?: number } = {}) => {
  const { hits } = await searchBooks({ q, limit: 20, offset: 0, ...page });
  return hits.map(({ book }) => book.title);
};

beforeAll(async () => {
  const ids: number[] = [];
  for (const [title, author, genres] of CATALOGUE) ids.push((await buildBook({ title, authors: [author], genres })).id);
  await db.transaction((tx) => indexBooks(tx, ids));
});

describe("searchBooks", () => {
  it.each([
    ["garcia marquez", "One Hundred Years of Solitude"],
    ["GARCÍA MÁRQUEZ", "One Hundred Years of Solitude"],
    ["hundred years", "One Hundred Years of Solitude"],
    ["hundrd yeras", "One Hundred Years of Solitude"],
    ["dostoyevski", "Demons"],
    ["hary poter", "Harry Potter and the Philosopher's Stone"],
    ["harry+potter".replace("+", " "), "Harry Potter and the Philosopher's Stone"],
    ["harry pot", "Harry Potter and the Philosopher's Stone"],
    ["rowling harry", "Harry Potter and the Philosopher's Stone"],
    ["tolstoï", "War and Peace"],
    ["it", "It"],
    ["the who", "The Who by Numbers"],
    ["s", "S."],
    ["三体", "三体"],
    ["体", "三体"],
    ["刘慈欣", "三体"],
    ["ルウェイ", "ノルウェイの森"],
    ["etranger", "L'Étranger"],
    ["l'etranger", "L'Étranger"],
    ["каренина", "Анна Каренина"],
    ["गोदान", "गोदान"],
    ["1984", "1984"],
    ["history", "A History of the World"],
  ])("finds %j first as %j", async (q, title) => {
    expect((await titles(q))[0]).toBe(title);
  });

  it("finds both spellings of a name, the one that was typed first", async () => {
    expect(await titles("dostoyevsky")).toEqual(["Demons", "The Idiot"]);
  });

  it("takes a genre as a whole: history is not art history", async () => {
    expect(await titles("genre:history")).toEqual(["A History of the World"]);
    expect(await titles('genre:"science fiction"')).toEqual(["1984", "三体"]);
    expect(await titles("genre:fiction solitude")).toEqual(["One Hundred Years of Solitude"]);
    expect(await titles("fantasy")).toEqual(["Harry Potter and the Philosopher's Stone"]);
  });

  it.each([
    '"',
    "***",
    "+-~<>()@",
    "%",
    "_",
    "'; drop table books; --",
    "🐉",
    "genre:",
    "\\",
    "\u0000",
    "a".repeat(200),
  ])("answers %j with nothing and without failing", async (q) => {
    expect(await titles(q)).toEqual([]);
  });

  it("finds an ISBN in any form, and only that book", async () => {
    const book = await buildBook({ isbn10: "0306406152", isbn13: "9780306406157", title: "Numbered" });
    await db.transaction((tx) => indexBooks(tx, [book.id]));
    for (const q of ["9780306406157", "978-0-306-40615-7", "0-306-40615-2", "ISBN 0306406152"]) {
      expect(await titles(q)).toEqual(["Numbered"]);
    }
    expect(await searchBooks({ q: "9780804429573", limit: 20, offset: 0 })).toEqual({
      hits: [],
      total: 0,
      isbn13: "9780804429573",
    });
  });

  it("pages without repeating or losing a book", async () => {
    const all = await titles("fiction");
    expect(all.length).toBeGreaterThan(6);
    const paged = [];
    for (let offset = 0; offset < all.length; offset += 3)
      paged.push(...(await titles("fiction", { limit: 3, offset })));
    expect(paged).toEqual(all);
  });

  it("finds an edition by the title of its work", async () => {
    const work = await buildWork({ title: "Le Petit Prince" });
    const book = await buildBook({ workId: work.id, title: "The Little Prince" });
    await db.transaction((tx) => indexBooks(tx, [book.id]));
    expect(await titles("petit prince")).toEqual(["The Little Prince"]);
  });
});

describe("indexBooks", () => {
  it("follows a corrected title and repeats without harm", async () => {
    const book = await buildBook({ title: "Moby Duck", authors: [], genres: [] });
    await db.transaction((tx) => indexBooks(tx, [book.id, book.id]));
    await db.update(books).set({ title: "Moby Dick" }).where(eq(books.id, book.id));
    await db.transaction((tx) => indexBooks(tx, [book.id]));
    const [row] = await db.select().from(bookSearch).where(eq(bookSearch.bookId, book.id));
    const facts = { ...book, title: "Moby Dick", subtitle: null, workTitle: "Moby Duck", series: null };
    expect(row?.folded).toBe(indexRow(facts).folded);
    expect(await titles("moby dick")).toEqual(["Moby Dick"]);
  });

  it("passes over books that are gone", async () => {
    await expect(indexBook(2_000_000_000)).resolves.toBeUndefined();
  });
});

describe("renewIndex", () => {
  it("makes rows anew that an older release made, in parts, and is done where it was ended", async () => {
    const books = [];
    for (const title of ["Anathem", "Seveneves"])
      books.push(await buildBook({ title, series: [{ name: "Baroque Numbers", position: 1 }] }));
    const ids = books.map(({ id }) => id);
    await db.insert(bookSearch).values(ids.map((bookId) => ({ bookId, folded: "old", trigrams: "" })));
    expect(await titles("baroque numbers")).toEqual([]);
    expect(await renewIndex(AbortSignal.abort())).toBe(0);
    expect(await renewIndex()).toBe(2);
    expect((await titles("baroque numbers")).sort()).toEqual(["Anathem", "Seveneves"]);
    expect(await renewIndex()).toBe(0);
  });
});

describe("listUnindexedBooks", () => {
  it("names the books that search does not know yet", async () => {
    const { id } = await buildBook();
    expect(await listUnindexedBooks(100)).toContain(id);
    await indexBook(id);
    expect(await listUnindexedBooks(100)).not.toContain(id);
  });
});

describe("listTopGenres", () => {
  it("counts the books of each genre, the largest first", async () => {
    const [first, ...rest] = await listTopGenres(3);
    expect(first?.genre).toBe("Fiction");
    expect(rest).toHaveLength(2);
    expect(first?.bookCount).toBeGreaterThanOrEqual(rest[0]?.bookCount ?? 0);
  });
});
