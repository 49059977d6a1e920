import { z } from "zod";

/** A book as lists show it. */
export const bookSummary = z.object({
  /** `isbn10 ?? isbn13 ?? "local:<id>"`: what every route takes. */
  isbn: z.string(),
  isbn13: z.string().nullable(),
  title: z.string(),
  subtitle: z.string().nullable(),
  authors: z.array(z.string()),
  year: z.number().nullable(),
  languageCode: z.string().nullable(),
  genres: z.array(z.string()),
  /** File name under /cover/. */
  coverFile: z.string(),
  /** Changes with the picture; goes into `?v=` so that browsers may keep it for ever. Null: no cover drawn yet. */
  coverVersion: z.string().nullable(),
});
export type BookSummary = z.output<typeof bookSummary>;

export const bookDetail = bookSummary.extend({
  id: z.number(),
  isbn10: z.string().nullable(),
  workId: z.number(),
  pages: z.number().nullable(),
  publicationDate: z.string().nullable(),
  publisher: z.string().nullable(),
  description: z.string().nullable(),
  externalLinks: z.record(z.string(), z.string()),
  averageRating: z.number().nullable(),
  ratingsCount: z.number(),
  dateAdded: z.date(),
});
export type BookDetail = z.output<typeof bookDetail>;

/** What importing a book needs; every source is brought into this shape first. */
export const importBookInput = z.object({
  workKey: z.string().min(1).max(120),
  workTitle: z.string().min(1),
  /** Makes the import of a book without ISBN repeatable. */
  sourceKey: z.string().min(1).max(120),
  isbn10: z.string().length(10).nullable(),
  isbn13: z.string().length(13).nullable(),
  title: z.string().min(1),
  subtitle: z.string().nullable(),
  authors: z.array(z.string().min(1)),
  pages: z.int().positive().nullable(),
  publicationDate: z.string().max(20).nullable(),
  publishedYear: z.int().nullable(),
  publisher: z.string().nullable(),
  languageCode: z.string().max(10).nullable(),
  description: z.string().nullable(),
  genres: z.array(z.string().min(1)),
  coverHints: z.object({ mood: z.string().optional(), motif: z.string().optional() }).nullable(),
});
export type ImportBookInput = z.output<typeof importBookInput>;

/** The JSON of a book in the REST API, with the field names of the public contract. */
export function presentBook(book: BookDetail) {
  return {
    isbn: book.isbn,
    isbn13: book.isbn13,
    title: book.title,
    subtitle: book.subtitle,
    authors: book.authors,
    pages: book.pages,
    publication_date: book.publicationDate,
    publisher: book.publisher,
    language_code: book.languageCode,
    cover_url: `/cover/${book.coverFile}`,
    external_links: book.externalLinks,
    description: book.description,
    genres: book.genres,
    average_rating: book.averageRating,
    ratings_count: book.ratingsCount,
    date_added: book.dateAdded.toISOString(),
  };
}
