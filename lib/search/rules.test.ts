import { describe, expect, it } from "vitest";
import {
  fold,
  type IndexedBook,
  indexRow,
  parseQuery,
  pieces,
  pieceWord,
  rankBook,
  readFolded,
  wordExpression,
} from "./rules";

const book = (title: string, authors: string[] = [], more: Partial<IndexedBook> = {}): IndexedBook => ({
  title,
  subtitle: null,
  workTitle: title,
  authors,
  genres: [],
  series: null,
  ...more,
});

const rank = (query: string, indexed: IndexedBook) => rankBook(parseQuery(query), readFolded(indexRow(indexed).folded));

describe("a series", () => {
  it("finds the volumes of a series by its name, after what is called so itself and before what an author is called", () => {
    const [named, volume, author] = [
      book("The Expanse"),
      book("Caliban's War", ["James S. A. Corey"], { series: [{ name: "The Expanse" }] }),
      book("Poems", ["Ann Expanse"]),
    ].map((indexed) => rank("expanse", indexed));
    expect([named?.kind, volume?.kind, author?.kind]).toEqual(["title", "series", "author"]);
    expect([named?.score, volume?.score, author?.score]).toEqual(
      [named?.score, volume?.score, author?.score].toSorted((a = 0, b = 0) => b - a),
    );
  });
});

describe("fold", () => {
  it.each([
    ["García Márquez", "garcia marquez"],
    ["TOLSTOÏ", "tolstoi"],
    ["J. R. R. Tolkien", "jrr tolkien"],
    ["J.K. Rowling", "jk rowling"],
    ["Straße", "strasse"],
    ["Søren Ærø Łódź", "soren aero lodz"],
    ["İstanbul", "istanbul"],
    ["L’Étranger", "l etranger"],
    ["Don't — Look'n Now", "dont look n now"],
    ["Ὀδύσσεια", "οδυσσεια"],
    ["Анна Каренина, Йод", "анна каренина иод"],
    ["كِتَابٌ", "كتاب"],
    ["סֵפֶר", "ספר"],
    ["三体", "三体"],
    ["ｶﾞﾗｽの仮面", "ガラスの仮面"],
    ["हिन्दी", "हिन्दी"],
    ["한국어", "한국어"],
    ["  ", ""],
    ["🐉!?", ""],
  ])("folds %j to %j", (text, folded) => {
    expect(fold(text)).toBe(folded);
  });

  it("changes nothing the second time", () => {
    for (const text of ["L’Étranger", "J. R. R. Tolkien", "ｶﾞﾗｽの仮面", "Ὀδύσσεια", "ẞ"]) {
      expect(fold(fold(text))).toBe(fold(text));
    }
  });
});

describe("pieces", () => {
  it("cuts words with their edges, and unspaced scripts into signs and pairs", () => {
    expect([...pieces("it")]).toEqual([" it", "it "]);
    expect([...pieces("三体x")]).toEqual(["三", "三体", "体", "体x", "x"]);
  });

  it("writes every piece as a word that FULLTEXT indexes", () => {
    for (const folded of ["the who was for und www com", "s", "हिन्दी", "三体", "δύο", "1984"]) {
      for (const piece of pieces(folded)) expect(pieceWord(piece)).toMatch(/^(t[a-z0-9_]{3}|u[0-9a-f_]{2,})$/);
    }
  });
});

describe("indexRow", () => {
  it("fits its columns whatever a book says of itself, and keeps its fields apart", () => {
    // Of letters in three bytes each, no three of them twice.
    const nonsense = (length: number, from = 0x1e000) =>
      Array.from({ length }, (_, at) => String.fromCodePoint(0x1200 + ((from + at * at) % 0x100))).join("");
    const people = Array.from({ length: 200 }, (_, at) => `Ann ${nonsense(290, at * 977)}`);
    const row = indexRow(book("\ufdfa".repeat(1_000), people, { subtitle: nonsense(1_000), genres: people }));
    for (const text of Object.values(row)) expect(Buffer.byteLength(text)).toBeLessThanOrEqual(65_535);
    expect(readFolded(row.folded).authors.length).toBeGreaterThan(5);
    expect(readFolded(row.folded).genres[0]).toBe(fold(people[0] ?? ""));
  });
});

describe("parseQuery", () => {
  it("reads phrases and genres", () => {
    expect(parseQuery('“Lord of the Rings” tolkien genre:"Science Fiction" genre:Épopée')).toEqual({
      words: ["tolkien"],
      phrases: ["lord of the rings"],
      genres: ["science fiction", "epopee"],
    });
  });

  it.each(['"', '""', 'genre:""', "genre:", "'", "%_*+-()~<>@\\"])("survives %j", (query) => {
    expect(parseQuery(query)).toMatchObject({ phrases: [], genres: [] });
  });
});

describe("wordExpression", () => {
  it.each([
    ["the lord of the rings", "+lord +rings*"],
    ["who", null],
    ["harry po", "+harry"],
    ["s", null],
    ["三体", null],
    ['"war and peace"', "+war +and +peace"],
    ["++harry* -(potter)", "+harry +potter*"],
  ])("asks for %j as %j", (query, expression) => {
    expect(wordExpression(parseQuery(query), { isTyping: true })).toBe(expression);
    expect(wordExpression(parseQuery(query))).toBe(expression?.replace("*", "") ?? null);
  });
});

describe("rankBook", () => {
  const marquez = book("One Hundred Years of Solitude", ["Gabriel García Márquez"], {
    workTitle: "Cien años de soledad",
    genres: ["Fiction", "Magic Realism"],
  });

  it.each([
    ["garcia marquez", marquez, "author"],
    ["GARCÍA", marquez, "author"],
    ["cien anos", marquez, "title"],
    ["solitude hundred", marquez, "title"],
    ["marquez solitude", marquez, "text"],
    ["magic realism", marquez, "genre"],
    ["genre:fiction", marquez, "genre"],
    ["hundrd yeras solitud", marquez, "similar"],
    ["dostoyevski", book("The Idiot", ["Fyodor Dostoevsky"]), "similar"],
    ["dostoyevsky", book("The Idiot", ["Fyodor Dostoevsky"]), "similar"],
    ["hary poter", book("Harry Potter and the Philosopher's Stone", ["J. K. Rowling"]), "similar"],
    ["tolstoï", book("War and Peace", ["Leo Tolstoy"]), "similar"],
    ["jrr tolkien", book("The Hobbit", ["J. R. R. Tolkien"]), "author"],
    ["tolkien hobbit", book("The Hobbit", ["J. R. R. Tolkien"]), "text"],
    ["体", book("三体", ["刘慈欣"]), "title"],
    ["の仮面", book("ガラスの仮面"), "title"],
    ["it", book("It", ["Stephen King"]), "title"],
    ["etranger", book("L'Étranger", ["Albert Camus"]), "title"],
    ['"years of"', marquez, "title"],
  ])("finds %j", (query, indexed, kind) => {
    expect(rank(query, indexed)?.kind).toBe(kind);
  });

  it.each([
    ["potter", book("The Hobbit", ["J. R. R. Tolkien"])],
    ["genre:horror solitude", marquez],
    ["genre:realism", marquez],
    ['"of years"', marquez],
    ["solitude whale", marquez],
    ["zzzzzz", marquez],
  ])("does not find %j in another book", (query, indexed) => {
    expect(rank(query, indexed)).toBeNull();
  });

  it("puts the whole title before its start, its start before its words, these before the author, that before a likeness", () => {
    const ranked = [
      book("Emma", ["Jane Austen"]),
      book("Emma Brown", ["Clare Boylan"]),
      book("Meeting Emma", ["Somebody"]),
      book("A Short Life", ["Emma Smith"]),
      book("Emmma"),
    ].map((indexed) => rank("emma", indexed)?.score ?? 0);
    expect(ranked.every((score) => score > 0)).toBe(true);
    expect(ranked).toEqual([...ranked].sort((a, b) => b - a));
  });

  it("does not let an article stand between a reader and a title", () => {
    expect(rank("hobbit", book("The Hobbit"))?.score).toBeGreaterThan(rank("hobbit", book("Hobbit Lore"))?.score ?? 0);
  });
});
