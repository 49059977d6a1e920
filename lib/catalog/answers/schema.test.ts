import { describe, expect, it } from "vitest";
import { toWire } from "@/lib/platform/api/wire";
import type { BookDetail } from "../schema";
import { bookDetailAnswer, toBookDetailAnswer } from "./schema";

const book: BookDetail = {
  id: 7,
  workId: 3,
  isbn: "0439708184",
  isbn10: "0439708184",
  isbn13: "9780439708180",
  title: "Harry Potter and the Sorcerer's Stone",
  subtitle: null,
  authors: ["J.K. Rowling"],
  year: 1998,
  languageCode: "en",
  genres: ["Fantasy", "Young Adult"],
  coverFile: "0439708184.jpg",
  coverVersion: "abc",
  pages: 309,
  publicationDate: "1998-09-01",
  publisher: "Scholastic",
  description: "A boy learns that he is a wizard.",
  externalLinks: { goodreads: "https://www.goodreads.com/book/show/3" },
  averageRating: 4.5,
  ratingsCount: 12,
  dateAdded: new Date(Date.UTC(2024, 1, 29, 23, 30)),
};

/** As it leaves: what the schema names, by the names of the wire. */
const presentBook = (one: BookDetail) =>
  JSON.parse(JSON.stringify(toWire(bookDetailAnswer.parse(toBookDetailAnswer(one)))));

describe("a book in the REST API", () => {
  it("has the fields of the public contract, by their names and in their types, and no internal id", () => {
    expect(presentBook(book)).toEqual({
      isbn: "0439708184",
      isbn13: "9780439708180",
      title: "Harry Potter and the Sorcerer's Stone",
      subtitle: null,
      authors: ["J.K. Rowling"],
      pages: 309,
      publication_date: "1998-09-01",
      publisher: "Scholastic",
      language_code: "en",
      cover_url: "/cover/0439708184.jpg",
      external_links: { goodreads: "https://www.goodreads.com/book/show/3" },
      description: "A boy learns that he is a wizard.",
      genres: ["Fantasy", "Young Adult"],
      average_rating: 4.5,
      ratings_count: 12,
      date_added: "2024-02-29T23:30:00.000Z",
    });
  });

  it("keeps every field of a book of which little is known", () => {
    const bare = {
      ...book,
      pages: null,
      publicationDate: null,
      publisher: null,
      languageCode: null,
      description: null,
    };
    const shown = presentBook({ ...bare, averageRating: null, isbn13: null });
    expect(Object.keys(shown)).toEqual(Object.keys(presentBook(book)));
    expect(Object.values(JSON.parse(JSON.stringify(shown)))).not.toContain(undefined);
  });
});
