/** How far somebody is in a book, and what days have to do with it. Pure. */
import { type Outcome, REVIEW_MAX, type Status } from "./schema";

/** "1 star", "3.5 stars" */
export const countStars = (rating: number): string => `${rating} ${rating === 1 ? "star" : "stars"}`;

type Place = { page: number | null; percent: number | null };

/** Whether a reading says anything of how far it has come. */
export const hasMoved = ({ page, percent }: Place): boolean => (page ?? 0) > 0 || (percent ?? 0) > 0;

/**
 * A place as it is kept: what the reader said, and the share too where it can be told. A page is never made of a share: it
 * would claim more than they said.
 */
export function placeIn(given: { page?: number; percent?: number }, pages: number | null): Place {
  if (given.page === undefined) return { page: null, percent: given.percent ?? null };
  return { page: given.page, percent: pages ? Math.min(100, Math.round((given.page / pages) * 100)) : null };
}

/** The same of what another program says: of two that it knows the page counts, and no share is beyond the end. */
export function placeOfImport(given: { page?: number | null; percent?: number | null }, pages: number | null): Place {
  const percent = given.percent === undefined || given.percent === null ? undefined : clamp(given.percent);
  return given.page ? placeIn({ page: given.page }, pages) : placeIn({ percent }, pages);
}

const clamp = (percent: number): number => Math.max(0, Math.min(100, Math.round(percent)));

/**
 * The status of a work once one of its readings has gone or become another: it stays unless that reading alone spoke for it.
 * `left`: the outcomes of those that are there.
 */
export function statusAfter(status: Status | null, was: Outcome, left: readonly Outcome[]): Status | null {
  const spoken = was === "finished" ? "read" : was;
  if (status !== spoken || left.includes(was)) return status;
  if (left.includes("reading")) return "reading";
  if (left.includes("finished")) return "read";
  return left.length > 0 ? "stopped" : null;
}

/** Where two rows of one reader speak of one work: what holds for both. Statuses in the order in which they win. */
const STATUS_ORDER = ["reading", "read", "stopped", "want", null] as const;
const VISIBILITY_ORDER = ["private", "friends", "public"] as const;

export type Said = {
  bookId: number;
  status: (typeof STATUS_ORDER)[number];
  statusAt: Date;
  rating: number | null;
  review: string | null;
  hasSpoilers: boolean;
  visibility: (typeof VISIBILITY_ORDER)[number];
  reviewedAt: Date;
  updatedAt: Date;
};

const strictest = (among: Said["visibility"][]): Said["visibility"] =>
  VISIBILITY_ORDER.find((one) => among.includes(one)) ?? "private";

const isShown = ({ rating, review }: Said): boolean => rating !== null || review !== null;

/**
 * Of two rows of one reader one: the status that says most, the stars that were given last, all words of both reviews, and
 * no more eyes on them than the stricter of the two allowed.
 */
export function unite(kept: Said, gone: Said): Omit<Said, "updatedAt"> {
  const [further] = [kept, gone].toSorted((a, b) => STATUS_ORDER.indexOf(a.status) - STATUS_ORDER.indexOf(b.status));
  const [later, earlier] = [kept, gone].toSorted((a, b) => b.updatedAt.getTime() - a.updatedAt.getTime());
  if (!further || !later || !earlier) throw new Error("two rows are two");
  const words = [...new Set([later.review, earlier.review].filter((review) => review !== null))];
  const shown = [kept, gone].filter(isShown);
  const visibilities = (shown.length > 0 ? shown : [kept]).map(({ visibility }) => visibility);
  const reviewed = [later, earlier].find(({ review }) => review !== null) ?? later;
  return {
    ...{ bookId: further.bookId, status: further.status, statusAt: further.statusAt },
    rating: later.rating ?? earlier.rating,
    review: words.length === 0 ? null : words.join("\n\n").slice(0, REVIEW_MAX),
    hasSpoilers: kept.hasSpoilers || gone.hasSpoilers,
    visibility: strictest(visibilities),
    reviewedAt: reviewed.reviewedAt,
  };
}

type Shown = Pick<Said, "rating" | "review" | "visibility">;

/**
 * What others may see of the two rows again that `unite` made one, once they are parted. `left` is what it made of them,
 * `now` what the reader has made of that since: no stars and no words come back that they took away, those that they
 * changed come back for their own eyes alone, and none for more eyes than they allow now.
 */
export function shownAgain(gone: Shown, left: Shown, now: Shown): { gone: Shown; kept: Partial<Shown> } {
  const isRerated = now.rating !== left.rating;
  const isReworded = now.review !== left.review;
  const isOfGone = (isRerated && gone.rating !== null) || (isReworded && gone.review !== null);
  const allowed = now.visibility === left.visibility ? gone.visibility : strictest([gone.visibility, now.visibility]);
  return {
    gone: {
      rating: now.rating === null ? null : gone.rating,
      review: now.review === null ? null : gone.review,
      visibility: isOfGone ? "private" : allowed,
    },
    // What they have said since was said to these.
    kept: isRerated || isReworded ? { visibility: now.visibility } : {},
  };
}
