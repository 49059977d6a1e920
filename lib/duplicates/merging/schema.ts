import type { MovedRows } from "@/db/moving";
import type { JoinedWorks, MergedBookRows } from "@/lib/catalog/merging/schema";
import type { MovedCovers } from "@/lib/covers/merging/commands";
import type { MovedReading, MovedReadWorks } from "@/lib/reading/merging/schema";
import type { MovedScans } from "@/lib/scans/merging/commands";

/** All that undoing a merge of two books needs; kept as JSON. */
export type MergedBooks = {
  rows: MergedBookRows;
  covers: MovedCovers;
  shelved: MovedRows;
  scans: MovedScans;
  lookups: MovedRows;
  /** Not there in merges from before there were copies. */
  copies?: MovedRows;
  /** Not there in merges from before readers could read. */
  reading?: MovedReading;
  /** Not there in merges from before there were tags, and where both were of one work. */
  taggedBooks?: MovedRows;
  tagged?: MovedRows | null;
  /** Pairs with the book that went, as they were, and those that were made of them for the one that stays. */
  pairs: { before: Record<string, unknown>[]; addedIds: number[] };
};

/** All that undoing the joining of two works needs. `pairId`: the pair that was decided by it. */
export type MergedWorks = {
  joined: JoinedWorks;
  pairId: number | null;
  reading?: MovedReadWorks;
  tagged?: MovedRows;
};
