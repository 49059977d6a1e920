import { z } from "zod";
import { givenBookName as isbn } from "@/lib/catalog/names/schema";
import { spelledId as id, doneMoment as moment } from "@/lib/platform/given";
import type { PlacedCopy } from "../schema";

export const checkInput = z.object({ placeId: id });
export type CheckInput = z.output<typeof checkInput>;

/** `begins`: where no check is under way, this book begins one; else it belongs to a check that must still be under way. */
export const seeBookInput = z.object({ placeId: id, isbn, begins: z.boolean() });
export type SeeBookInput = z.output<typeof seeBookInput>;

/**
 * What a book that was seen has changed: its copy, and when and where that was last seen before (`leftAt`: what stands there
 * since); and the check that it began, with the moments of the one before. Each null where that did not change.
 */
export const unseeInput = z.object({
  copy: z.object({ id, seenAt: moment.nullable(), seenPlaceId: id.nullable(), leftAt: moment }).nullable(),
  began: z.object({ placeId: id, at: moment, beganAt: moment.nullable() }).nullable(),
});
export type UnseeInput = z.output<typeof unseeInput>;

/** `endedAt`: the end that is undone; `checkedAt`: the one before it. */
export const reopenInput = z.object({ placeId: id, endedAt: moment, checkedAt: moment.nullable() });
export type ReopenInput = z.output<typeof reopenInput>;

/**
 * What a book in hand is to the place that is being checked: `here` it belongs here and was not seen yet · `again` it was ·
 * `astray` it belongs elsewhere, or nobody has said where · `foreign` the household has no copy of it.
 */
export type Seeing = "here" | "again" | "astray" | "foreign";

/** How far a check is, as the REST API says it. */
export const countsAnswer = z.object({
  placeId: z.int(),
  expected: z.int().describe("Copies that stand in the place or below it."),
  seen: z.int().describe("Those of them that were seen."),
  astray: z.int().describe("Copies that were seen here and belong elsewhere."),
});
export type CheckCounts = z.output<typeof countsAnswer>;

/** The last check of a place, or the one that is under way. */
export type Check = CheckCounts & { beganAt: Date; checkedAt: Date | null; isUnderWay: boolean };

/** What such a check has found, as far as a page shows it. */
export type CheckFindings = { missing: PlacedCopy[]; astray: PlacedCopy[] };

/** More are no list that somebody goes through before a shelf. */
export const FINDINGS_SHOWN_MAX = 240;
