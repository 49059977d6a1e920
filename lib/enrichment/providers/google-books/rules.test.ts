import sharp from "sharp";
import { describe, expect, it } from "vitest";
import { ProviderError } from "../../http/schema";
import { fullest, isPlaceholder, readVolumes, volumeRecord } from "./rules";

const context = { coversUrl: "https://books.google.com", now: new Date("2026-06-01") };
const ISBN = "9780553380163";

/** The shape of /volumes, with facts of a real edition. */
const volume = (info: object = {}) => ({
  kind: "books#volume",
  id: "hVj4CwAAQBAJ",
  volumeInfo: {
    title: "A Brief History of Time",
    authors: ["Stephen Hawking"],
    publisher: '"Bantam"',
    publishedDate: "1998-09-01",
    industryIdentifiers: [
      { type: "ISBN_13", identifier: ISBN },
      { type: "ISBN_10", identifier: "0553380168" },
      { type: "OTHER", identifier: "UOM:39015" },
    ],
    pageCount: 212,
    categories: ["Science / Cosmology", "Science / General"],
    language: "en",
    imageLinks: { thumbnail: "http://books.google.com/books/content?id=hVj4CwAAQBAJ&img=1&zoom=1&edge=curl" },
    ...info,
  },
});
const answer = (...items: unknown[]) => JSON.stringify({ kind: "books#volumes", totalItems: items.length, items });
const read = (info: object = {}, isbn13 = ISBN) =>
  readVolumes(answer(volume(info))).volumes.flatMap((one) => volumeRecord(one, { isbn13 }, context) ?? [])[0];

describe("a volume", () => {
  it("is read whole", () => {
    expect(read()).toMatchObject({
      source: "googlebooks",
      confidence: 1,
      otherIsbns: [],
      record: {
        isbn13: ISBN,
        isbn10: "0553380168",
        title: "A Brief History of Time",
        authors: ["Stephen Hawking"],
        publisher: "Bantam",
        publicationDate: "1998-09-01",
        pages: 212,
        languageCode: "en",
        genres: ["Science", "Cosmology"],
        identifiers: { google: "hVj4CwAAQBAJ" },
      },
    });
  });

  it("of another ISBN is none, though Google gave it for this one", () => {
    expect(read({}, "9780441172719")).toBeUndefined();
    expect(read({ industryIdentifiers: [] })).toBeUndefined();
  });

  it.each([
    [17, 17],
    [1e15, null],
    [2.5, null],
    [-1, null],
  ])("of %d ratings has %j", (ratingsCount, count) => {
    expect(read({ ratingsCount })?.record.ratingsCount).toBe(count);
  });

  it("has its cover by its number: largest first, by https and without the turned-up corner", () => {
    const urls = read()?.record.coverUrls ?? [];
    expect(urls).toHaveLength(3);
    for (const url of urls) {
      expect(url).toMatch(/^https:\/\/books\.google\.com\/books\//);
      expect(url).toContain("hVj4CwAAQBAJ");
      expect(url).not.toContain("curl");
    }
    expect(urls[0]).toContain("fife=w800");
    expect(read({ imageLinks: undefined })?.record.coverUrls).toEqual([]);
  });

  it("without pages or a date that can be has none", () => {
    expect(read({ pageCount: 0, publishedDate: "19??", language: "un" })?.record).toMatchObject({
      pages: null,
      publicationDate: null,
      publishedYear: null,
    });
    expect(read({ publishedDate: "1998*" })?.record.publicationDate).toBe("1998");
  });

  it("that says most is taken of two with the same ISBN", () => {
    const bare = read({ authors: undefined, publisher: undefined, imageLinks: undefined });
    const full = read();
    expect(fullest([bare, full].filter((one) => one !== undefined))).toBe(full);
    expect(fullest([])).toBeUndefined();
  });
});

describe("answers", () => {
  it("of nothing have no list at all", () => {
    expect(readVolumes('{"kind": "books#volumes", "totalItems": 0}')).toEqual({
      ...{ volumes: [], unread: [], count: 0, total: 0 },
    });
  });

  it("in which there is something and nothing can be read are malformed, and never taken for nothing known", () => {
    for (const item of [{ volumeInfo: { title: "No id" } }, { id: "hVj4CwAAQBAJ", info: { title: "T" } }, null])
      expect(() => readVolumes(answer(item))).toThrow(ProviderError);
    expect(read({ title: undefined })).toBeUndefined();
  });

  it("lose only the items that cannot be read", () => {
    const { volumes, unread, count } = readVolumes(
      answer({ volumeInfo: { title: "No id" } }, null, volume(), { id: "../../x", volumeInfo: { title: "T" } }),
    );
    expect(volumes.map(({ id }) => id)).toEqual(["hVj4CwAAQBAJ"]);
    expect(unread).toHaveLength(3);
    expect(count).toBe(4);
  });

  it("that are no JSON, or of another shape, are malformed", () => {
    for (const body of ["", "<html></html>", '{"totalItems": 1, "items": [', "[]", '{"error": {"code": 429}}']) {
      expect(() => readVolumes(body)).toThrow(ProviderError);
    }
  });
});

it("knows the picture that stands for no picture by its being a PNG", async () => {
  const picture = sharp({ create: { width: 128, height: 190, channels: 3, background: "#fff" } });
  expect(isPlaceholder(await picture.png().toBuffer())).toBe(true);
  expect(isPlaceholder(await picture.jpeg().toBuffer())).toBe(false);
});
