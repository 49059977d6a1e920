import { existsSync, readFileSync } from "node:fs";
import path from "node:path";
import { describe, expect, it } from "vitest";
import { bookRecord } from "@/lib/catalog/records/schema";
import { ProviderError } from "../http/schema";
import { readVolumes, volumeRecord } from "./google-books/rules";
import { edition, editionRecord, readDetails, readSearch, work } from "./open-library/rules";
import { readJson } from "./rules";
import type { ProviderRecord } from "./schema";

// Answers as the real services gave them. They belong to others, so they are not in the repository.
const FOLDER = path.resolve("../shared/data/fixtures");
const isThere = existsSync(FOLDER);
if (!isThere) process.stdout.write(`Skipped: recorded answers of providers, for there is no ${FOLDER}\n`);

const read = (file: string) => readFileSync(path.join(FOLDER, file), "utf8");
const context = { coversUrl: "https://covers.example", now: new Date("2026-06-01") };
const nothing = { authors: null, work: null };
const valid = (records: readonly (ProviderRecord | null)[]) =>
  records.map((one) => {
    if (!one) throw new Error("no record came of it");
    return bookRecord.parse(one.record);
  });

describe.skipIf(!isThere)("recorded answers of Open Library", () => {
  it("of the Books API are read", () => {
    const [found] = readDetails(read("bookwyrm/ol_isbn_search.json"));
    if (!found) throw new Error("no edition");
    const [record] = valid([editionRecord(found, "9782070427796", nothing, context)]);
    expect(record).toMatchObject({
      title: "Les ombres errantes",
      authors: ["Pascal Quignard"],
      publisher: "Gallimard",
      publicationDate: "2002",
      isbn10: "207042779X",
      identifiers: { openlibrary: "OL16262504M", goodreads: "1835483", librarything: "983474" },
    });
    expect(editionRecord(found, "9780316030571", nothing, context)).toBeNull();
  });

  it("of editions are read, with the work's text", () => {
    const found = readJson(read("bookwyrm/ol_edition.json"), edition);
    const ofWork = readJson(read("bookwyrm/ol_work.json"), work);
    const isbn13 = "9780064471831";
    const one = editionRecord(found, isbn13, { authors: ["Garth Nix"], work: ofWork }, context);
    const [record] = valid([one]);
    expect(record).toMatchObject({
      isbn13,
      isbn10: "0064471837",
      title: "Sabriel",
      authors: ["Garth Nix"],
      pages: 491,
      publicationDate: "1996",
      publisher: "Harper Trophy",
      languageCode: "en",
      genres: ["Fantasy"],
      workKey: "openlibrary:OL15832982W",
    });
    // Three bindings share the record, so it is not certain that it describes this one.
    expect(one?.otherIsbns).toHaveLength(2);
    expect(one?.confidence).toBeLessThan(1);
  });

  it("of its markdown are text", () => {
    const found = readJson(read("bookwyrm/ol_edition_markdown.json"), edition);
    const [record] = valid([editionRecord(found, "9781943899159", nothing, context)]);
    expect(record?.description).toContain("Black womanhood");
    expect(record?.description).not.toMatch(/https?:|\]\(/);
  });

  it.each([
    ["book_data_pipeline/openlibrary_search.json", { title: "Dune", author: "Frank Herbert" }, 0.85],
    ["bookwyrm/ol_search.json", { title: "This Is How You Lose the Time War", author: "Max Gladstone" }, 0.85],
  ])("of a search are read: %s", (file, query, confidenceMin) => {
    const { records, count, total } = readSearch(read(file), query, context);
    expect(records).toHaveLength(count);
    expect(total).toBeGreaterThanOrEqual(count);
    valid(records);
    expect(Math.max(...records.map(({ confidence }) => confidence))).toBeGreaterThanOrEqual(confidenceMin);
    for (const { record } of records) expect(record.workKey).toMatch(/^openlibrary:OL\d+W$/);
  });

  it.each([
    "openlibrary_book_lookup_0",
    "sweater_bookservice-yml_0",
    "sweater_bookfacade-getbook-creates-object-yml_0",
  ])("of recorded searches are read: %s", (file) => {
    const { body } = JSON.parse(read(`vcr_openlibrary/json/${file}.json`));
    const { records, count } = readSearch(JSON.stringify(body), null, context);
    expect(records.length).toBeGreaterThan(0);
    expect(records).toHaveLength(count);
    valid(records);
  });

  it("of nothing are empty", () => {
    const { body } = JSON.parse(read("vcr_openlibrary/json/openlibrary_book_lookup_fails_0.json"));
    for (const text of [read("book_data_pipeline/openlibrary_empty.json"), JSON.stringify(body)]) {
      expect(readSearch(text, null, context)).toMatchObject({ records: [], count: 0, total: 0 });
    }
  });
});

describe.skipIf(!isThere)("recorded answers of Google Books", () => {
  const volumes = (file: string) => readVolumes(read(file)).volumes;
  const byIsbn = (file: string, isbn13: string) =>
    volumes(file).flatMap((volume) => volumeRecord(volume, { isbn13 }, context) ?? []);

  it.each([
    [
      "google_books/japanese_isbn_query.json",
      "9784815602666",
      { title: "宇宙の話をしよう", pages: 239, publicationDate: "2020-11", languageCode: "ja" },
    ],
    [
      "google_books/batman_killing_joke.json",
      "9781401216672",
      { title: "Batman: Killing Joke (DELUXE)", authors: ["Brian Bolland", "Alan Moore"] },
    ],
    [
      "book_data_pipeline/googlebooks_volumes.json",
      "9780553380163",
      { title: "A Brief History of Time", publisher: "Bantam", publicationDate: "1998-09-01" },
    ],
    [
      "google_books/vaevictis_stubbed_google_books_response.json",
      "9786067580648",
      { languageCode: "ro", pages: 834, publicationDate: null },
    ],
    [
      "google_books/openlibrary_affiliate_complete-book-data_179.json",
      "9785699350131",
      { subtitle: "[для сред. шк. возраста]", publishedYear: 2009 },
    ],
  ])("of an ISBN are read: %s", (file, isbn13, expected) => {
    const [record] = valid(byIsbn(file, isbn13));
    expect(record).toMatchObject({ isbn13, ...expected });
    for (const url of record?.coverUrls ?? []) expect(url).not.toMatch(/curl|^http:/);
  });

  it("of another ISBN than the one asked for are thrown away", () => {
    expect(byIsbn("google_books/vaevictis_stubbed_google_books_response.json", "9786064312617")).toEqual([]);
    expect(byIsbn("google_books/dog_search_10_volumes.json", "9780553380163")).toEqual([]);
  });

  it("of a search are read", () => {
    const found = volumes("google_books/dog_search_10_volumes.json");
    const query = { title: "The Dog Bible", author: "Tracie Hotchner" };
    const records = found.map((volume) => volumeRecord(volume, { query }, context));
    valid(records);
    expect(records[0]?.confidence).toBeGreaterThan(0.85);
    for (const other of records.slice(1)) expect(other?.confidence).toBeLessThan(0.45);
  });

  it("of nothing are nothing", () => {
    expect(volumes("google_books/openlibrary_affiliate_input-data_339.json")).toEqual([]);
  });

  it.each([
    ["that say that the quota is used up", "book_data_pipeline/googlebooks_rate_limited.json"],
    ["of volumes that cannot be told apart", "google_books/openlibrary_affiliate_input-data_345.json"],
  ])("%s are no answer", (_, file) => {
    expect(() => readVolumes(read(file))).toThrow(ProviderError);
  });
});
