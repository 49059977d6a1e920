import type { BookField } from "@/lib/catalog/provenance/schema";
import type { Counts } from "../schema";

/**
 * What came of asking about a book: `found`; `partly` where not all who were asked have answered; `not_found` where all
 * have and none knows it; `another_title` where what they know under its ISBN is another book.
 */
export type LookupOutcome = "found" | "partly" | "not_found" | "another_title";

/** Why a book got nothing. */
export type EnrichProblem = "not_found" | "unanswered" | "isbn_of_another_title" | "book_gone";

export type RejectedBook = { isbn13: string; title: string; problem: EnrichProblem; explanation: string };

/** `updated` counts books of which a field or the cover was filled. */
export type EnrichSummary = {
  counts: Counts;
  /** How many books got what. */
  filled: Partial<Record<BookField | "cover", number>>;
  /** Values that wait for a person's decision, since the book has another one. */
  proposed: number;
  rejections: Partial<Record<EnrichProblem, number>>;
  isFinished: boolean;
  /** Why it ended early, in words: nobody answers. */
  trouble?: string;
};
