import type { MovedRows } from "@/db/moving";

export type MovedReadBooks = { works: MovedRows; readings: MovedRows; quotes: MovedRows };

/**
 * Two rows of one reader that became one: the one that went, and the one that stayed before and after. `userId` stands here
 * so that all of it goes with the account.
 */
export type UnitedWork = {
  userId: number;
  keptId: number;
  gone: Record<string, unknown>;
  before: Record<string, unknown>;
  after: Record<string, unknown>;
  /** Of readings: their progress. */
  days?: MovedRows;
};

export type MovedReadWorks = {
  works: number[];
  readings: number[];
  united: UnitedWork[];
  unitedReadings: UnitedWork[];
};

/** What a merge of two books did to what readers read; `works` is null where both were of one work already. */
export type MovedReading = { books: MovedReadBooks; works: MovedReadWorks | null };
