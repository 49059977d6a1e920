import { z } from "zod";
import type { Wire } from "@/lib/platform/api/wire";
import type { BookDetail, BookSummary } from "../schema";

/** Whatever names a book: ISBN-10, ISBN-13, with or without hyphens, or `local:<id>`. */
export const bookInPath = z
  .string()
  .min(1)
  .max(40)
  .describe("ISBN-10 or ISBN-13, with or without hyphens, or `local:<id>` of a book without.");

/** A book as the lists of the REST API have it. */
export const bookAnswer = z
  .object({
    isbn: z.string(),
    isbn13: z.string().nullable(),
    title: z.string(),
    subtitle: z.string().nullable(),
    authors: z.array(z.string()),
    year: z.int().nullable(),
    languageCode: z.string().nullable(),
    coverUrl: z.string(),
  })
  .meta({ id: "Book" });

export const toBookAnswer = (book: BookSummary): z.input<typeof bookAnswer> => ({
  isbn: book.isbn,
  isbn13: book.isbn13,
  title: book.title,
  subtitle: book.subtitle,
  authors: book.authors,
  year: book.year,
  languageCode: book.languageCode,
  coverUrl: `/cover/${book.coverFile}`,
});

export type EditionResponse = Wire<z.output<typeof bookAnswer>>;

/** All of a book, with the fields of the public contract. */
export const bookDetailAnswer = z
  .object({
    isbn: z.string(),
    isbn13: z.string().nullable(),
    title: z.string(),
    subtitle: z.string().nullable(),
    authors: z.array(z.string()),
    pages: z.int().nullable(),
    publicationDate: z.string().nullable(),
    publisher: z.string().nullable(),
    languageCode: z.string().nullable(),
    coverUrl: z.string(),
    externalLinks: z.record(z.string(), z.string()),
    description: z.string().nullable(),
    genres: z.array(z.string()),
    averageRating: z.number().nullable(),
    ratingsCount: z.int(),
    dateAdded: z.date(),
  })
  .meta({ id: "BookDetail" });
export type BookResponse = Wire<z.output<typeof bookDetailAnswer>>;

export const toBookDetailAnswer = (book: BookDetail): z.input<typeof bookDetailAnswer> => ({
  ...book,
  coverUrl: `/cover/${book.coverFile}`,
});
