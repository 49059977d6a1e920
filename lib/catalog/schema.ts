import { z } from "zod";
import { bookRecord } from "./records/schema";

/** A book as lists show it. */
export type BookSummary = {
  /** `isbn10 ?? isbn13 ?? "local:<id>"`: what every route takes. */
  isbn: string;
  isbn13: string | null;
  title: string;
  subtitle: string | null;
  authors: string[];
  year: number | null;
  languageCode: string | null;
  genres: string[];
  /** File name under /cover/. */
  coverFile: string;
  /** Changes with the picture; goes into `?v=` so that browsers may keep it for ever. Null: no cover drawn yet. */
  coverVersion: string | null;
};

export type BookDetail = BookSummary & {
  id: number;
  isbn10: string | null;
  workId: number;
  pages: number | null;
  publicationDate: string | null;
  publisher: string | null;
  description: string | null;
  externalLinks: Record<string, string>;
  averageRating: number | null;
  ratingsCount: number;
  dateAdded: Date;
};

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
  /** Empty: a book that stands alone. */
  series: bookRecord.shape.series.default([]),
  coverHints: z.object({ mood: z.string().optional(), motif: z.string().optional() }).nullable(),
});
export type ImportBookInput = z.output<typeof importBookInput>;
