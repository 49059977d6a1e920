import { describe, expect, it } from "vitest";
import type { Entry } from "../schema";
import { openFile } from "./queries";

const NOW = new Date("2026-11-22T00:00:00Z");
const open = async (file: string | object) => {
  const text = typeof file === "string" ? file : JSON.stringify(file);
  const result = await openFile(Buffer.from(text), NOW);
  return result.ok ? result.rows.map(({ read }) => read.problem ?? read.entry) : result.reason;
};
const many = <One>(count: number, one: (at: number) => One): One[] => Array.from({ length: count }, (_, at) => one(at));
/** Long enough that what takes as many steps as its square would not end in time. */
const spaces = " ".repeat(60_000);
/** Steps that a machine under load takes in this time are far fewer than the square of those lengths, many times over. */
const QUICK_MS = 5_000;

const book = (isbn13: string | null, isbn10: string | null = null, title = "Sea Road") => ({
  ...{ isbn13, isbn10, title, subtitle: null, authors: [], pages: null, publicationDate: null, publishedYear: null },
  ...{ publisher: null, languageCode: null, description: null, genres: [], averageRating: null, ratingsCount: null },
  ...{ series: [], identifiers: {}, workKey: null, coverUrls: [] },
});
const own = (at: number, more: object = {}) => ({
  ...{ key: `ridizi:${at}`, book: book(null), status: null, rating: null, review: null, readings: [], collections: [] },
  ...{ tags: [], copies: [], quotes: [], addedOn: null, notes: [], ...more },
});
const library = (books: object[]) => ({ format: "ridizi-library", version: 1, books });

describe("a file that would become far more than it is", () => {
  it("is refused by its rows before a table is made of them", async () => {
    expect(await open(many(20_001, () => ({ title: "x" })))).toBe("too_many_rows");
  });

  it("is refused by its columns, in JSON and in a table", async () => {
    expect(await open(many(3_000, (at) => ({ title: "x", [`a${at}`]: 1 })))).toBe("too_many_columns");
    expect(await open(`title,author${",x".repeat(300)}\na,b`)).toBe("too_many_columns");
    expect(await open(`title,author\nSea Road,Mara${",".repeat(300)}`)).toEqual(["broken_row"]);
  });

  it("is refused as JSON of more values than a library has", async () => {
    expect(await open(`[${"{},".repeat(2_100_000)}{"title":"x"}]`)).toBe("too_much");
  });

  it("keeps ten copies and twenty undated readings of a row's numbers, and says so", async () => {
    const [entry] = (await open("title,status,copies,read count\nSea Road,read,100,200")) as Entry[];
    expect([entry?.copies.length, entry?.readings.length]).toEqual([10, 20]);
    expect(entry?.notes).toEqual([
      "Read 200 times: 20 of them are kept without a date.",
      "100 copies: 10 of them are kept.",
    ]);
  });

  it("is refused where all its rows together add too much", async () => {
    const quotes = many(2_000, () => ({ kind: "note", text: "x", page: null }));
    expect(await open(library(many(51, (at) => own(at, { quotes }))))).toBe("too_much");
    const tags = many(500, (at) => `t${at}`);
    expect(await open(library(many(801, (at) => own(at, { tags }))))).toBe("too_much");
  });
});

describe("a long cell", () => {
  it.each([
    ["commas before a sign", `${",".repeat(300_000)}x`, "not_of_books"],
    ["a row of a list", `9780140449136\n9780140449136\n${"x".repeat(300_000)}`, [{}, {}, "bad_isbn"]],
    ["a line break that never ends", [{ title: "x", review: `<br${spaces}x` }], [{ review: expect.any(String) }]],
    ["shelves", [{ title: "x", shelves: `a${spaces}b` }], [{ collections: [{ name: "a b" }] }]],
    ["dates", [{ title: "x", "dates read": `a${spaces}b` }], [{ readings: [{}] }]],
    ["a publisher", [{ title: "x", publisher: `${spaces}x` }], [{ book: { publisher: "x" } }]],
    [
      "years of a publisher",
      [{ title: "x", publisher: `${"(1999)".repeat(9_000)}\n` }],
      [{ book: { publisher: null } }],
    ],
    ["a title", [{ title: `x${"\n".repeat(60_000)}x)` }], [{ book: { title: "x x)" } }]],
    ["authors", [{ title: "x", author: `Jo${"\n".repeat(60_000)}Fell` }], [{ book: { authors: ["Jo Fell"] } }]],
    ["commas of authors", [{ title: "x", author: `Jo${",".repeat(60_000)}F` }], [{ book: { authors: ["Jo, F"] } }]],
    ["an ISBN", [{ title: "x", isbn: `1${'"'.repeat(60_000)}1` }], [{ book: { isbn13: null } }]],
  ])("costs no more time than it is long: %s", async (_, file, expected) => {
    const begun = performance.now();
    const read = await open(file);
    if (typeof expected === "string") expect(read).toBe(expected);
    else expect(read).toMatchObject(expected);
    expect(performance.now() - begun).toBeLessThan(QUICK_MS);
  });

  it("longer than any review is not read at all", async () => {
    expect(await open([{ title: "x", review: "a".repeat(70_000) }, { title: "y" }])).toMatchObject(["too_long", {}]);
  });
});

describe("our own format", () => {
  it("takes no ISBN whose digits do not hold, nor two that are not one", async () => {
    const isbns: [string | null, string | null][] = [
      ["9780140449136", "0140449132"],
      ["9780140449137", null],
      ["abcdefghijklm", null],
      ["9790000000001", null],
      ["9780140449136", "2070291340"],
      [null, "0140449133"],
      [null, null],
    ];
    const read = await open(library(isbns.map(([isbn13, isbn10], at) => own(at, { book: book(isbn13, isbn10) }))));
    const bad = many(5, () => "bad_isbn");
    expect(read).toMatchObject([{ book: { isbn13: "9780140449136" } }, ...bad, { book: { isbn13: null } }]);
  });
});
