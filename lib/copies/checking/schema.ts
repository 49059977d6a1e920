import { z } from "zod";
import type { PlacedCopy } from "../schema";

const INT_MAX = 2_147_483_647;
const id = z.coerce.number().int().positive().max(INT_MAX);
const isbn = z.string().min(1).max(40);

export const checkInput = z.object({ placeId: id });
export type CheckInput = z.output<typeof checkInput>;

export const seeBookInput = z.object({ placeId: id, isbn });
export type SeeBookInput = z.output<typeof seeBookInput>;

/** The moments within the life of the product that DATETIME holds. */
const moment = z.coerce
  .date()
  .min(new Date(Date.UTC(2020, 0, 1)))
  .max(new Date(Date.UTC(9000, 0, 1)));

/** A copy, and when and where it was last seen before. */
export const unseeInput = z.object({ copyId: id, seenAt: moment.nullable(), seenPlaceId: id.nullable() });
export type UnseeInput = z.output<typeof unseeInput>;

export const reopenInput = z.object({ placeId: id, checkedAt: moment.nullable() });
export type ReopenInput = z.output<typeof reopenInput>;

/**
 * What a book in hand is to the place that is being checked: `here` it belongs here and was not seen yet · `again` it was ·
 * `astray` it belongs elsewhere, or nobody has said where · `foreign` the household has no copy of it.
 */
export type Seeing = "here" | "again" | "astray" | "foreign";

/** How far a check is. */
export type CheckCounts = {
  /** Copies that stand in the place or below it. */
  expected: number;
  /** Those of them that were seen. */
  seen: number;
  /** Copies that were seen here and belong elsewhere. */
  astray: number;
};

/** The last check of a place, or the one that is under way. */
export type Check = CheckCounts & { beganAt: Date; checkedAt: Date | null; isUnderWay: boolean };

/** What such a check has found, as far as a page shows it. */
export type CheckFindings = { missing: PlacedCopy[]; astray: PlacedCopy[] };

/** More are no list that somebody goes through before a shelf. */
export const FINDINGS_SHOWN_MAX = 240;
