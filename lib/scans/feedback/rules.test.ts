import { describe, expect, it } from "vitest";
import { historyBookId, judgeFeedback, type Said, waitsForModerator } from "./rules";

const answered = { id: 1, workId: 10 };
const edition = { id: 2, workId: 10 };
const stranger = { id: 3, workId: 30 };
const match = { status: "match", book: answered } as const;
const unsure = { status: "unsure", book: undefined } as const;
const unknown = { status: "unknown", book: undefined } as const;

const judge = (scan: Parameters<typeof judgeFeedback>[0], said: Said) => {
  const result = judgeFeedback(scan, said);
  return result.ok ? [result.verdict, result.bookId, result.rightBookId] : result.reason;
};

describe("judgeFeedback", () => {
  it.each<[string, Parameters<typeof judgeFeedback>[0], Said, unknown]>([
    ["right", match, { verdict: "confirmed" }, ["confirmed", 1, 1]],
    ["right, with its name", match, { verdict: "confirmed", right: answered }, ["confirmed", 1, 1]],
    ["right, but with another name", match, { verdict: "confirmed", right: stranger }, "contradiction"],
    ["one of several", unsure, { verdict: "confirmed", right: edition }, ["confirmed", null, 2]],
    ["one of several, named the short way", unsure, { verdict: "confirmed", about: edition }, ["confirmed", null, 2]],
    ["a look-alike of an unknown cover", unknown, { verdict: "confirmed", right: edition }, ["confirmed", null, 2]],
    ["right, where nothing was named", unsure, { verdict: "confirmed" }, "book_needed"],
    ["wrong", match, { verdict: "rejected" }, ["rejected", 1, null]],
    ["wrong, it is that one", match, { verdict: "rejected", right: stranger }, ["rejected", 1, 3]],
    ["wrong, it is that edition of it", match, { verdict: "rejected", right: edition }, ["wrong_edition", 1, 2]],
    ["wrong, it is what was said", match, { verdict: "rejected", right: answered }, "contradiction"],
    ["wrong, where nothing was named", unsure, { verdict: "rejected", right: edition }, "no_answer"],
    ["another edition", match, { verdict: "wrong_edition", right: edition }, ["wrong_edition", 1, 2]],
    [
      "another edition of a chosen book",
      unsure,
      { verdict: "wrong_edition", about: answered, right: edition },
      ["wrong_edition", 1, 2],
    ],
    ["an edition of another work", match, { verdict: "wrong_edition", right: stranger }, "not_another_edition"],
    ["the same edition", match, { verdict: "wrong_edition", right: answered }, "not_another_edition"],
    ["another edition, but not which", match, { verdict: "wrong_edition" }, "book_needed"],
    ["another edition of nothing", unsure, { verdict: "wrong_edition", right: edition }, "book_needed"],
    ["none of them", match, { verdict: "not_in_list" }, ["not_in_list", 1, null]],
    ["none of several", unsure, { verdict: "not_in_list" }, ["not_in_list", null, null]],
    ["none of them and that one", unsure, { verdict: "not_in_list", right: edition }, "contradiction"],
    ["a wrong picture", match, { verdict: "bad_cover" }, ["bad_cover", 1, 1]],
    ["a wrong picture of a chosen book", unsure, { verdict: "bad_cover", about: edition }, ["bad_cover", 2, 2]],
    ["a wrong picture of nothing", unsure, { verdict: "bad_cover" }, "book_needed"],
    ["a wrong picture of two books", match, { verdict: "bad_cover", right: stranger }, "contradiction"],
    [
      "right, of a file that was no picture",
      { status: "rejected", book: undefined },
      { verdict: "confirmed", right: edition },
      "no_answer",
    ],
    [
      "none, of an ISBN that nobody knows",
      { status: "pending", book: undefined },
      { verdict: "not_in_list" },
      "no_answer",
    ],
  ])("hears %s", (_, scan, said, expected) => {
    expect(judge(scan, said)).toEqual(expected);
  });
});

describe("historyBookId", () => {
  it("is what was recognised, until the reader knew better", () => {
    expect(historyBookId({ status: "match", bookId: 1 }, undefined)).toBe(1);
    expect(historyBookId({ status: "unsure", bookId: null }, undefined)).toBeNull();
    expect(historyBookId({ status: "match", bookId: 1 }, { rightBookId: 2 })).toBe(2);
    expect(historyBookId({ status: "match", bookId: 1 }, { rightBookId: null })).toBeNull();
    expect(historyBookId({ status: "unsure", bookId: null }, { rightBookId: 2 })).toBe(2);
  });
});

describe("waitsForModerator", () => {
  it("leaves alone only a plain “right”", () => {
    const plain = { note: null, hasPhoto: false };
    expect(waitsForModerator({ verdict: "confirmed", ...plain })).toBe(false);
    expect(waitsForModerator({ verdict: "confirmed", ...plain, hasPhoto: true })).toBe(true);
    expect(waitsForModerator({ verdict: "confirmed", ...plain, note: "signed copy" })).toBe(true);
    for (const verdict of ["rejected", "wrong_edition", "not_in_list", "bad_cover"] as const)
      expect(waitsForModerator({ verdict, ...plain })).toBe(true);
  });
});
