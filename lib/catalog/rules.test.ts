import { describe, expect, it } from "vitest";
import { coverFile, parseBookReference, parseIsbn, publicIsbn } from "./rules";

describe("parseIsbn", () => {
  it.each([
    ["9780306406157", "9780306406157", "0306406152"],
    ["978-0-306-40615-7", "9780306406157", "0306406152"],
    ["ISBN 978 0 306 40615 7", "9780306406157", "0306406152"],
    ["ISBN-13: 978–0–306–40615–7", "9780306406157", "0306406152"],
    ["0-8044-2957-X", "9780804429573", "080442957X"],
    ["080442957x", "9780804429573", "080442957X"],
    ["9791032700709", "9791032700709", null],
  ])("reads %s", (input, isbn13, isbn10) => {
    expect(parseIsbn(input)).toEqual({ isbn13, isbn10 });
  });

  it.each([
    ["", "empty"],
    [" - ", "empty"],
    ["9780306406158", "wrong_check_digit"],
    ["0306406153", "wrong_check_digit"],
    ["X306406152", "not_an_isbn"],
    ["97803064X6157", "not_an_isbn"],
    ["٩٧٨٠٣٠٦٤٠٦١٥٧", "foreign_digits"],
    ["9780306406157", undefined],
    ["4006381333931", "not_a_book"],
    ["9790060115615", "not_a_book"],
    ["036000291452", "not_a_book"],
    ["9.78E+12", "not_an_isbn"],
    ["harry potter", "not_an_isbn"],
    ["97803064061577", "not_an_isbn"],
    ["'; drop table books", "not_an_isbn"],
  ])("says what is wrong with %j", (input, problem) => {
    const parsed = parseIsbn(input);
    expect(typeof parsed === "string" ? parsed : undefined).toBe(problem);
  });

  it("finds every single wrong digit and every swap of unequal neighbours that differ by other than five", () => {
    const isbn = "9780306406157";
    for (let at = 0; at < 13; at++) {
      for (let digit = 0; digit < 10; digit++) {
        const changed = isbn.slice(0, at) + digit + isbn.slice(at + 1);
        if (changed !== isbn) expect(typeof parseIsbn(changed)).toBe("string");
      }
    }
  });
});

describe("book references", () => {
  it("reads ISBNs and local ids in both spellings", () => {
    expect(parseBookReference("0306406152")).toEqual({ isbn13: "9780306406157" });
    expect(parseBookReference("local:42")).toEqual({ bookId: 42 });
    expect(parseBookReference("local-42")).toEqual({ bookId: 42 });
    expect(parseBookReference("local:0")).toBe("not_an_isbn");
    expect(parseBookReference("local:99999999999")).toBe("not_an_isbn");
  });

  it("names every book, with or without an ISBN", () => {
    expect(publicIsbn({ id: 7, isbn10: "080442957X", isbn13: "9780804429573" })).toBe("080442957X");
    expect(publicIsbn({ id: 7, isbn10: null, isbn13: "9791032700709" })).toBe("9791032700709");
    expect(publicIsbn({ id: 7, isbn10: null, isbn13: null })).toBe("local:7");
    expect(coverFile({ id: 7, isbn10: null, isbn13: null })).toBe("local-7.jpg");
  });
});
