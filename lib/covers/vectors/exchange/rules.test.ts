import { describe, expect, it } from "vitest";
import { chooseCover, exchangeName, isUnit, parseExchangeName } from "./rules";

const HASH = "3fa9c2d41b07".padEnd(64, "0");
const book = { id: 7, isbn10: "0439708184", isbn13: "9780439708180" };

describe("names of covers in exchanged files", () => {
  it("is the book's cover file, with the picture's hash for another cover of it, and is read back", () => {
    const reference = { isbn13: book.isbn13 };
    expect(exchangeName(book, { sha256: HASH, isPrimary: true })).toBe("0439708184.jpg");
    expect(parseExchangeName("0439708184.jpg")).toEqual({ reference, hash: undefined });
    expect(exchangeName(book, { sha256: HASH, isPrimary: false })).toBe("0439708184_3fa9c2d41b07.jpg");
    expect(parseExchangeName("0439708184_3fa9c2d41b07.jpg")).toEqual({ reference, hash: "3fa9c2d41b07" });
    const local = exchangeName({ id: 7, isbn10: null, isbn13: null }, { sha256: HASH, isPrimary: true });
    expect(parseExchangeName(local)).toEqual({ reference: { bookId: 7 }, hash: undefined });
  });

  it.each(["9780439708180.jpg", "978-0-439-70818-0.PNG", "covers/0439708184.jpeg", "data\\covers\\0439708184.webp"])(
    "reads %s, as other programs name it",
    (name) => {
      expect(parseExchangeName(name)).toEqual({ reference: { isbn13: book.isbn13 }, hash: undefined });
    },
  );

  it.each(["", "cover.jpg", "0439708185.jpg", "0439708184", "0439708184.txt", "0439708184_zz.jpg", "../etc/passwd"])(
    "takes %j for no name of a cover",
    (name) => {
      expect(parseExchangeName(name)).toBeUndefined();
    },
  );
});

describe("chooseCover", () => {
  const other = { sha256: "a".repeat(64), isPrimary: true };
  const covers = [other, { sha256: HASH, isPrimary: false }];
  const named = { reference: { isbn13: book.isbn13 }, hash: undefined };

  it("takes the very picture where it is known, whichever stands for the book now", () => {
    expect(chooseCover(named, HASH, covers)).toBe(covers[1]);
    expect(chooseCover(named, "b".repeat(64), covers)).toBeUndefined();
  });

  it("takes the one that stands for the book, or that has the hash, where it is not", () => {
    expect(chooseCover(named, undefined, covers)).toBe(other);
    expect(chooseCover({ ...named, hash: HASH.slice(0, 12) }, undefined, covers)).toBe(covers[1]);
  });

  it("does not take another installation's numbers for its own", () => {
    expect(chooseCover({ reference: { bookId: 7 }, hash: undefined }, undefined, covers)).toBeUndefined();
    expect(chooseCover({ reference: { bookId: 7 }, hash: undefined }, HASH, covers)).toBe(covers[1]);
  });
});

describe("isUnit", () => {
  it("is true of length one alone", () => {
    expect([[1], [0.6, 0.8], [0.6, 0.801]].map((vector) => isUnit(Float32Array.from(vector)))).toEqual([
      true,
      true,
      true,
    ]);
    for (const vector of [[0], [2], [1.01], [Number.NaN], [Number.POSITIVE_INFINITY]])
      expect(isUnit(Float32Array.from(vector))).toBe(false);
  });
});
