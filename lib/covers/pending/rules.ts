const DAY_MS = 24 * 60 * 60_000;

/** A picture of a book that is not in the catalogue goes when nobody has decided about the book by then. */
export const PENDING_COVER_DAYS = 90;

/** Kept before this moment, a picture has waited too long. */
export const pendingCoverDeadline = (now: Date): Date => new Date(now.getTime() - PENDING_COVER_DAYS * DAY_MS);
