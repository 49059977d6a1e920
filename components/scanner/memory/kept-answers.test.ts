import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import type { Said } from "../feedback/feedback-client";
import { type Candidate, candidateOfBook, type Finding } from "../lookup/finding";
import {
  forgetAnswers,
  forgetPhoto,
  isUnsolved,
  keepAnswer,
  noteOpen,
  noteWord,
  placeOf,
  recallLast,
  recallPhoto,
  recallWord,
  wordFor,
} from "./kept-answers";

const candidate = (isbn: string): Candidate =>
  candidateOfBook({
    ...{ isbn, isbn13: null, title: `Book ${isbn}`, subtitle: null, authors: [] },
    ...{ year: null, languageCode: null, coverFile: `${isbn}.jpg` },
  });

const unknown: Finding = { kind: "unknown", lookAlikes: [candidate("9")], reasons: [], requestId: "r-1" };
const unsure: Finding = { kind: "unsure", candidates: [candidate("1"), candidate("2")], reasons: [], requestId: "r-1" };
const match: Finding = { kind: "match", best: candidate("1"), alternatives: [], reasons: [], requestId: "r-1" };
const byIsbn: Finding = { ...match, best: candidate("5"), requestId: null };

const word = (verdict: Said["verdict"], rightIsbn: string | null = null): Said => ({
  ...{ verdict, rightIsbn },
  ...{ isbn: null, note: "", keepsPhoto: false },
});

const photo = new Blob([new Uint8Array([0, 127, 128, 255])], { type: "image/jpeg" });

/** What a browser keeps for a tab: at most `room` characters. */
function stubTab(room = Number.POSITIVE_INFINITY) {
  const items = new Map<string, string>();
  vi.stubGlobal("sessionStorage", {
    getItem: (key: string) => items.get(key) ?? null,
    setItem(key: string, value: string) {
      if (value.length > room) throw new DOMException("full", "QuotaExceededError");
      items.set(key, value);
    },
    removeItem: (key: string) => items.delete(key),
  });
}

beforeEach(() => {
  vi.useFakeTimers({ toFake: ["Date"] });
  stubTab();
});

afterEach(() => {
  vi.useRealTimers();
  vi.unstubAllGlobals();
});

describe("a kept answer", () => {
  it("comes back with its photo, and with what was said and chosen since", async () => {
    await keepAnswer(unknown, photo);
    noteWord("r-1", { said: word("confirmed", "3"), chosen: candidate("3") });
    const kept = recallPhoto();
    expect(kept).toMatchObject({ finding: unknown, said: { rightIsbn: "3" }, chosen: { book: { isbn: "3" } } });
    expect(new Uint8Array((await kept?.photo?.arrayBuffer()) ?? new ArrayBuffer(0))).toEqual(
      new Uint8Array([0, 127, 128, 255]),
    );
    expect(recallWord("r-1")).toMatchObject({ said: { rightIsbn: "3" } });
    expect(recallWord("r-2")).toMatchObject({ said: null });
    expect(recallWord(null)).toMatchObject({ said: null });
  });

  it("is the photo's still when a number was looked up meanwhile, though that answer is the last one", async () => {
    await keepAnswer(unknown, photo);
    await keepAnswer(byIsbn, null);
    expect(recallLast()).toMatchObject({ finding: byIsbn, photo: null });
    expect(recallPhoto()).toMatchObject({ finding: unknown });
    await keepAnswer(unsure, photo);
    expect(recallLast()).toMatchObject({ finding: unsure });
  });

  it("hears no word that is about another photo", async () => {
    await keepAnswer(unknown, photo);
    noteWord("r-0", { said: word("not_in_list") });
    expect(recallPhoto()?.said).toBeNull();
  });

  it("is kept without its photo where that cannot be read any more", async () => {
    const gone = new Blob(["x"]);
    gone.arrayBuffer = () => Promise.reject(new DOMException("The file has changed.", "NotReadableError"));
    await keepAnswer(unknown, gone);
    expect(recallPhoto()).toMatchObject({ finding: unknown, photo: null });
  });

  it("knows whether it was in view", async () => {
    await keepAnswer(unknown, photo);
    expect(recallLast()?.isOpen).toBe(false);
    noteOpen(true);
    expect(recallLast()?.isOpen).toBe(true);
  });

  it("is gone after two hours, when it is forgotten, and with the reader", async () => {
    await keepAnswer(unknown, photo);
    vi.setSystemTime(Date.now() + 2 * 60 * 60_000 + 1);
    expect([recallPhoto(), recallLast()]).toEqual([null, null]);

    await keepAnswer(unknown, photo);
    forgetPhoto();
    expect(recallPhoto()).toBeNull();

    await keepAnswer(unknown, photo);
    forgetAnswers();
    expect([recallPhoto(), recallLast()]).toEqual([null, null]);
  });

  it("is kept without its photo where that is too large, and not at all where there is no room", async () => {
    await keepAnswer(unknown, new Blob([new Uint8Array(3_000_000)]));
    expect(recallPhoto()).toMatchObject({ finding: unknown, photo: null });
    stubTab(10);
    await keepAnswer(unknown, photo);
    expect(recallPhoto()).toBeNull();
    vi.stubGlobal("sessionStorage", undefined);
    await keepAnswer(unknown, photo);
    expect(recallLast()).toBeNull();
  });
});

describe("isUnsolved", () => {
  it.each<[string, Finding, Said | null, boolean]>([
    ["an unknown photo", unknown, null, true],
    ["one that may be several", unsure, null, true],
    ["a match, of which nothing was said", match, null, false],
    ["a number that was looked up", byIsbn, null, false],
    ["none of these", unsure, word("not_in_list"), true],
    ["the wrong book", match, word("rejected"), true],
    ["the wrong book, and which it is instead", match, word("rejected", "2"), false],
    ["a book that was chosen", unsure, word("confirmed", "2"), false],
    ["a wrong picture of the right book", match, word("bad_cover"), false],
  ])("says of %s whether its book is still to be found", (_, finding, said, expected) => {
    expect(isUnsolved({ finding, said })).toBe(expected);
  });
});

describe("placeOf", () => {
  const kept = { finding: unknown, photo, said: null, chosen: null, isTied: false, refused: [] };

  it("asks of every book until one is the one, but of none twice", () => {
    expect(placeOf(kept, "3")).toBe("asked");
    expect(placeOf({ ...kept, refused: ["3"] }, "3")).toBe("refused");
    expect(placeOf({ ...kept, refused: ["3"] }, "4")).toBe("asked");
    const tied = { ...kept, said: word("confirmed", "3"), chosen: candidate("3"), isTied: true };
    expect([placeOf(tied, "3"), placeOf(tied, "4")]).toEqual(["tied", null]);
  });

  it("asks nothing of a book that was chosen from the answer itself", () => {
    const chosen = { ...kept, said: word("confirmed", "9"), chosen: candidate("9") };
    expect(placeOf(chosen, "9")).toBeNull();
  });
});

describe("wordFor", () => {
  it("names the book that is right, where the answer did not", () => {
    expect(wordFor(unknown, "3")).toEqual({ verdict: "confirmed", rightIsbn: "3" });
    expect(wordFor(unsure, "1")).toEqual({ verdict: "confirmed", rightIsbn: "1" });
    expect(wordFor(match, "3")).toEqual({ verdict: "rejected", rightIsbn: "3" });
    expect(wordFor(match, "1")).toEqual({ verdict: "confirmed", rightIsbn: null });
  });
});
