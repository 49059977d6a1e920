import type { Outcome, Status, Visibility } from "../schema";

/** One time of reading as an import brings it. `importKey`: what it is known by there, at most 100 characters. */
export type ImportedReading = {
  importKey: string;
  startedOn: string | null;
  endedOn: string | null;
  outcome: Outcome;
  page?: number | null;
  percent?: number | null;
  pages?: number | null;
  progress?: { day: string; page: number | null; percent: number | null }[];
};

/** All that an import says of one book for one reader; what it does not know it leaves out. */
export type ImportedWork = {
  bookId: number;
  /** Since when it is in the reader's library, where that is known. */
  addedAt?: Date;
  status?: Status | null;
  /** Since when it has that status, where that is known. */
  statusAt?: Date;
  /** Stars, 0.5 to 5, in quarters. */
  rating?: number | null;
  review?: string | null;
  hasSpoilers?: boolean;
  visibility?: Visibility;
  reviewedAt?: Date;
  readings?: ImportedReading[];
  quotes?: { importKey: string; kind: "quote" | "note"; text: string; page?: number | null; createdAt?: Date }[];
};

/** What of it was new; the same import a second time brings nothing. */
export type Imported = { fields: number; readings: number; quotes: number };
