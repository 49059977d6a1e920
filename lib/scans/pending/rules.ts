/** The life of a pending book. Pure. */
import type { ImportableRecord } from "@/lib/catalog/records/schema";
import { parseIsbn } from "@/lib/catalog/rules";
import type { PendingReason, PendingState, TypedBook } from "./schema";

/** Look-ups in a row without an answer before it is stuck. */
export const LOOK_UPS_MAX = 4;

const MINUTE_MS = 60_000;
const DAY_MS = 24 * 60 * MINUTE_MS;
const REST_FIRST_MS = 15 * MINUTE_MS;
/** Providers learn new books, but not by the hour. */
const UNKNOWN_REST_MS = 7 * DAY_MS;
/** One that has not moved for so long has lost its job. */
export const LOST_AFTER_MS = 15 * MINUTE_MS;

export const isLastTry = (attempts: number): boolean => attempts % LOOK_UPS_MAX === 0;

/** How long one that is stuck is left alone, after so many tries in all: longer each time, at most a day. */
export const restMs = (attempts: number): number =>
  Math.min(DAY_MS, REST_FIRST_MS * 2 ** Math.max(0, Math.floor(attempts / LOOK_UPS_MAX) - 1));

/** When one that nobody knows is looked up again; where nobody may be asked, as soon as that has changed. */
export const nextLook = (reason: PendingReason, now: Date): Date | null =>
  reason === "not_found" ? new Date(now.getTime() + UNKNOWN_REST_MS) : null;

/** Somebody still waits for it to change. */
export const isOnItsWay = (state: PendingState): boolean =>
  state === "waiting" || state === "looking" || state === "found";

const HANDLE = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

/** The name of a pending book in an address: an ISBN in any form, or a handle. */
export function parsePendingId(text: string): { isbn13: string } | { handle: string } | undefined {
  if (HANDLE.test(text)) return { handle: text };
  const parsed = parseIsbn(text);
  return typeof parsed === "string" ? undefined : { isbn13: parsed.isbn13 };
}

export function pendingIdOf({ isbn, handle }: { isbn: string | null; handle: string | null }): string {
  const id = isbn ?? handle;
  if (id === null) throw new Error("a pending book without a name");
  return id;
}

/** What a reader typed, as a record; with the ISBN that was asked for, and no other. */
export function recordOfTyped(typed: TypedBook, isbn13: string | null): ImportableRecord {
  const parsed = isbn13 === null ? null : parseIsbn(isbn13);
  const isbn = parsed === null || typeof parsed === "string" ? { isbn13: null, isbn10: null } : parsed;
  const { publishedYear } = typed;
  return {
    ...typed,
    ...isbn,
    kind: "book",
    publicationDate: publishedYear === null ? null : String(publishedYear),
    ...{ description: null, genres: [], averageRating: null, ratingsCount: null, series: [] },
    ...{ identifiers: {}, workKey: null, coverUrls: [] },
  };
}
