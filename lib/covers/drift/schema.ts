import type { COVER_SIZES } from "../schema";

/** What is wrong with the files of covers that were looked at. */
export type FileTrouble = {
  coverId: number;
  trouble: "missing" | "damaged" | "variant_missing";
  /** Of the file. */
  size: (typeof COVER_SIZES)[number];
};

/** What an index that is opened now holds, beside what the table says: labels of rows that it lacks, and of no rows. */
export type IndexComparison = { compared: number; missing: number[]; extra: number[] };
