import { describe, expect, it } from "vitest";
import { detectDialect, hasLostZeros, readRow } from "./rules";

const now = new Date("2026-11-21");
const GOODREADS =
  "bookID,title,authors,average_rating,isbn,isbn13,language_code,  num_pages,ratings_count,text_reviews_count,publication_date,publisher";
const BOOK_CROSSING = "ISBN;Book-Title;Book-Author;Year-Of-Publication;Publisher;Image-URL-S;Image-URL-M;Image-URL-L";

function read(header: string, row: string, delimiter = ",") {
  const dialect = detectDialect(header.split(delimiter));
  if (!dialect) throw new Error("no dialect");
  const cells = row.split(delimiter);
  return readRow(dialect, cells, { hasLostZeros: hasLostZeros(dialect, [cells]), delimiter, now });
}

/** A row of a table that names its columns, with a title. */
function readNamed(cells: Record<string, string>) {
  const row = { title: "A title", ...cells };
  const dialect = detectDialect(Object.keys(row));
  if (!dialect) throw new Error("no dialect");
  return readRow(dialect, Object.values(row), { hasLostZeros: false, delimiter: ",", now });
}

describe("detectDialect", () => {
  it.each([
    ["goodreads-books", GOODREADS.split(",")],
    ["book-crossing", BOOK_CROSSING.split(";")],
    ["book-crossing", ["ISBN", "Book_Title", "Book_Author", "Year_Of_Publication", "Publisher"]],
    [
      "books7k",
      "isbn13,isbn10,title,subtitle,authors,categories,thumbnail,description,published_year,average_rating,num_pages,ratings_count".split(
        ",",
      ),
    ],
    [
      "amazon-listing",
      ["60750715", "0060750715.jpg", "http://x.example/a.jpg", "A title", "An author", "1", "Biographies"],
    ],
    ["named columns", ["Title", "Author", "ISBN"]],
  ])("knows %s by its first row", (name, first) => expect(detectDialect(first)?.name).toBe(name));

  it("takes no table without titles", () => {
    expect(detectDialect(["User-ID", "ISBN", "Book-Rating"])).toBeUndefined();
  });
});

describe("readRow", () => {
  it("brings a row of Goodreads into the one shape", () => {
    const row =
      "1,Sea  and Land (The Sea  #6),J. Writer/M. Drawer (Illustrator),4.57,0439785960,9780439785969,en-US,652,20,3,9/16/2006,A House";
    expect(read(GOODREADS, row)).toEqual({
      repairs: [],
      record: {
        isbn13: "9780439785969",
        isbn10: "0439785960",
        title: "Sea and Land",
        subtitle: null,
        authors: ["J. Writer", "M. Drawer"],
        pages: 652,
        publicationDate: "2006-09-16",
        publishedYear: 2006,
        publisher: "A House",
        languageCode: "en-US",
        description: null,
        genres: [],
        averageRating: 4.57,
        ratingsCount: 20,
        series: [{ name: "The Sea", position: 6 }],
        identifiers: { goodreads: "1" },
        workKey: null,
        coverUrls: [],
        kind: "book",
      },
    });
  });

  it.each([
    ["Sam Warner, Jr./Sam B. Warner", ["Sam Warner, Jr.", "Sam B. Warner"]],
    ["Brown, Son & Ferguson", ["Brown, Son & Ferguson"]],
    ["A, B, C", ["A, B, C"]],
  ])("lines up again the columns of a row whose authors have a comma: %s", (authors, expected) => {
    const result = read(GOODREADS, `1,A title,${authors},3.58,0439785960,9780439785969,eng,236,61,6,4/20/2004,A House`);
    expect(result).toMatchObject({ repairs: ["columns_realigned"], record: { title: "A title", authors: expected } });
  });

  it.each([
    [
      "it is not certain which cells belong together",
      "1,One,Two,Three,3.58,0439785960,9780439785969,eng,236,61,6,4/20/2004,A House",
    ],
    ["no way to join them fits", "1,A title,B, C,x,0439785960,9780439785969,eng,236,61,6,4/20/2004,A House"],
    ["cells are missing", "1,A title,3.58,0439785960,9780439785969,eng,236,61,6,4/20/2004,A House"],
  ])("reports a row where %s", (_, row) => expect(read(GOODREADS, row)).toEqual({ problem: "columns_shifted" }));

  it.each([
    ["not_a_book", "1,Old Plays,NOT A BOOK,4.00,0439785960,9780439785969,eng,0,7,2,10/3/2006,A House"],
    ["no_title", "1, ,A. Writer,4.00,0439785960,9780439785969,eng,0,7,2,10/3/2006,A House"],
    ["garbled_text", "1,ErzÃ?Â¤hlungen,A. Writer,4.00,0439785960,9780439785969,ger,0,7,2,10/3/2006,A House"],
    ["isbns_disagree", "1,A title,A. Writer,4.00,0307237583,9780739474792,eng,0,7,2,10/3/2006,A House"],
    ["too_long", `1,${"a".repeat(1_001)},A. Writer,4.00,0439785960,9780439785969,eng,0,7,2,10/3/2006,A House`],
    ["isbn_scientific", "1,A title,A. Writer,4.00,,9.78044E+12,eng,0,7,2,10/3/2006,A House"],
  ])("rejects a row as %s", (problem, row) => expect(read(GOODREADS, row)).toEqual({ problem }));

  it("keeps of a row what is certain", () => {
    const row = "1,A title,A. Writer,0.00,0439785960,9780439785969,eng,0,0,0,11/31/2000,Simon  Schuster Audio";
    expect(read(GOODREADS, row)).toMatchObject({
      repairs: ["date_cut"],
      record: {
        kind: "audiobook",
        pages: null,
        averageRating: null,
        ratingsCount: 0,
        publicationDate: "2000-11",
        publishedYear: 2000,
        publisher: "Simon Schuster Audio",
      },
    });
  });

  it.each([
    ["652", 652],
    ["652.0", 652],
    ["1,000", 1_000],
    ["1,0", null],
    ["1.000", null],
    ["1,00,000", null],
    ["0,123", null],
    ["many", null],
  ])("reads %j as a whole number only where it is clearly one", (cell, number) => {
    const result = readNamed({ pages: cell, ratings_count: cell });
    expect(result).toMatchObject({ record: { pages: number, ratingsCount: number } });
  });

  it("reads a rating with a decimal comma", () => {
    expect(readNamed({ rating: "4,57" })).toMatchObject({ record: { averageRating: 4.57 } });
  });

  it.each([
    ["https://x.example/a.jpg", ["https://x.example/a.jpg"]],
    ["HTTP://x.example/a.jpg", ["HTTP://x.example/a.jpg"]],
    ["javascript:alert(1)", []],
    ["data:image/gif;base64,R0lGODlhAQABAAAAACw=", []],
    ["file:///cover.jpg", []],
    ["none", []],
  ])("keeps the row and of its covers only an address of the web: %s", (cover, coverUrls) => {
    expect(readNamed({ cover })).toMatchObject({ record: { title: "A title", coverUrls } });
  });

  it("keeps a row whose cover stands in it whole", () => {
    const cover = `data:image/png;base64,${"A".repeat(3_000)}`;
    expect(readNamed({ cover })).toMatchObject({ record: { title: "A title", coverUrls: [] } });
  });

  it("calls too long only what is", () => {
    expect(readNamed({ authors: "A".repeat(301) })).toEqual({ problem: "too_long" });
    expect(readNamed({ genres: Array.from({ length: 101 }, (_, at) => `g${at}`).join(";") })).toEqual({
      problem: "too_long",
    });
  });

  it("reads a column that stands there twice, and takes no row of which the two name two books", () => {
    const rows = (isbn: string, other: string) => {
      const dialect = detectDialect(["ISBN", "Title", "ISBN-10", "title"]);
      if (!dialect) throw new Error("no dialect");
      return readRow(dialect, [isbn, "", other, "A title"], { hasLostZeros: false, delimiter: ",", now });
    };
    expect(rows("", "0439785960")).toMatchObject({ record: { title: "A title", isbn10: "0439785960" } });
    expect(rows("0439785960", "9780439785969")).toMatchObject({ record: { isbn10: "0439785960" } });
    expect(rows("0439785960", "0306406152")).toEqual({ problem: "isbns_disagree" });
  });

  it("takes a row of a spreadsheet that lost zeros only where the rest of the row proves it", () => {
    const row = (isbn: string, picture: string) => `${isbn};A & B;C. D;1999;E;;http://x.example/P/${picture}.01.M.jpg;`;
    expect(read(BOOK_CROSSING, row("2005018", "0002005018"), ";")).toMatchObject({
      repairs: ["isbn_zeros_restored"],
      record: { isbn10: "0002005018", title: "A & B" },
    });
    expect(read(BOOK_CROSSING, row("2005018", "none"), ";")).toEqual({ problem: "isbn_zeros_lost" });
    expect(read(BOOK_CROSSING, row("2005018", "0439785960"), ";")).toEqual({ problem: "isbns_disagree" });
  });

  it("sees no lost zeros in a column that has numbers with them", () => {
    const dialect = detectDialect(["title", "isbn"]);
    if (!dialect) throw new Error("no dialect");
    expect(
      hasLostZeros(dialect, [
        ["a", "439785960"],
        ["b", "0306406152"],
      ]),
    ).toBe(false);
    expect(
      hasLostZeros(dialect, [
        ["a", "439785960"],
        ["b", "043965548X"],
      ]),
    ).toBe(true);
  });
});
