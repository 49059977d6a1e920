import { describe, expect, it } from "vitest";
import type { MatchResponse, MatchResponseCandidate } from "@/lib/identify/schema";
import {
  announcementOf,
  type BookJson,
  type Candidate,
  candidateOfEdition,
  candidatesOf,
  findingOfBook,
  findingOfMatch,
  handleOf,
  leftOpen,
} from "./finding";

const OUTLINE: MatchResponse["outline"] = [
  [0.1, 0.2],
  [0.8, 0.25],
  [0.75, 1.02],
  [0.15, 0.9],
];

const candidate = (isbn: string, confidence: number, isSameWork = false): MatchResponseCandidate => ({
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
  inliers: 30,
  confidence,
  same_work: isSameWork,
});

const answer = (status: MatchResponse["status"], isbns: string[]): MatchResponse => {
  const all = isbns.map((isbn, at) => candidate(isbn, 0.9 - at * 0.2));
  const best = status === "unknown" ? undefined : all[0];
  const alternatives = best ? all.slice(1) : all;
  return {
    ...(best ?? { ...candidate("", 0), filename: null, title: null, cover_url: null, isbn: null, authors: [] }),
    alternatives,
    username: null,
    status,
    reasons: ["Because."],
    evidence: "geometry",
    outline: OUTLINE,
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
    expect(announcementOf(finding)).toBe("We did not recognise this cover.");
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
    expect(handleOf({ kind: "pending", isbn: "9780140013993", id: "9780140013993" })).toBeNull();
  });

  it("knows where the best book's cover lies in the photo, and nothing of the others'", () => {
    for (const status of ["match", "unsure"] as const) {
      const outlines = candidatesOf(findingOfMatch(answer(status, ["1", "2"]))).map(({ outline }) => outline);
      expect(outlines).toEqual([OUTLINE, null]);
    }
  });

  it("leaves out what is under 1 % beyond the first three, unless the answer is sure and can be wrong all the same", () => {
    const open = (status: MatchResponse["status"]) => {
      const given = answer(status, ["1"]);
      const others = [0.002, 0.001, 0.03, 0.0099].map((share, at) => candidate(`${at + 2}`, share));
      given.alternatives = status === "unknown" ? [...given.alternatives, ...others] : others;
      return candidatesOf(findingOfMatch(given)).map(({ book }) => book.isbn);
    };
    expect(open("unsure")).toEqual(["1", "2", "3", "4"]);
    expect(open("unknown")).toEqual(["1", "2", "3", "4"]);
    expect(open("match")).toEqual(["1", "2", "3", "4", "5"]);
  });

  it("never offers the shown book as its own alternative", () => {
    const twice = answer("match", ["1", "2"]);
    twice.alternatives.push(candidate("1", 0.1));
    const finding = findingOfMatch(twice);
    expect(finding.kind === "match" && finding.alternatives.map(({ book }) => book.isbn)).toEqual(["2"]);
  });
});

describe("leftOpen", () => {
  it("keeps editions of the same text however unlikely, and other books from 1 % on", () => {
    const given = answer("match", ["1"]);
    given.alternatives = [candidate("2", 0, true), candidate("3", 0.0099), candidate("4", 0.01), candidate("5", 0.2)];
    const [best, ...others] = candidatesOf(findingOfMatch(given));
    const { editions, rivals } = leftOpen(best as Candidate, others);
    expect(editions.map(({ book }) => book.isbn)).toEqual(["2"]);
    expect(rivals.map(({ book }) => book.isbn)).toEqual(["4", "5"]);
  });

  it("calls nothing an edition of a book that the reader chose instead of the answer", () => {
    const given = answer("unsure", ["1"]);
    given.alternatives = [candidate("2", 0.3, true), candidate("3", 0.2)];
    const [best, edition, chosen] = candidatesOf(findingOfMatch(given)) as [Candidate, Candidate, Candidate];
    expect(leftOpen(chosen, [best, edition])).toEqual({ editions: [], rivals: [best, edition] });
  });

  it("counts an edition of a work's list as one", () => {
    const edition = candidate("6", 0);
    const { best } = findingOfMatch(answer("match", ["1"])) as { best: Candidate };
    expect(leftOpen(best, [candidateOfEdition(edition)]).editions).toHaveLength(1);
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
