import { existsSync, readFileSync } from "node:fs";
import path from "node:path";
import { describe, expect, it } from "vitest";
import { zipOf } from "@/lib/platform/zip";
import type { Entry, RowReason } from "../schema";
import { openFile } from "./queries";

const NOW = new Date("2026-11-22T00:00:00Z");

async function open(file: string | Buffer) {
  const result = await openFile(Buffer.from(file), NOW);
  if (!result.ok) throw new Error(result.reason);
  return result;
}
const entriesOf = (rows: { read: { entry?: Entry; problem?: RowReason } }[]) =>
  rows.map(({ read }) => read.entry ?? (read.problem as RowReason));
const reasonOf = async (file: string | Buffer) => {
  const result = await openFile(Buffer.from(file), NOW);
  return result.ok ? "ok" : result.reason;
};
async function zip(files: Record<string, string | Uint8Array>): Promise<Buffer> {
  const parts = Object.entries(files).map(([name, content]) => ({
    name,
    read: async () => Buffer.from(content as string),
  }));
  const chunks: Uint8Array[] = [];
  for await (const chunk of zipOf(parts)) chunks.push(chunk);
  return Buffer.concat(chunks);
}

// Made by hand after what each app says of its own export.
const GOODREADS = `Book Id,Title,Author,Additional Authors,ISBN,ISBN13,My Rating,Average Rating,Publisher,Number of Pages,Year Published,Date Read,Date Added,Bookshelves,Exclusive Shelf,My Review,Spoiler,Private Notes,Read Count,Owned Copies,Condition
1,"Sea Road (Tides, #2)",Mara Quint,"Ida Holm, Jo Fell","=""0140449136""","=""9780140449136""",4,4.20,Tor,448,2019,2020/10/25,2020/10/21,"to lend, favourites",read,"Good.<br/>Very &amp; truly.",true,From Ana,3,2,Very Good
2,Waiting,Jo Fell,,"=""""","=""""",0,4.45,,,,,2020/03/05,my-queue,my-queue,,,,0,0,
3,Stopped,Jo Fell,,"=""""","=""""",0,4.45,,,,,2020/03/05,,did-not-finish,,,,0,0,`;

const STORYGRAPH = `Title,Authors,ISBN/UID,Format,Read Status,Date Added,Last Date Read,Dates Read,Read Count,Star Rating,Review,Tags,Owned?
Sea Road,"Mara Quint, Ida Holm",9780140449136,paperback,read,2021/05/10,2022/01/05,"2021/05/01-2021/05/10, 2022/01/01-2022/01/05",3,3.75,,"sea, slow",Yes
A Pamphlet,Nobody,8f14e45f-ea3a-4c1e,digital,currently-reading,2021/05/10,,2021/06/01-,0,,,,No`;

const LIBIB = `Item Type,Title,First Name,Last Name,Creators,EAN ISBN13,UPC ISBN10,Publisher,Publish Date,Group,Tags,Notes,Price,Length,Rating,Review,Status,Began,Completed,Added,Copies
book,Sea Road,Mara,Quint,"Mara Quint, Ida Holm",9780140449136,0140449136,Tor,2019-01-01,Hall,sea,,"$12.50",448,4.5,,Completed,2021-05-01,2021-05-10,2021-04-01,2
movie,A Film,,,,,,,,,,,,,,,,,,,1`;

describe("openFile", () => {
  it("reads Goodreads: shelves, exclusive ones as states, re-reads, notes, copies", async () => {
    const { format, facts, rows } = await open(GOODREADS);
    expect([format, facts.dates, facts.columns.filter(({ becomes }) => !becomes)]).toEqual([
      ...["goodreads", "year-first", [{ name: "Average Rating", becomes: null }]],
    ]);
    const [first, second, third] = entriesOf(rows) as Entry[];
    expect(first).toMatchObject({
      key: "goodreads:1",
      book: { isbn13: "9780140449136", title: "Sea Road", series: [{ name: "Tides", position: 2 }] },
      ...{ status: "read", rating: 4, review: "Good.\nVery & truly.", hasSpoilers: true, addedOn: "2020-10-21" },
      collections: [{ name: "to lend" }, { name: "favourites" }],
      quotes: [{ kind: "note", text: "From Ana" }],
    });
    expect(first?.book.authors).toEqual(["Mara Quint", "Ida Holm", "Jo Fell"]);
    expect(first?.readings.map(({ endedOn }) => endedOn)).toEqual(["2020-10-25", null, null]);
    expect(first?.copies.map(({ condition }) => condition)).toEqual(["very good", null]);
    expect(second).toMatchObject({ status: null, collections: [{ name: "my-queue" }] });
    expect(third).toMatchObject({ status: "stopped", readings: [{ outcome: "stopped" }] });
  });

  it("reads The StoryGraph: ranges, quarter stars, a number of its own that is no ISBN", async () => {
    const { format, rows } = await open(STORYGRAPH);
    const [first, second] = entriesOf(rows) as Entry[];
    expect(format).toBe("storygraph");
    expect(first).toMatchObject({ rating: 3.75, tags: ["sea", "slow"], copies: [{}] });
    expect(first?.readings.map(({ startedOn, endedOn }) => [startedOn, endedOn])).toEqual([
      ["2021-05-01", "2021-05-10"],
      ["2022-01-01", "2022-01-05"],
      [null, null],
    ]);
    expect(second).toMatchObject({ book: { isbn13: null }, status: "reading", copies: [] });
    expect(second?.readings).toMatchObject([{ startedOn: "2021-06-01", endedOn: null, outcome: "reading" }]);
  });

  it("takes the last time of a book that was put away for one that was not to the end", async () => {
    const head = STORYGRAPH.split("\n")[0];
    const row =
      'Sea Road,Mara Quint,9780140449136,paperback,did-not-finish,2021/05/10,2022/01/05,"2021/05/01-2021/05/10, 2022/01/01-2022/01/05",1,,,,No';
    const [first] = entriesOf((await open(`${head}\n${row}`)).rows) as Entry[];
    expect(first?.readings.map(({ endedOn, outcome }) => [endedOn, outcome])).toEqual([
      ["2021-05-10", "finished"],
      ["2022-01-05", "stopped"],
    ]);
    const dated = GOODREADS.replace("2020/03/05,,did-not-finish", "2020/03/05,,did-not-finish").replace(
      ",,,2020/03/05,,did",
      ",,2020/06/01,2020/03/05,,did",
    );
    const third = (entriesOf((await open(dated)).rows) as Entry[])[2];
    expect(third?.readings).toMatchObject([{ endedOn: "2020-06-01", outcome: "stopped" }]);
  });

  it("keeps as much of notes as fits here, says so, and knows a tag by the name that it has here", async () => {
    const long = "long ".repeat(3_000);
    const csv = `Title,Tags,Notes,ISBN\nSea Road,"#book club, #, sea",${long},9780140449136\n`;
    const [first] = entriesOf((await open(csv)).rows) as Entry[];
    expect(first?.tags).toEqual(["book club", "sea"]);
    expect(first?.quotes[0]?.text.length).toBeLessThanOrEqual(10_000);
    expect(first?.notes).toEqual(["A note is cut after 10,000 letters."]);
  });

  it("reads LibraryThing's table in Latin-1 and its JSON alike", async () => {
    const head =
      "Book Id\tTitle\tPrimary Author\tSecondary Author\tRating\tDate Started\tDate Read\tTags\tCollections\tISBN\tISBNs\tCopies\tEntry Date";
    const row =
      "54\tLe Maître\tBoulgakov, Mikhaïl\t\t4.5\t[2007-04-16]\t[2007-05-08]\troman, été\tYour library, Wishlist for été\t[2070291340]\t2070291340, 9782070291342\t1\t[2006-08-09]";
    const table = await open(Buffer.from(`${head}\n${row}`, "latin1"));
    const thing = {
      ...{
        books_id: "54",
        title: "Le Maître",
        primaryauthor: "Boulgakov, Mikhaïl",
        authors: [{ lf: "Boulgakov, Mikhaïl" }],
      },
      ...{ rating: 4.5, datestarted: "2007-04-16", dateread: "2007-05-08", tags: ["roman", "été"], copies: "1" },
      ...{ collections: ["Your library", "Wishlist for été"], originalisbn: "2070291340", entrydate: "2006-08-09" },
    };
    const json = await open(JSON.stringify({ "54": thing }));
    expect([table.facts.encoding, json.format]).toEqual(["windows-1252", "librarything"]);
    expect(entriesOf(json.rows)).toEqual(entriesOf(table.rows));
    expect(entriesOf(table.rows)).toMatchObject([
      {
        book: { isbn13: "9782070291342", authors: ["Mikhaïl Boulgakov"] },
        ...{ rating: 4.5, tags: ["roman", "été"], collections: [{ name: "Wishlist for été" }], copies: [{}] },
        readings: [{ startedOn: "2007-04-16", endedOn: "2007-05-08" }],
      },
    ]);
  });

  it("reads a table and a backup of Openreads alike", async () => {
    const csv = `title,subtitle,author,status,favourite,deleted,rating,isbn,olid,tags,my_review,notes,readings,date_added
Sea Road,,Mara Quint,finished,true,false,4.5,9780140449136,OL1M,sea|||||slow,,,2023-10-27T00:00:00.000|2023-11-28T00:00:00.000|;2024-01-01T00:00:00.000||,2024-03-01T13:01:12.937`;
    const book = {
      ...{
        id: 1,
        title: "Sea Road",
        author: "Mara Quint",
        status: 0,
        favourite: 1,
        deleted: 0,
        rating: 45,
        has_cover: 0,
      },
      ...{
        isbn: "9780140449136",
        olid: "OL1M",
        tags: "sea|||||slow",
        book_type: "paper",
        date_added: "2024-03-01T13:01:12.937",
      },
      readings: "2023-10-27T00:00:00.000|2023-11-28T00:00:00.000|;2024-01-01T00:00:00.000||",
    };
    const gone = { ...book, id: 2, deleted: 1 };
    const backup = await zip({
      "info.txt": "x",
      "books.backup": [book, gone].map((one) => JSON.stringify(one)).join("@@@@@"),
    });
    const [table, packed] = [await open(csv), await open(backup)];
    expect(entriesOf(packed.rows)).toEqual(entriesOf(table.rows));
    expect(entriesOf(table.rows)).toMatchObject([
      {
        status: "read",
        rating: 4.5,
        tags: ["sea", "slow"],
        collections: [{ name: "Favourites" }],
        addedOn: "2024-03-01",
      },
    ]);
    expect((entriesOf(table.rows)[0] as Entry).readings).toHaveLength(2);
  });

  it("reads Libib, with prices, and leaves out what is no book", async () => {
    const { format, rows } = await open(LIBIB);
    expect(format).toBe("libib");
    expect(entriesOf(rows)).toMatchObject([
      {
        ...{ status: "read", rating: 4.5, collections: [{ name: "Hall" }] },
        copies: [{ price: 12.5, currency: "USD" }, {}],
        readings: [{ startedOn: "2021-05-01", endedOn: "2021-05-10" }],
      },
      "not_a_book",
    ]);
  });

  it("takes any table with a title, and a list of ISBNs however it is written", async () => {
    expect(await open("Title;Author;Rating\nSea Road;Mara Quint;4,5\n")).toMatchObject({ format: "table" });
    expect(await open("978-0-14-044913-6\n0140449136, 9782070291342")).toMatchObject({
      format: "isbns",
      rows: [{}, {}, {}],
    });
    expect(await open("﻿ISBN\r\n9780140449136\r\n")).toMatchObject({ format: "isbns", rows: [{}] });
  });

  it("keeps what it can of a row and says what it could not", async () => {
    const csv = "Title,ISBN,Rating,Date Read,Status\nSea Road,123,9,31.02.2020,read\nShort,,3,2007,read\n";
    const [first, second] = entriesOf((await open(csv)).rows) as Entry[];
    expect(first).toMatchObject({ book: { isbn13: null }, rating: null });
    expect(first?.notes).toHaveLength(3);
    expect(second?.notes).toEqual(["Finished: only “2007” is known, which is kept here alone."]);
  });

  it("refuses what is no library, and archives that are too large within", async () => {
    expect(await reasonOf("hello there\nthis is prose")).toBe("not_of_books");
    expect(await reasonOf(Buffer.from([0x89, 0x50, 0x4e, 0x47, 0, 0, 0, 1]))).toMatch(/not_text|not_of_books/);
    expect(await reasonOf("%PDF-1.7\n1 0 obj, <<, >>\n")).toBe("not_text");
    expect(await reasonOf("   ")).toBe("empty");
    expect(await reasonOf(Buffer.from("PK\x03\x04broken"))).toBe("broken_zip");
    expect(await reasonOf(await zip({ "readme.md": "none" }))).toBe("nothing_inside");
    const bomb = await zip({ "books.csv": Buffer.alloc(97 * 1024 * 1024, "a") });
    expect(bomb.length).toBeLessThan(1024 * 1024);
    expect(await reasonOf(bomb)).toBe("zip_too_large");
  });
});

/** Real exports, which may not be copied into the repository. */
const FIXTURES = path.resolve("../shared/data/fixtures");
const REAL: [file: string, format: string, read: number][] = [
  ["bookwyrm/goodreads.csv", "goodreads", 3],
  ["bookwyrm/storygraph.csv", "storygraph", 2],
  ["bookwyrm/librarything.tsv", "librarything", 3],
  ["bookwyrm/calibre.csv", "calibre", 1],
  ["bookwyrm/bookwyrm.csv", "bookwyrm", 3],
  ["bookwyrm/openreads-csv-example.csv", "openreads", 4],
  ["bookwyrm/generic.csv", "table", 4],
  ["jelu/goodreads1.csv", "goodreads", 10],
  ["jelu/goodreads_library_export-2022.csv", "goodreads", 10],
  ["jelu/goodreads-duplicate-events.csv", "goodreads", 6],
  ["jelu/goodreads_library_export_one_line_modified_review.csv", "goodreads", 5],
  ["jelu/isbns-import.txt", "isbns", 2],
];
describe.skipIf(!existsSync(FIXTURES))("real exports", () => {
  it.each(REAL)("%s is one of %s, and all its books are read", async (file, format, count) => {
    const opened = await open(readFileSync(path.join(FIXTURES, file)));
    expect(opened.format).toBe(format);
    expect(opened.rows.filter(({ read }) => !read.problem)).toHaveLength(count);
  });
});
if (!existsSync(FIXTURES)) process.stdout.write("skipped: the real exports of ../shared/data are not there\n");
