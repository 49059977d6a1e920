import { describe, expect, it } from "vitest";
import { codeKind, sayOther } from "./code-kind";

describe("codeKind", () => {
  it.each([["9780140013993"], ["9791034752652"]])("knows %s for an ISBN", (text) => {
    expect(codeKind(text)).toEqual({ kind: "isbn", isbn13: text });
  });

  it.each([
    ["8413000065504", /product other than a book/],
    ["9771234567003", /magazine/],
    ["9790060115615", /printed music/],
    ["2012345678903", /shop/],
    ["1920081045006", /price code of a Japanese book/],
    ["036000291452", /American product code/],
    ["0036000291452", /American product code/],
    ["9900000000004", /coupon/],
    ["96385074", /grocery/],
  ])("names %s for what it is", (text, name) => {
    expect(codeKind(text)).toMatchObject({ kind: "other", name: expect.stringMatching(name) });
  });

  it.each(["9780140013994", "036000291453", "", "978", "ABC", "97801400139930"])(
    "throws the misreading %o away",
    (text) => {
      expect(codeKind(text)).toEqual({ kind: "misread" });
    },
  );
});

describe("sayOther", () => {
  const upc = codeKind("071831007995");

  it("tells where the ISBN of an older American paperback stands", () => {
    expect(upc.kind === "other" && sayOther(upc)).toMatch(/not a book's ISBN.*look inside the front cover/);
  });

  it("calls the ISBN that the digits beside it may stand for no more than that", () => {
    expect(upc.kind === "other" && sayOther(upc, "0-425-19868-5")).toMatch(/may be 0-425-19868-5: compare it/);
  });
});
