import type { BookList } from "./schema";

/** Where a list stands: what its next page is asked for with, and whether it was gone through to its end once. */
export type ListState = { nextFrom: number; isComplete: boolean };

/**
 * Where a list stands after a page, and whether it is done with for this run. Newest books come first, so a list that was
 * gone through once is followed from its beginning, until a page has no news.
 */
export function afterPage(
  before: ListState,
  { next, hasNews }: { next: number | null; hasNews: boolean },
): ListState & { isDone: boolean } {
  const isComplete = before.isComplete || next === null;
  const isDone = next === null || (before.isComplete && !hasNews);
  return { nextFrom: isDone ? 0 : (next ?? 0), isComplete, isDone };
}

export const nameOf = ({ source, subject }: BookList): string => `${source}: ${subject}`;
