import { z } from "zod";
import type { BookSummary } from "@/lib/catalog/schema";

const segmenter = new Intl.Segmenter(undefined, { granularity: "grapheme" });

/** One emoji as a reader sees it: a family or a flag is several code points but one grapheme. */
const icon = z
  .string()
  .trim()
  .max(32)
  .refine((value) => [...segmenter.segment(value)].length === 1, "Choose one emoji.")
  .refine((value) => /\p{Extended_Pictographic}|\p{Regional_Indicator}/u.test(value), "Choose one emoji.");

const name = z
  .string()
  .trim()
  .min(1, "Give the collection a name.")
  .max(100, "A name has at most 100 characters.");

export const createCollectionInput = z.object({ name, icon: icon.default("📚") });
export type CreateCollectionInput = z.output<typeof createCollectionInput>;

const id = z.coerce.number().int().positive();

export const updateCollectionInput = z.object({ collectionId: id, name, icon });
export type UpdateCollectionInput = z.output<typeof updateCollectionInput>;

export const collectionInput = z.object({ collectionId: id });
export type CollectionInput = z.output<typeof collectionInput>;

/** `isbn` is whatever names a book: ISBN-10, ISBN-13 or `local:<id>`. */
export const collectionBookInput = z.object({ collectionId: id, isbn: z.string().max(40) });
export type CollectionBookInput = z.output<typeof collectionBookInput>;

export type CollectionSummary = {
  id: number;
  name: string;
  icon: string;
  bookCount: number;
  /** Up to four newest books, for the mosaic. */
  covers: BookSummary[];
};

export type CollectionDetail = { id: number; name: string; icon: string; bookCount: number };
