import { describe, expect, it } from "vitest";
import { ProviderError } from "../../http/schema";
import { authorNames, editionRecord, readDetails, readSearch, readSeries, readWorkAuthors } from "./rules";

const context = { coversUrl: "https://covers.openlibrary.org", now: new Date("2026-06-01") };
const nothing = { authors: null, work: null };
const ISBN = "9780316030571";

/** The shape of /api/books?jscmd=details, with facts of a real edition. */
const details = (more: object = {}) =>
  JSON.stringify({
    [`ISBN:${ISBN}`]: {
      bib_key: `ISBN:${ISBN}`,
      thumbnail_url: "https://covers.openlibrary.org/b/id/2379038-S.jpg",
      details: {
        key: "/books/OL10426208M",
        title: "Use of Weapons",
        authors: [{ key: "/authors/OL6924809A", name: "Iain M. Banks" }],
        isbn_13: [ISBN],
        isbn_10: ["0316030570"],
        number_of_pages: 480,
        publish_date: "July 28, 2008",
        publishers: ["Orbit"],
        languages: [{ key: "/languages/eng" }],
        series: ["Culture (3)"],
        covers: [2379038, -1],
        works: [{ key: "/works/OL46309W" }],
        identifiers: { goodreads: ["3395563"], librarything: ["141", "142"] },
        ...more,
      },
    },
  });
const read = (more: object = {}, isbn = ISBN) => {
  const [found] = readDetails(details(more));
  return found ? editionRecord(found, isbn, nothing, context) : null;
};

describe("an edition", () => {
  it("is read whole", () => {
    expect(read()).toEqual({
      source: "openlibrary",
      fetchedAt: context.now,
      confidence: 1,
      otherIsbns: [],
      record: {
        kind: "book",
        isbn13: ISBN,
        isbn10: "0316030570",
        title: "Use of Weapons",
        subtitle: null,
        authors: ["Iain M. Banks"],
        pages: 480,
        publicationDate: "2008-07-28",
        publishedYear: 2008,
        publisher: "Orbit",
        languageCode: "en",
        description: null,
        genres: [],
        averageRating: null,
        ratingsCount: null,
        series: [{ name: "Culture", position: 3 }],
        identifiers: { openlibrary: "OL10426208M", goodreads: "3395563" },
        workKey: "openlibrary:OL46309W",
        coverUrls: ["https://covers.openlibrary.org/b/id/2379038-L.jpg?default=false"],
      },
    });
  });

  it("of another ISBN is none", () => {
    expect(read({}, "9780441172719")).toBeNull();
  });

  it("has no name that cannot stand in an address, and no text with half a letter", () => {
    const odd = read({
      ...{ key: `/books/${"O".repeat(200)}`, works: [{ key: "/works/\ud800" }] },
      ...{ subtitle: "\ud83d", authors: [{ name: "Ann\ufffd Writer" }], identifiers: { goodreads: ["\ud800"] } },
    });
    expect(odd?.record).toMatchObject({ identifiers: {}, workKey: null, subtitle: null, authors: [] });
    expect(read({ title: "Use of \udc00 Weapons" })).toBeNull();
  });

  it("with more ISBNs is less certain, and names them", () => {
    const found = read({ isbn_10: ["0316030570", "0441172717"] });
    expect(found).toMatchObject({ confidence: 0.85, otherIsbns: ["9780441172719"], record: { isbn13: ISBN } });
  });

  it("is not lost for fields that cannot be read", () => {
    const found = read({
      number_of_pages: "many",
      publish_date: 2008,
      covers: "none",
      languages: [{}],
      series: null,
      identifiers: [],
      description: { type: "/type/text" },
    });
    expect(found?.record).toMatchObject({ title: "Use of Weapons", pages: null, publicationDate: null, coverUrls: [] });
  });

  it("to be listened to says so", () => {
    const kinds = ["Audio CD", "Audiobook", "MP3 CD", "Paperback", "CD-ROM", undefined].map(
      (physical_format) => read({ physical_format })?.record.kind,
    );
    expect(kinds).toEqual(["audiobook", "audiobook", "audiobook", "book", "book", "book"]);
  });

  it("of two languages is of none that could be named", () => {
    expect(read({ languages: [{ key: "/languages/eng" }, { key: "/languages/fre" }] })?.record.languageCode).toBeNull();
  });

  it("has its text from the work where it has none, without the editors' notes", () => {
    const [found] = readDetails(details());
    if (!found) throw new Error("no edition");
    const work = {
      key: "/works/OL46309W",
      description: "A war.\r\n\r\n([source][1])\r\n\r\n----------\r\nAlso in: [Omnibus](https://example.org)",
      subjects: ["Science fiction", "series:culture"],
      covers: undefined,
      authors: undefined,
    };
    const { record } = editionRecord(found, ISBN, { authors: ["Somebody Else"], work }, context) ?? {};
    expect(record).toMatchObject({
      description: "A war.\n\nsource",
      genres: ["Science fiction"],
      authors: ["Iain M. Banks"],
    });
  });

  it("has all of its authors' names or none of them", () => {
    const names = (authors: object[]) => {
      const [found] = readDetails(details({ authors }));
      return found && authorNames(found);
    };
    expect(names([{ name: "A" }, { name: "B" }])).toEqual(["A", "B"]);
    expect(names([{ name: "A" }, { key: "/authors/OL1A" }])).toBeNull();
    expect(names([])).toBeNull();
  });
});

describe("answers", () => {
  it("that are no JSON, or of another shape, are malformed", () => {
    for (const body of ["", "<html>", '{"docs": ', "[]", "null", '{"docs": 3}']) {
      expect(() => readSearch(body, null, context)).toThrow(ProviderError);
    }
  });

  it("in which there is something and nothing can be read are malformed, and never taken for nothing known", () => {
    const renamed = { bib_key: `ISBN:${ISBN}`, record: { name: "Use of Weapons" } };
    for (const body of [
      '{"error": "internal"}',
      '{"error": {"code": 500}}',
      JSON.stringify({ [`ISBN:${ISBN}`]: renamed }),
    ])
      expect(() => readDetails(body)).toThrow(ProviderError);
    for (const docs of [[{ name: "One" }], [null, "two"]]) {
      const body = JSON.stringify({ numFound: docs.length, docs });
      expect(() => readSearch(body, null, context)).toThrow(ProviderError);
      expect(() => readWorkAuthors(body)).toThrow(ProviderError);
    }
  });

  it("of works and editions that have no title, or no authors, are read all the same", () => {
    const [found] = readDetails(details({ title: undefined }));
    expect(found && editionRecord(found, ISBN, nothing, context)).toBeNull();
    const body = JSON.stringify({ docs: [{ key: "/works/OL1W" }] });
    expect(readWorkAuthors(body)).toEqual(new Map());
    expect(readSearch(body, null, context)).toMatchObject({ records: [], unread: ['{"key":"/works/OL1W"}'], count: 1 });
  });

  it("with nothing in them are nothing", () => {
    expect(readDetails("{}")).toEqual([]);
    expect(readSearch('{"numFound": 0, "docs": []}', null, context)).toEqual({
      ...{ records: [], unread: [], count: 0, total: 0 },
    });
  });

  it("lose only the items that cannot be read", () => {
    const body = JSON.stringify({ docs: [{ key: "/works/OL1W", title: "One" }, { title: 2 }, null, "three"] });
    const { records, unread, count } = readSearch(body, null, context);
    expect(records.map(({ record }) => record.title)).toEqual(["One"]);
    expect(unread).toEqual(['{"title":2}', "null", '"three"']);
    expect(count).toBe(4);
  });

  it("of a search name an ISBN only where the edition is named and has one", () => {
    const doc = {
      key: "/works/OL1W",
      title: "Dune",
      isbn: ["9780441172719", "9780593099322"],
      language: ["eng", "fre"],
    };
    const edition = { key: "/books/OL1M", title: "Dune", isbn: ["0441172717", "9780441172719"], language: ["eng"] };
    const search = (docs: object[]) =>
      readSearch(JSON.stringify({ docs }), { title: "Dune", author: null }, context).records;
    const [work] = search([doc]);
    expect(work).toMatchObject({
      record: { isbn13: null, languageCode: null },
      otherIsbns: ["9780441172719", "9780593099322"],
    });
    const [named] = search([{ ...doc, editions: { docs: [edition] } }]);
    expect(named).toMatchObject({
      record: { isbn13: "9780441172719", isbn10: "0441172717", languageCode: "en" },
      otherIsbns: [],
    });
    expect(named?.confidence).toBeLessThan(1);
  });
});

describe("a series", () => {
  it.each([
    ["Discworld (5)", "Discworld", 5],
    ["The Dark Tower ; 3", "The Dark Tower", 3],
    ["Old Kingdom, #2", "Old Kingdom", 2],
    ["Vorkosigan Saga, book 2.5", "Vorkosigan Saga", 2.5],
    ["Wheel of Time vol. 4", "Wheel of Time", 4],
    ["Area 51", "Area 51", null],
    ["Penguin classics", "Penguin classics", null],
  ])("is read from %j", (text, name, position) => {
    expect(readSeries(text)).toEqual([{ name, position }]);
  });
});
