import type { Counts } from "../schema";

/** Lists of new books that can be gone through: a source, and what it calls a subject or genre. */
export type BookList = { source: CrawledSource; subject: string };

/** Those of the sources that list new books by subject. */
export const crawledSources = ["openlibrary", "googlebooks"] as const;
export type CrawledSource = (typeof crawledSources)[number];

export type CrawlProblem = "no_isbn" | "unreadable" | "isbn_of_another_title" | "unanswered";

/** `place` names the list, and `raw` the book or what was said instead of a page. */
export type RejectedListing = { place: string; problem: CrawlProblem; explanation: string; raw: string };

export type CrawlSummary = {
  counts: Counts;
  rejections: Partial<Record<CrawlProblem, number>>;
  /** Pages that were taken in, by list. */
  pages: Record<string, number>;
  /** Lists whose page could not be had. */
  unanswered: number;
  isFinished: boolean;
};
