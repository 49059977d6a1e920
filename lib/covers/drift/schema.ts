import type { COVER_SIZES } from "../schema";

/** A file that no cover has. `isPart`: one whose writing was cut short, of whichever cover. */
export type OrphanedFile = { key: string; sha256: string; isPart: boolean };

/** What is wrong with the files of covers that were looked at. */
export type FileTrouble = {
  coverId: number;
  trouble: "missing" | "damaged" | "variant_damaged";
  /** Of the file. */
  size: (typeof COVER_SIZES)[number];
};

/** What an index that is opened now holds, beside what the table says: labels of rows that it lacks, and of no rows. */
export type IndexComparison = { compared: number; missing: number[]; extra: number[] };
