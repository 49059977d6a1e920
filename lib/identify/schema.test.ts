import { describe, expect, it } from "vitest";
import { type MatchCandidate, presentMatch } from "./schema";

const candidate = (isbn: string, score: number): MatchCandidate => ({
  book: {
    isbn,
    isbn13: "9780439708180",
    title: "Harry Potter and the Sorcerer's Stone",
    subtitle: null,
    authors: ["J.K. Rowling"],
    year: 1998,
    languageCode: "en",
    genres: ["Fantasy"],
    coverFile: `${isbn}.jpg`,
    coverVersion: null,
  },
  score,
  similarity: 1 - score / 2,
  confidence: 0.97,
});

describe("presentMatch", () => {
  it("has the fields of the source document in its order, and ours after them", () => {
    const candidates = [candidate("0439708184", 0.0123), candidate("0306406152", 0.034)];
    const shown = presentMatch({ requestId: "r", status: "match", candidates, reasons: ["why"] }, "alice");
    expect(Object.keys(shown).slice(0, 7)).toEqual([
      "filename",
      "score",
      "title",
      "authors",
      "cover_url",
      "alternatives",
      "username",
    ]);
    expect(shown).toMatchObject({
      filename: "0439708184.jpg",
      score: 0.0123,
      title: "Harry Potter and the Sorcerer's Stone",
      authors: ["J.K. Rowling"],
      cover_url: "/cover/0439708184.jpg",
      alternatives: [{ filename: "0306406152.jpg", score: 0.034 }],
      username: "alice",
      status: "match",
      confidence: 0.97,
      requestId: "r",
    });
    expect(shown.similarity).toBeCloseTo(0.99385, 9);
  });

  it("has the same fields when there is nothing to show", () => {
    const full = presentMatch(
      { requestId: "r", status: "match", candidates: [candidate("0439708184", 0)], reasons: [] },
      null,
    );
    const empty = presentMatch({ requestId: "r", status: "unknown", candidates: [], reasons: [] }, null);
    expect(Object.keys(empty)).toEqual(Object.keys(full));
    expect(empty).toMatchObject({ filename: null, score: null, authors: [], alternatives: [], confidence: 0 });
  });
});
