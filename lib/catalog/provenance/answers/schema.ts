import { z } from "zod";
import { codeName, wireName } from "@/lib/platform/api/wire";
import { type BookField, bookFields } from "../schema";

// A field is named by a value here, which nothing renames by itself.

const FIELDS = bookFields.map(wireName) as [string, ...string[]];

/** A field of a book as the wire names it: `language_code`. */
export const fieldGiven = z
  .enum(FIELDS)
  .transform((name) => codeName(name) as BookField)
  .describe("A field of a book.");

/** The same in an answer. */
export const fieldAnswer = z.preprocess((name) => wireName(String(name)), z.enum(FIELDS));

const series = z.object({
  name: z.string(),
  position: z.number().nullable(),
  range: z.tuple([z.number(), z.number()]).optional(),
});

/** What one field says: one of these, or several that say one thing together. */
export const valueAnswer = z
  .object({
    title: z.string().nullable(),
    subtitle: z.string().nullable(),
    authors: z.array(z.string()).nullable(),
    publisher: z.string().nullable(),
    publicationDate: z.string().nullable(),
    publishedYear: z.int().nullable(),
    pages: z.int().nullable(),
    languageCode: z.string().nullable(),
    isbn10: z.string().nullable(),
    isbn13: z.string().nullable(),
    series: z.array(series).nullable(),
    genres: z.array(z.string()).nullable(),
    description: z.string().nullable(),
    coverUrl: z.string().nullable(),
    averageRating: z.number().nullable(),
    ratingsCount: z.int().nullable(),
    externalLinks: z.record(z.string(), z.string()).nullable(),
  })
  .partial()
  .meta({ id: "BookFieldValue" });

/** Where a field is from. */
export const originAnswer = z
  .object({
    source: z.string(),
    confidence: z.number(),
    at: z.string(),
    isLocked: z.boolean().optional().describe("No source fills it, and none proposes anything."),
  })
  .meta({ id: "Origin" });
