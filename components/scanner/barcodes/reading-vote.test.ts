import { describe, expect, it } from "vitest";
import { ReadingVote } from "./reading-vote";

const ONE = "9780140013993";
const TWO = "9781558604971";

describe("ReadingVote", () => {
  it("acts on the second equal reading, or on the first of the device's own decoder", () => {
    const vote = new ReadingVote();
    expect(vote.observe(ONE, 0, false)).toBe(false);
    expect(vote.observe(ONE, 100, false)).toBe(true);
    expect(new ReadingVote().observe(ONE, 0, true)).toBe(true);
  });

  it("lets the most frequent of the recent readings win over a stray one", () => {
    const vote = new ReadingVote();
    vote.observe(ONE, 0, false);
    expect(vote.observe(TWO, 100, false)).toBe(false);
    expect(vote.observe(ONE, 200, false)).toBe(false);
    expect(vote.observe(ONE, 300, false)).toBe(true);
    expect(vote.observe(TWO, 400, false)).toBe(false);
  });

  it("acts on both of two codes that are in view together", () => {
    const vote = new ReadingVote();
    const acted = [0, 100, 200].flatMap((at) => [ONE, TWO].filter((code) => vote.observe(code, at, false)));
    expect(acted).toEqual([ONE, TWO]);
  });

  it("acts on a book at once, however long the one before it was held there", () => {
    const vote = new ReadingVote();
    for (let at = 0; at <= 1_500; at += 100) vote.observe(ONE, at, false);
    vote.observe(TWO, 1_600, false);
    vote.observe(TWO, 1_700, false);
    expect(vote.observe(TWO, 1_800, false)).toBe(true);
  });

  it("forgets readings after a moment, so two strays a minute apart do not add up", () => {
    const vote = new ReadingVote();
    vote.observe(ONE, 0, false);
    expect(vote.observe(ONE, 60_000, false)).toBe(false);
  });

  it("does not act twice on a code within three seconds", () => {
    const vote = new ReadingVote();
    vote.observe(ONE, 0, true);
    expect(vote.observe(ONE, 2_900, true)).toBe(false);
  });

  it("leaves a book alone that simply stays in view, however long", () => {
    const vote = new ReadingVote();
    vote.observe(ONE, 0, true);
    for (let at = 1_000; at <= 30_000; at += 1_000) expect(vote.observe(ONE, at, true)).toBe(false);
  });

  it("acts again on a code that comes back after three seconds out of sight", () => {
    const vote = new ReadingVote();
    vote.observe(ONE, 0, true);
    expect(vote.observe(ONE, 3_000, true)).toBe(true);
  });

  it("drops no code of sixty books shown one after another, half a second each", () => {
    const vote = new ReadingVote();
    const acted = new Set<string>();
    for (let book = 0; book < 60; book++) {
      for (let frame = 0; frame < 5; frame++) {
        const code = `97800000000${String(book).padStart(2, "0")}`;
        if (vote.observe(code, book * 500 + frame * 100, false)) acted.add(code);
      }
    }
    expect(acted.size).toBe(60);
  });

  it.each([
    ["every third reading wrong", 3],
    ["every fourth reading wrong", 4],
    ["every seventh reading wrong", 7],
  ])("reads sixty books in a row, each once and nothing else, with %s", (_case, everyth) => {
    const vote = new ReadingVote();
    const acted: string[] = [];
    const books = Array.from({ length: 60 }, (_, book) => `97800000000${String(book).padStart(2, "0")}`);
    let reading = 0;
    for (const [book, code] of books.entries()) {
      // Now half a second, now two seconds in view; the same creased bars are misread in the same way again and again.
      for (let frame = 0; frame < 6 + (book % 4) * 5; frame++) {
        reading += 1;
        const isMisread = reading % everyth === 0;
        const seen = isMisread ? `${code.slice(0, 6)}9${code.slice(7)}` : code;
        if (vote.observe(seen, reading * 110, false)) acted.push(seen);
      }
    }
    expect(acted).toEqual(books);
  });

  it("lets a result that was closed rest while its book is still in view", () => {
    const vote = new ReadingVote();
    vote.observe(ONE, 0, true);
    vote.rest(ONE, 60_000);
    expect(vote.observe(ONE, 61_000, true)).toBe(false);
  });
});
