import { z } from "zod";
import { bookAnswer, toBookAnswer } from "@/lib/catalog/answers/schema";
import { givenBookName as isbn } from "@/lib/catalog/names/schema";
import type { BookSummary } from "@/lib/catalog/schema";
import { namedMoment } from "@/lib/platform/given";

/** An entry of a history unfolds so many moments; more are on a page of their own. */
export const MOMENTS_SHOWN_MAX = 12;

/** One entry a book, newest first. `moments`: the latest of them, the latest first. */
export type RecentScan = { book: BookSummary; scannedAt: Date; times: number; moments: Date[] };

/** When one book was scanned: a page of the moments. `times`: how many there are in all. */
export type BookScans = { book: BookSummary; times: number; moments: Date[]; cursor: string | null };

/** `cursor` names where the next page begins; null on the last one. */
export type RecentScans = { scans: RecentScan[]; cursor: string | null };

export type ScanKind = "cover" | "barcode";

export const SCAN_STATUSES = ["match", "unsure", "unknown", "pending", "rejected"] as const;
export type ScanStatus = (typeof SCAN_STATUSES)[number];

/** Longer messages are cut: a log line is not a place for a payload. */
export const SCAN_MESSAGE_MAX = 2_000;

export type LogScanInput = {
  requestId: string;
  kind: ScanKind;
  status: ScanStatus;
  message?: string | null;
  /** ISBN-13 or ISBN-10 without separators. */
  isbn?: string | null;
  bookId?: number | null;
  userId?: number | null;
  extra?: Record<string, unknown>;
  /** When it was, where that was not now. */
  at?: Date;
};

/** Without `isbn`: the whole history. */
export const deleteScansInput = z.object({ isbn: isbn.optional() });
export type DeleteScansInput = z.output<typeof deleteScansInput>;

/** More scans of one book than this are not worth a reader's undo. */
export const RESTORABLE_SCANS_MAX = 2_000;

export const restoreScansInput = z.object({
  isbn,
  scannedAt: z.array(namedMoment).min(1).max(RESTORABLE_SCANS_MAX),
});
export type RestoreScansInput = z.output<typeof restoreScansInput>;

/** A phone may have been without a signal for a holiday, and its clock may be somewhat fast. */
const SENT_LATER_MS_MAX = 31 * 24 * 60 * 60_000;
const CLOCK_FAST_MS_MAX = 5 * 60_000;
const isRecent = (at: Date): boolean =>
  at.getTime() >= Date.now() - SENT_LATER_MS_MAX && at.getTime() <= Date.now() + CLOCK_FAST_MS_MAX;

/**
 * A book that was scanned elsewhere, as programs and phones name it. `requestId` is of the sender's making: what is sent twice
 * counts once.
 */
export const noteScanBody = z.object({
  isbn,
  scannedAt: z.iso
    .datetime({ offset: true, error: "Please send the moment as 2026-02-07T12:30:00Z." })
    .transform((text) => new Date(text))
    .refine(isRecent, "This moment is yet to come, or more than 31 days ago.")
    .optional(),
  requestId: z.uuid("Please send a UUID.").optional(),
  username: z.string().max(200).optional(),
});
export type NoteScanInput = { isbn: string; at?: Date; requestId: string };

/** One entry of a history. */
export const scanAnswer = bookAnswer.extend({
  scannedAt: z.date(),
  times: z.int(),
  moments: z.array(z.date()).describe(`The latest ${MOMENTS_SHOWN_MAX} of them, the latest first.`),
});

export const toScanAnswer = ({ book, scannedAt, times, moments }: RecentScan): z.input<typeof scanAnswer> => ({
  ...toBookAnswer(book),
  ...{ scannedAt, times, moments },
});
