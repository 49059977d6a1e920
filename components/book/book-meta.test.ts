import { describe, expect, it } from "vitest";
import { languageName } from "@/lib/catalog/records/languages/rules";
import { authorLine } from "./book-meta";

describe("authorLine", () => {
  it.each([
    [[], "Author unknown"],
    [["Toni Morrison"], "Toni Morrison"],
    [["Terry Pratchett", "Neil Gaiman"], "Terry Pratchett and Neil Gaiman"],
    [["A", "B", "C"], "A, B and 1 other"],
    [["A", "B", "C", "D"], "A, B and 2 others"],
  ])("of %j reads %j", (authors, line) => {
    expect(authorLine(authors)).toBe(line);
  });
});

describe("languageName", () => {
  it.each([
    ["fr", "French"],
    ["pt-BR", "Brazilian Portuguese"],
    ["zz", "zz"],
    ["not a code", "not a code"],
  ])("of %j is %j", (code, name) => {
    expect(languageName(code)).toBe(name);
  });
});
