import { describe, expect, it } from "vitest";
import type { ImportableRecord } from "@/lib/catalog/records/schema";
import type { ProviderName, ProviderRecord } from "./providers/schema";
import { answersFor, byTrust, coverProblem, describeFailures, mergeRecords, outcomeOf } from "./rules";
import type { ProviderFailure } from "./schema";

const ISBN = { isbn13: "9783257229530", isbn10: "3257229534" };
const EMPTY: ImportableRecord = {
  kind: "book",
  ...ISBN,
  title: "Der Vorleser",
  subtitle: null,
  authors: [],
  pages: null,
  publicationDate: null,
  publishedYear: null,
  publisher: null,
  languageCode: null,
  description: null,
  genres: [],
  averageRating: null,
  ratingsCount: null,
  series: [],
  identifiers: {},
  workKey: null,
  coverUrls: [],
};

const said = (
  source: ProviderName,
  record: Partial<ImportableRecord>,
  more: Partial<ProviderRecord> = {},
): ProviderRecord => ({
  source,
  fetchedAt: new Date("2026-06-01"),
  confidence: 1,
  otherIsbns: [],
  ...more,
  record: { ...EMPTY, ...record },
});
const merge = (...records: ProviderRecord[]) => {
  const merged = mergeRecords(ISBN, records);
  if (!merged) throw new Error("nothing came of it");
  return merged;
};

describe("mergeRecords", () => {
  it("makes nothing of nothing, and nothing up", () => {
    expect(mergeRecords(ISBN, [])).toBeNull();
    const { record, origins } = merge(said("googlebooks", {}));
    expect(record).toEqual(EMPTY);
    expect(Object.keys(origins)).toEqual(["title"]);
  });

  it("takes from each what only it has, and says so", () => {
    const { record, origins } = merge(
      said("dnb", { pages: 206 }),
      said("googlebooks", { description: "About reading." }),
      said("openlibrary", { workKey: "openlibrary:OL1W" }),
    );
    expect(record).toMatchObject({ pages: 206, description: "About reading.", workKey: "openlibrary:OL1W" });
    expect(origins.pages).toEqual({ source: "dnb", agreeing: ["dnb"], confidence: 0.9, reason: "only" });
    expect(origins.description?.source).toBe("googlebooks");
  });

  it("believes the source that knows more of a field where they disagree", () => {
    const { record, origins } = merge(
      said("googlebooks", { pages: 210, description: "Long and good." }),
      said("dnb", { pages: 206, description: "Short." }),
    );
    expect(record).toMatchObject({ pages: 206, description: "Long and good." });
    expect(origins.pages).toMatchObject({ source: "dnb", reason: "trusted", confidence: 0.9 });
    expect(origins.description).toMatchObject({ source: "googlebooks", reason: "trusted" });
  });

  it("believes two that agree more than one that is alone", () => {
    const { record, origins } = merge(
      said("dnb", { pages: 206 }, { confidence: 0.8 }),
      said("openlibrary", { pages: 210 }),
      said("googlebooks", { pages: 210 }),
    );
    expect(record.pages).toBe(210);
    expect(origins.pages).toEqual({
      source: "openlibrary",
      agreeing: ["openlibrary", "googlebooks"],
      confidence: 0.85,
      reason: "agreed",
    });
  });

  it("is never certain", () => {
    const { origins } = merge(said("dnb", {}), said("openlibrary", {}), said("googlebooks", {}));
    expect(origins.title?.confidence).toBe(0.99);
  });

  it("believes a record of several ISBNs less", () => {
    const { record } = merge(
      said("openlibrary", { pages: 300 }, { confidence: 0.5, otherIsbns: ["9780000000002"] }),
      said("googlebooks", { pages: 310 }),
    );
    expect(record.pages).toBe(310);
  });

  it("takes the most precise of dates that agree, with its year", () => {
    const { record, origins } = merge(
      said("dnb", { publicationDate: "1997", publishedYear: 1997 }),
      said("googlebooks", { publicationDate: "1997-03-01", publishedYear: 1997 }),
    );
    expect(record).toMatchObject({ publicationDate: "1997-03-01", publishedYear: 1997 });
    expect(origins.publicationDate).toMatchObject({ source: "googlebooks", agreeing: ["dnb", "googlebooks"] });
    const other = merge(
      said("dnb", { publicationDate: "1997", publishedYear: 1997 }),
      said("googlebooks", { publicationDate: "2009-01-01", publishedYear: 2009 }),
    );
    expect(other.record).toMatchObject({ publicationDate: "1997", publishedYear: 1997 });
  });

  it("takes title and subtitle of one wording", () => {
    const { record, origins } = merge(
      said("dnb", { title: "Homo faber", subtitle: "ein Bericht" }),
      said("googlebooks", { title: "Homo faber: ein Bericht" }),
    );
    expect(record).toMatchObject({ title: "Homo faber", subtitle: "ein Bericht" });
    expect(origins.title?.agreeing).toEqual(["dnb", "googlebooks"]);
    const whole = merge(
      said("dnb", { title: "Homo faber : ein Bericht" }),
      said("googlebooks", { title: "Homo faber", subtitle: "ein Bericht" }),
    );
    expect(whole.record).toMatchObject({ title: "Homo faber : ein Bericht", subtitle: null });
  });

  it("takes people and houses for the same however they are written", () => {
    const { origins } = merge(
      said("dnb", { authors: ["García Márquez, Gabriel"], publisher: "Gallimard" }),
      said("googlebooks", { authors: ["Gabriel Garcia Marquez"], publisher: "Éditions Gallimard" }),
    );
    expect(origins.authors?.reason).toBe("agreed");
    expect(origins.publisher?.reason).toBe("agreed");
  });

  it("keeps a rating with the number of those who rated", () => {
    const { record } = merge(
      said("openlibrary", { averageRating: null, ratingsCount: 12 }),
      said("googlebooks", { averageRating: 4, ratingsCount: 3 }),
    );
    expect(record).toMatchObject({ averageRating: 4, ratingsCount: 3 });
  });

  it("believes who says that it is to be listened to", () => {
    expect(merge(said("googlebooks", {}), said("openlibrary", { kind: "audiobook" })).record.kind).toBe("audiobook");
  });

  it("joins genres, names elsewhere and covers, each once", () => {
    const { record } = merge(
      said("googlebooks", { genres: ["fiction", "History"], identifiers: { google: "g" }, coverUrls: ["https://g/1"] }),
      said("openlibrary", {
        genres: ["Fiction", "Rome"],
        identifiers: { openlibrary: "OL1M" },
        coverUrls: ["https://o/1", "https://g/1"],
      }),
    );
    expect(record.genres).toEqual(["Fiction", "Rome", "History"]);
    expect(record.identifiers).toEqual({ openlibrary: "OL1M", google: "g" });
    expect(record.coverUrls).toEqual(["https://o/1", "https://g/1"]);
  });

  it("gives the same whatever order the answers came in, with every value from one of them", () => {
    const records = [
      said("dnb", { title: "A", pages: 1, authors: ["X Y"] }),
      said("openlibrary", { title: "B", pages: 2, authors: ["X Z"], publisher: "P" }),
      said("googlebooks", { title: "B", pages: 3, languageCode: "de" }),
    ];
    const results = [
      [0, 1, 2],
      [2, 1, 0],
      [1, 2, 0],
    ].map((order) => merge(...order.flatMap((at) => records[at] ?? [])));
    expect(new Set(results.map((result) => JSON.stringify(result))).size).toBe(1);
    const [first] = results;
    expect(records.map(({ record }) => record.title)).toContain(first?.record.title);
    expect([1, 2, 3]).toContain(first?.record.pages);
  });
});

describe("who is asked", () => {
  it("is a national library for its ISBNs only", () => {
    const library = { isbnPrefixes: ["9783"] };
    expect(answersFor(library, "9783257229530")).toBe(true);
    expect(answersFor(library, "9780316030571")).toBe(false);
    expect(answersFor({ isbnPrefixes: null }, "9780316030571")).toBe(true);
  });

  it("is ordered by how much it is believed", () => {
    const records = [said("googlebooks", {}), said("openlibrary", {}), said("dnb", {}, { confidence: 0.5 })];
    expect(records.toSorted(byTrust).map(({ source }) => source)).toEqual(["openlibrary", "googlebooks", "dnb"]);
  });
});

describe("outcomeOf", () => {
  const failure: ProviderFailure = { source: "dnb", reason: "unavailable", message: "", retryAfterMs: null };
  it.each([
    [0, 0, [], "offline"],
    [3, 1, [], "found"],
    [3, 1, [failure], "found"],
    [3, 0, [], "not_found"],
    [3, 0, [failure], "unanswered"],
  ] as const)("of %i asked, %i found and failures %j is as it should be", (asked, found, failures, expected) => {
    expect(outcomeOf(asked, found, failures)).toBe(expected);
  });
});

describe("coverProblem", () => {
  const picture = (width: number, height: number, tone: (at: number) => number) => ({
    width,
    height,
    data: Uint8Array.from({ length: width * height * 3 }, (_, at) => tone(at)),
  });
  const noise = (at: number) => (at * 7919) % 251;

  it("takes a picture of a book", () => {
    expect(coverProblem(picture(200, 300, noise))).toBeNull();
    expect(coverProblem(picture(300, 300, noise))).toBeNull();
    expect(coverProblem(picture(80, 120, noise))).toBeNull();
  });

  it("takes a plain cover with a title on it", () => {
    // Letters on one part in a hundred of the area.
    const plain = picture(200, 300, (at) => (at > 90_000 && at < 91_800 ? 20 : 240));
    expect(coverProblem(plain)).toBeNull();
  });

  it.each([
    ["too_small", picture(64, 96, noise)],
    ["too_small", picture(79, 120, noise)],
    ["wrong_shape", picture(800, 120, noise)],
    ["wrong_shape", picture(120, 800, noise)],
    ["blank", picture(200, 300, () => 240)],
    ["blank", picture(200, 300, (at) => 236 + (at % 9))],
  ] as const)("finds one that is %s", (problem, found) => {
    expect(coverProblem(found)).toBe(problem);
  });
});

it("says who did not answer and why, once each, as people call them", () => {
  const refused = { source: "openlibrary", message: "it answered with status 403" } as const;
  const silent = { source: "googlebooks", message: "it does not answer" } as const;
  expect(describeFailures([refused, refused, silent])).toBe(
    "Open Library: it answered with status 403; Google Books: it does not answer",
  );
});
