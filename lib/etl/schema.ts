import { z } from "zod";
import type { IsbnRepair, IsbnTrouble } from "@/lib/catalog/records/isbns/rules";
import { bookRecord, inSeries, PAGES_MAX, TEXT_LENGTH_MAX } from "@/lib/catalog/records/schema";
import type { StorageTrouble } from "@/lib/platform/storage-error";

const words = z.string().min(1).max(TEXT_LENGTH_MAX.line);
const name = z.string().min(1).max(TEXT_LENGTH_MAX.name);

/** A record with what kind of edition it is; the format of a line of `metadata.json`. */
export const etlRecord = bookRecord.extend({
  // Which digit is wrong is said by the rules that read the row.
  isbn13: z.string().length(13).nullable(),
  isbn10: z.string().length(10).nullable(),
  title: words,
  subtitle: words.nullable(),
  publisher: words.nullable(),
  authors: z.array(name).max(200),
  genres: z.array(name).max(100),
  series: z.array(inSeries.extend({ name })).max(50),
  description: z.string().min(1).max(TEXT_LENGTH_MAX.prose).nullable(),
  identifiers: z.record(z.string(), name),
  pages: z.int().positive().max(PAGES_MAX).nullable(),
  publishedYear: z.int().min(-3_000).max(3_000).nullable(),
  ratingsCount: z.int().nonnegative().max(2_000_000_000).nullable(),
  kind: z.enum(["book", "audiobook"]).default("book"),
});
export type EtlRecord = z.output<typeof etlRecord>;

/** What was put right in a row. */
export type Repair = IsbnRepair | "columns_realigned" | "date_cut" | "letters_mended" | "text_dropped";

/** Why a row was not taken. */
export type RowProblem =
  | IsbnTrouble
  | "quote_never_closed"
  | "header_again"
  | "columns_shifted"
  | "no_title"
  | "garbled_text"
  | "too_long"
  | "not_a_book"
  | "not_a_record"
  | "isbn_of_another_title";

export const PROBLEMS: Record<RowProblem, string> = {
  isbn_scientific: "The ISBN was turned into a number in scientific notation, which has lost digits.",
  isbns_disagree: "The row names two different books: its ISBN-10 and its ISBN-13 do not belong together.",
  isbn_wrong_check_digit: "The check digit of the ISBN does not fit its other digits.",
  isbn_zeros_lost: "The ISBN has lost several leading zeros, and nothing else in the row confirms them.",
  not_an_isbn: "What stands in the column of the ISBN is none.",
  quote_never_closed: "A quotation mark is opened on this line and never closed.",
  header_again: "The names of the columns stand here once more: two tables may have been joined.",
  columns_shifted: "The row has more or fewer columns than the table, and it is not certain which belong together.",
  no_title: "There is no title.",
  garbled_text: "Letters of the title or of an author were lost before.",
  too_long: "A text of the row is longer than any book's: several rows may have run together.",
  not_a_book: "The source itself says that this is not a book.",
  not_a_record: "This is no record of a book in the format of metadata.json.",
  isbn_of_another_title: "The catalogue has this ISBN for a book of another title: one of the two has a wrong one.",
};

/** A row of a source: what it says of a book, or why it says nothing. `line` is that of the file, from 1, `raw` its text. */
export type SourceRow = { line: number; raw: string } & (
  | { record: EtlRecord; repairs: Repair[]; problem?: undefined }
  | { problem: RowProblem; detail?: string }
);

/** The line of counts: imported + updated + unchanged + rejected = read. `repaired` counts rows among the first three. */
export type Counts = {
  read: number;
  imported: number;
  updated: number;
  unchanged: number;
  repaired: number;
  rejected: number;
};

export const noCounts = (): Counts => ({ read: 0, imported: 0, updated: 0, unchanged: 0, repaired: 0, rejected: 0 });

/** What keeps a picture out of the storage, for whoever runs the command. */
export const STORAGE_TROUBLES: Record<StorageTrouble, string> = {
  full: "the storage is full",
  not_writable: "the storage may not be written into",
  away: "the storage cannot be reached",
};
