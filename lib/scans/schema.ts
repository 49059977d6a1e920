import { z } from "zod";
import type { BookSummary } from "@/lib/catalog/schema";

/** One entry a book, newest first. */
export type RecentScan = { book: BookSummary; scannedAt: Date; times: number };

/** `cursor` names where the next page begins; null on the last one. */
export type RecentScans = { scans: RecentScan[]; cursor: string | null };

export type ScanKind = "cover" | "barcode";

export type ScanStatus = "match" | "unsure" | "unknown" | "pending" | "rejected";

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
};

const isbn = z.string().min(1).max(40);

/** Without `isbn`: the whole history. */
export const deleteScansInput = z.object({ isbn: isbn.optional() });
export type DeleteScansInput = z.output<typeof deleteScansInput>;

/** More scans of one book than this are not worth a reader's undo. */
const RESTORABLE_SCANS_MAX = 2_000;

/** A moment that the server named before: within the life of the product and what DATETIME holds. */
const moment = z.coerce.date().min(new Date("2020-01-01T00:00:00Z")).max(new Date("9000-01-01T00:00:00Z"));

export const restoreScansInput = z.object({
  isbn,
  scannedAt: z.array(moment).min(1).max(RESTORABLE_SCANS_MAX),
});
export type RestoreScansInput = z.output<typeof restoreScansInput>;
