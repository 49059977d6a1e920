import { describe, expect, it } from "vitest";
import type { Origin } from "@/lib/catalog/provenance/schema";
import {
  compareFields,
  evidenceText,
  HASH_DISTANCE_MAX,
  judge,
  type KnownPicture,
  keysOf,
  nearKeysOf,
  proposedSide,
  resolvePicture,
  sameLook,
} from "./rules";
import type { Facts, Reason } from "./schema";

let ids = 0;
const facts = (given: Partial<Facts> = {}): Facts => {
  ids += 1;
  return {
    ...{
      id: ids,
      workId: ids,
      isbn10: null,
      isbn13: null,
      title: "The Waves",
      subtitle: null,
      authors: ["Virginia Woolf"],
    },
    ...{ series: null, publisher: "Hogarth Press", publishedYear: 1931, pages: 325, languageCode: "en" },
    ...{ pictures: [], aliases: [], ...given },
  };
};
const A = "9780156949606";
const B = "9780141182711";
const HASH = "8f1c3a5e7092b4d6";
/** `HASH` with some bits turned. */
const turned = (bits: number[]) =>
  bits
    .reduce((hash, bit) => hash ^ (1n << BigInt(bit)), BigInt(`0x${HASH}`))
    .toString(16)
    .padStart(16, "0");
const exact: Reason = { reason: "exact_hash" };

describe("judge", () => {
  it.each([
    ["one ISBN in two forms", { isbn10: "0156949601", title: "Waves" }, { isbn13: A }, null, "book"],
    ["an ISBN that the other has as a further one", { isbn13: A }, { isbn13: B, aliases: [A] }, null, "book"],
    ["title and author alone", {}, { publisher: null, pages: null }, null, "book"],
    [
      "the authors in another order",
      { authors: ["Neil Gaiman", "Terry Pratchett"] },
      { authors: ["Terry Pratchett", "Neil Gaiman"] },
      null,
      "book",
    ],
    ["another year", {}, { publishedYear: 1992 }, null, "edition"],
    ["another language", {}, { languageCode: "de" }, null, "edition"],
    ["two ISBNs", { isbn13: A }, { isbn13: B, pages: 300 }, exact, "edition"],
    ["two ISBNs and all else the same, the picture too", { isbn13: A }, { isbn13: B }, exact, "book"],
    [
      "two ISBNs, all else the same, and a likeness",
      { isbn13: A },
      { isbn13: B },
      { reason: "embedding_similarity", value: 0.97 },
      "edition",
    ],
    [
      "one picture and a title that says more",
      { title: "Hamlet" },
      { title: "Hamlet, Prince of Denmark" },
      exact,
      "book",
    ],
    ["one picture on two titles", {}, { title: "A History of Cheese", authors: ["Somebody"] }, exact, "cover"],
    ["a likeness of two titles", {}, { title: "Orlando" }, { reason: "embedding_similarity", value: 0.99 }, undefined],
    ["two volumes", { title: "Collected Poems 1" }, { title: "Collected Poems 2" }, null, undefined],
    ["another author", {}, { authors: ["Somebody Else"] }, null, undefined],
    ["nobody's author", { authors: ["Anonymous"] }, { authors: ["Anonymous"] }, null, undefined],
  ] as [string, Partial<Facts>, Partial<Facts>, Reason | null, string | undefined][])(
    "takes %s for what it is",
    (_, one, other, look, kind) => {
      const [a, b] = [facts(one), facts(other)];
      expect(judge(a, b, look)?.kind).toBe(kind);
      expect(judge(b, a, look)).toEqual(judge(a, b, look));
    },
  );

  it("has nothing to decide about editions that are of one work already", () => {
    expect(judge(facts({ workId: 5, isbn13: A }), facts({ workId: 5, isbn13: B, pages: 1 }), null)).toBeNull();
  });

  it("is the surer, the more both say alike", () => {
    const bare = { publisher: null, publishedYear: null, pages: null, languageCode: null };
    const scores = [
      judge(facts(bare), facts(bare), null),
      judge(facts(), facts(), null),
      judge(facts(), facts(), exact),
      judge(facts({ isbn13: A }), facts({ isbn13: A }), null),
    ].map((verdict) => verdict?.score ?? 0);
    expect(scores).toEqual([0.65, 0.89, 0.99, 1]);
  });
});

describe("sameLook", () => {
  const picture = (sha256: string, phash: string | null) => facts({ pictures: [{ sha256, phash }] });
  it("goes by the file first, then by how it looks, up to a few bits", () => {
    expect(sameLook(picture("a", HASH), picture("a", HASH))).toEqual({ reason: "exact_hash" });
    expect(sameLook(picture("a", HASH), picture("b", turned([0, 17, 63])))).toEqual({
      reason: "phash_match",
      value: 3,
    });
    const far = turned(Array.from({ length: HASH_DISTANCE_MAX + 1 }, (_, at) => at * 8));
    expect(sameLook(picture("a", HASH), picture("b", far))).toBeNull();
    expect(sameLook(picture("a", null), picture("b", null))).toBeNull();
    expect(sameLook(facts(), facts())).toBeNull();
  });
});

describe("keysOf", () => {
  it("shares a key of the looks with every hash that is near enough, wherever the bits differ", () => {
    for (let round = 0; round < 200; round++) {
      const bits = new Set<number>();
      while (bits.size < HASH_DISTANCE_MAX) bits.add(Math.floor(Math.random() * 64));
      const keys = keysOf(facts({ pictures: [{ sha256: "a", phash: turned([...bits]) }] }));
      const near = new Set(nearKeysOf(HASH));
      expect(keys.some((key) => near.has(key))).toBe(true);
    }
  });

  it("is short enough for its column, for titles in any script and of any length", () => {
    for (const title of ["戦争と平和".repeat(60), "x ".repeat(500), "Ça & là"]) {
      const keys = keysOf(facts({ title, isbn13: A, aliases: [B, "local:7"] }));
      expect(keys).toContain(`isbn:${B}`);
      expect(keys).not.toContain("isbn:local:7");
      expect(keys.every((key) => key.length <= 130)).toBe(true);
    }
  });
});

describe("evidenceText", () => {
  it("is the same whoever comes first, and another when a fact or a picture is another", () => {
    const [one, other] = [facts(), facts()];
    const text = evidenceText(one, other);
    expect(evidenceText(other, one)).toBe(text);
    for (const change of [
      { title: "Waves" },
      { pages: 1 },
      { isbn13: A },
      { pictures: [{ sha256: "a", phash: null }] },
    ])
      expect(evidenceText({ ...one, ...change }, other)).not.toBe(text);
    expect(evidenceText({ ...one, workId: 99 }, other)).toBe(text);
  });
});

describe("resolvePicture", () => {
  const known = (reason: KnownPicture["reason"], book: KnownPicture["book"]) => ({ reason, imageId: 1, book });
  it.each([
    ["new_book", null, false],
    ["new_book", null, true],
    ["new_book", known("exact_hash", "other"), true],
    ["ignore", known("phash_match", "own"), false],
    ["new_copy", known("exact_hash", "same"), false],
    ["new_copy", known("embedding_similarity", "same"), false],
    ["ignore", known("exact_hash", "own"), true],
    ["existing_copy", known("phash_match", "own"), true],
    ["existing_copy", known("embedding_similarity", "same"), true],
  ] as const)("is %s", (decision, picture, isKept) => {
    expect(resolvePicture(picture, isKept)).toBe(decision);
  });
});

describe("compareFields", () => {
  const locked: Origin = { source: "person", confidence: 1, at: "2024-01-01T00:00:00.000Z", isLocked: true };
  const side = (pages: [number | null, number | null], origins: [Origin | null, Origin | null] = [null, null]) =>
    compareFields((field) => [
      { value: field === "pages" ? { pages: pages[0] } : {}, origin: origins[0] },
      { value: field === "pages" ? { pages: pages[1] } : {}, origin: origins[1] },
    ]);

  it("leaves out what neither has, and marks what differs", () => {
    expect(side([null, null])).toEqual([]);
    expect(side([5, 5])).toMatchObject([{ field: "pages", isDifferent: false }]);
    expect(side([5, null])).toMatchObject([{ isDifferent: true }]);
  });

  it("proposes what is there, and before that what a person has locked", () => {
    const of = (pages: [number | null, number | null], origins?: [Origin | null, Origin | null]) =>
      side(pages, origins).map((field) => [proposedSide(field, 0), proposedSide(field, 1)])[0];
    expect(of([5, 6])).toEqual([0, 1]);
    expect(of([5, null])).toEqual([0, 0]);
    expect(of([5, 6], [null, locked])).toEqual([1, 1]);
    expect(of([5, 6], [locked, locked])).toEqual([0, 1]);
  });
});
