import { describe, expect, it } from "vitest";
import { toWire } from "@/lib/platform/api/wire";
import { type MatchAnswer, type MatchCandidate, type MatchResponse, matchAnswer, toMatchAnswer } from "./schema";

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
  inliers: 61,
  confidence: 0.97,
  isSameWork: true,
});

const answer = (status: MatchAnswer["status"], candidates: MatchCandidate[]): MatchAnswer => ({
  requestId: "r",
  status,
  candidates,
  reasons: ["why"],
  evidence: status === "unknown" ? null : "geometry",
  outline: null,
});

/** As it leaves: what the schema names, by the names of the wire. */
const presentMatch = (given: MatchAnswer, username: string | null) =>
  toWire(matchAnswer.parse(toMatchAnswer(given, username))) as MatchResponse;

describe("the answer of POST /match", () => {
  it("has the fields of the source document in its order, and ours after them", () => {
    const candidates = [candidate("0439708184", 0.0123), candidate("0306406152", 0.034)];
    const shown = presentMatch(answer("match", candidates), "alice");
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
      alternatives: [{ filename: "0306406152.jpg", score: 0.034, same_work: true }],
      username: "alice",
      status: "match",
      confidence: 0.97,
      requestId: "r",
    });
    expect(shown.similarity).toBeCloseTo(0.99385, 9);
  });

  it("names no book at the top where none was recognised: the nearest stranger is only a look-alike", () => {
    const strangers = [candidate("0439708184", 1.2), candidate("0306406152", 1.3)];
    const shown = presentMatch(answer("unknown", strangers), null);
    const { alternatives, ...top } = shown;
    expect(top).toEqual({ ...presentMatch(answer("unknown", []), null), alternatives: undefined });
    expect(top).toMatchObject({ title: null, authors: [], isbn: null, isbn13: null, cover_url: null, confidence: 0 });
    expect(alternatives.map(({ isbn }) => isbn)).toEqual(["0439708184", "0306406152"]);
    expect(presentMatch(answer("unsure", strangers), null)).toMatchObject({ isbn: "0439708184" });
  });

  it("has the same fields when there is nothing to show", () => {
    const full = presentMatch(answer("match", [candidate("0439708184", 0)]), null);
    const empty = presentMatch(answer("unknown", []), null);
    expect(Object.keys(empty)).toEqual(Object.keys(full));
    expect(empty).toMatchObject({ filename: null, score: null, authors: [], alternatives: [], confidence: 0 });
  });
});
