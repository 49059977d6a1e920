import { describe, expect, it } from "vitest";
import type { BookDetail } from "@/lib/catalog/schema";
import { bookJsonLd, sayDate } from "./book-page-words";

describe("sayDate", () => {
  it.each([
    ["2004-03-16", "16 March 2004"],
    ["2004-03", "March 2004"],
    ["1572", "1572"],
    ["0079-08-24", "24 August 79"],
    ["2004-13-40", "2004-13-40"],
    ["Spring 1920", "Spring 1920"],
    ["", ""],
  ])("says %j as %j", (date, said) => {
    expect(sayDate(date)).toBe(said);
  });
});

describe("bookJsonLd", () => {
  it("cannot break out of its script element", () => {
    const book = {
      title: "</script><script>alert(1)</script>",
      authors: [],
      genres: [],
      isbn: "1",
    } as Partial<BookDetail>;
    expect(bookJsonLd(book as BookDetail, "https://example.org")).not.toContain("<");
  });
});
