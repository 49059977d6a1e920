import { describe, expect, it } from "vitest";
import { bookEdits, editableFields, type FieldValue } from "@/lib/catalog/provenance/schema";
import { editOf, textOf, wordsOf } from "./field-words";

const value: Required<Omit<FieldValue, "coverUrl" | "externalLinks" | "averageRating" | "ratingsCount">> = {
  ...{ title: "Witches Abroad", subtitle: null, authors: ["Terry Pratchett", "Paul Kidby"], publisher: "Gollancz" },
  ...{ publicationDate: "1991-11", publishedYear: 1991, pages: 285, languageCode: "en", genres: ["Fantasy"] },
  ...{ isbn10: "0575049804", isbn13: "9780575049802", description: "Three witches.\nOne wish." },
  series: [
    { name: "Discworld", position: 12 },
    { name: "A series without numbers", position: null },
  ],
};

describe("what a person writes into a field", () => {
  it.each(editableFields)("is %s as it was, where nothing was changed", (field) => {
    const edits = bookEdits.parse(editOf(field, textOf(field, value)));
    const { isbn, publicationDate, ...plain } = edits;
    expect(value).toMatchObject({ ...plain, ...isbn, ...publicationDate });
  });

  it.each([
    ["pages", "many"],
    ["pages", "0"],
    ["title", "  "],
    ["isbn", "9780575049803"],
    ["publicationDate", "1991-13"],
    ["languageCode", "English"],
  ] as const)("is refused for %s where it cannot be: %s", (field, text) => {
    expect(bookEdits.safeParse(editOf(field, text)).success).toBe(false);
  });

  it("takes a field away where the box is empty", () => {
    expect(bookEdits.parse({ ...editOf("subtitle", " "), ...editOf("pages", ""), ...editOf("series", "") })).toEqual({
      subtitle: null,
      pages: null,
      series: null,
    });
    expect(bookEdits.parse({ ...editOf("isbn", ""), ...editOf("publicationDate", "") })).toEqual({
      isbn: { isbn10: null, isbn13: null },
      publicationDate: { publicationDate: null, publishedYear: null },
    });
  });
});

it("says values in words", () => {
  expect(wordsOf("languageCode", value)).toBe("English");
  expect(wordsOf("series", value)).toBe("Discworld #12, A series without numbers");
  expect(wordsOf("publicationDate", { publicationDate: null, publishedYear: 1991 })).toBe("1991");
  expect(wordsOf("subtitle", value)).toBeNull();
  expect(wordsOf("externalLinks", { externalLinks: {} })).toBeNull();
});
