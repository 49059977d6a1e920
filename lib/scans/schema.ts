import type { BookSummary } from "@/lib/catalog/schema";

/** One entry a book, newest first. */
export type RecentScan = { book: BookSummary; scannedAt: Date; times: number };

export type ScanKind = "cover" | "barcode";
