import { existsSync } from "node:fs";
import path from "node:path";
import { describe, expect, it } from "vitest";
import { workKeyOf } from "@/lib/catalog/records/rules";
import { parseIsbn } from "@/lib/catalog/rules";
import { openSource, type SourceFacts } from "./queries";
import type { EtlRecord } from "./schema";

/** Real tables, which may not be copied into the repository. */
const METADATA = path.resolve("../shared/data/metadata");
const isThere = existsSync(METADATA);
if (!isThere) process.stdout.write("skipped: the real tables of ../shared/data are not there\n");

async function read(file: string) {
  const opened = await openSource(path.join(METADATA, file));
  if (!opened.ok) throw new Error(opened.message);
  const records: EtlRecord[] = [];
  const problems: Record<string, number> = {};
  const repairs: Record<string, number> = {};
  for await (const row of opened.source.rows()) {
    if (row.problem) problems[row.problem] = (problems[row.problem] ?? 0) + 1;
    else {
      records.push(row.record);
      for (const repair of row.repairs) repairs[repair] = (repairs[repair] ?? 0) + 1;
    }
  }
  const facts: SourceFacts = opened.source.facts;
  return { records, problems, repairs, facts };
}

const isbnsById = (records: EtlRecord[]) =>
  new Map(records.map(({ identifiers, isbn13 }) => [identifiers.goodreads, isbn13]));

describe.skipIf(!isThere)("the real tables", () => {
  it("gives 11,114 of the 11,127 rows of Goodreads, its four broken ones among them, and a reason for the others", async () => {
    const { records, problems, repairs } = await read("goodreads/books.csv");
    expect(records).toHaveLength(11_114);
    expect(problems).toEqual({ not_a_book: 5, isbns_disagree: 8 });
    expect(repairs).toMatchObject({ columns_realigned: 4, date_cut: 2 });
    expect(records.every(({ isbn13 }) => isbn13 !== null && typeof parseIsbn(isbn13) !== "string")).toBe(true);
    expect(records.find(({ identifiers }) => identifiers.goodreads === "12224")).toMatchObject({
      authors: ["Sam Bass Warner, Jr.", "Sam B. Warner"],
      publicationDate: "2004-04-20",
    });
    expect(records.filter(({ kind }) => kind === "audiobook").length).toBeGreaterThan(100);
  });

  it("takes no ISBN out of the table that Excel mangled, or out of goodbooks-10k, that the original does not have", async () => {
    const original = isbnsById((await read("goodreads/books.csv")).records);
    for (const file of ["goodreads/books_excel_mangled.csv", "goodbooks10k/books.csv"]) {
      const { records, repairs, facts } = await read(file);
      expect(facts.hasLostZeros).toBe(true);
      expect(repairs.isbn_zeros_restored).toBeGreaterThan(600);
      const both = records.filter(({ identifiers, isbn13 }) => isbn13 && original.get(identifiers.goodreads));
      expect(both.length).toBeGreaterThan(800);
      expect(both.filter(({ identifiers, isbn13 }) => original.get(identifiers.goodreads) !== isbn13)).toEqual([]);
    }
  });

  it("reads Book-Crossing with semicolons, latin-1 and lost zeros", async () => {
    const { facts, records, problems } = await read("bookcrossing/BX-Books_semicolon_part.csv");
    expect(facts).toMatchObject({
      encoding: "windows-1252",
      dialect: "book-crossing",
      format: { delimiter: "semicolon", lineEnd: "crlf" },
    });
    expect(records).toHaveLength(736);
    expect(problems).toEqual({ garbled_text: 19 });
    expect(records.some(({ publisher }) => publisher === "W. W. Norton & Company")).toBe(true);
  });

  it("makes one work of two for at most one in a thousand of ten thousand works that are told apart", async () => {
    const { records } = await read("goodbooks10k/books.csv");
    const keys = records.flatMap((record) => workKeyOf(record) ?? []);
    expect(keys.length - new Set(keys).size).toBeLessThan(10);
    // And editions do meet: a book of Book-Crossing and the same one of Goodreads.
    const works = new Set((await read("goodreads/books.csv")).records.map(workKeyOf));
    const met = (await read("bookcrossing/BX_Books.csv")).records.filter((record) => works.has(workKeyOf(record)));
    expect(met.length).toBeGreaterThan(1_000);
  });

  it.each([
    "bookcrossing/BX_Book_Ratings.csv",
    "bookcrossing/BX-Book-Ratings_messy.csv",
    "books7k/tagged_description.txt",
  ])("says that %s is no table of books", async (file) =>
    expect(await openSource(path.join(METADATA, file))).toMatchObject({ ok: false }),
  );
});
