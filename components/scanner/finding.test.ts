import { describe, expect, it } from "vitest";
import type { MatchResponse, MatchResponseCandidate } from "@/lib/identify/schema";
import { announcementOf, type BookJson, candidatesOf, findingOfBook, findingOfMatch, handleOf } from "./finding";

const candidate = (isbn: string, confidence: number): MatchResponseCandidate => ({
  filename: `${isbn}.jpg`,
  score: 0.2,
  title: `Book ${isbn}`,
  authors: ["Somebody"],
  cover_url: `/cover/${isbn}.jpg`,
  isbn,
  isbn13: null,
  subtitle: null,
  year: 1999,
  language_code: "en",
  similarity: 0.9,
  confidence,
});

const answer = (status: MatchResponse["status"], isbns: string[]): MatchResponse => {
  const [best, ...alternatives] = isbns.map((isbn, at) => candidate(isbn, 0.9 - at * 0.2));
  return {
    ...(best ?? { ...candidate("", 0), filename: null, title: null, cover_url: null, isbn: null, authors: [] }),
    alternatives,
    username: null,
    status,
    reasons: ["Because."],
    requestId: "r-1",
  };
};

describe("findingOfMatch", () => {
  it("shows the best book of a match and offers the others", () => {
    const finding = findingOfMatch(answer("match", ["1", "2", "3"]));
    expect(finding).toMatchObject({
      kind: "match",
      best: { book: { isbn: "1", coverFile: "1.jpg" } },
      reasons: ["Because."],
    });
    expect(finding.kind === "match" && finding.alternatives.map(({ book }) => book.isbn)).toEqual(["2", "3"]);
  });

  it("gives no book the first place when unsure", () => {
    const finding = findingOfMatch(answer("unsure", ["1", "2"]));
    expect(finding.kind === "unsure" && finding.candidates.map(({ book }) => book.isbn)).toEqual(["1", "2"]);
  });

  it("calls what the server does not know unknown, with the look-alikes as no more than that", () => {
    const finding = findingOfMatch(answer("unknown", ["1", "2"]));
    expect(finding.kind === "unknown" && finding.lookAlikes).toHaveLength(2);
    expect(findingOfMatch(answer("unknown", []))).toMatchObject({ kind: "unknown", lookAlikes: [] });
  });

  it("does not trust a match or a doubt without a book", () => {
    expect(findingOfMatch(answer("match", [])).kind).toBe("unknown");
    expect(findingOfMatch(answer("unsure", [])).kind).toBe("unknown");
  });

  it("keeps the handle under which the reader can say whether it was right, and every book that was named", () => {
    for (const status of ["match", "unsure", "unknown"] as const) {
      const finding = findingOfMatch(answer(status, ["1", "2"]));
      expect(handleOf(finding)).toBe("r-1");
      expect(candidatesOf(finding).map(({ book }) => book.isbn)).toEqual(["1", "2"]);
    }
    expect(handleOf({ kind: "pending", isbn: "9780140013993" })).toBeNull();
  });

  it("never offers the shown book as its own alternative", () => {
    const twice = answer("match", ["1", "2"]);
    twice.alternatives.push(candidate("1", 0.1));
    const finding = findingOfMatch(twice);
    expect(finding.kind === "match" && finding.alternatives.map(({ book }) => book.isbn)).toEqual(["2"]);
  });
});

describe("findingOfBook", () => {
  const book: BookJson = {
    isbn: "local:7",
    isbn13: null,
    title: "A pamphlet",
    subtitle: null,
    authors: [],
    language_code: null,
    cover_url: "/cover/local-7.jpg",
    publication_date: "1931-05",
  };

  it.each([
    ["1931-05", 1931],
    ["May 1931", 1931],
    [null, null],
    ["unknown", null],
  ])("reads the year out of the date %o", (publication_date, year) => {
    const finding = findingOfBook({ ...book, publication_date }, "Because.");
    expect(finding).toMatchObject({
      kind: "match",
      best: { book: { year, coverFile: "local-7.jpg" }, confidence: null },
    });
  });

  it("has no handle: nothing was guessed", () => {
    expect(handleOf(findingOfBook(book, ""))).toBeNull();
  });

  it("is announced with its author where it has one", () => {
    expect(announcementOf(findingOfBook(book, ""))).toBe("Found: A pamphlet.");
    expect(announcementOf(findingOfBook({ ...book, authors: ["Ann"] }, ""))).toBe("Found: A pamphlet by Ann.");
  });
});
