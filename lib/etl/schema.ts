import { z } from "zod";
import type { IsbnRepair, IsbnTrouble } from "@/lib/catalog/records/isbns/rules";
import { bookRecord } from "@/lib/catalog/records/schema";

/** A record with what kind of edition it is; the format of a line of `metadata.json`. */
export const etlRecord = bookRecord.extend({ kind: z.enum(["book", "audiobook"]).default("book") });
export type EtlRecord = z.output<typeof etlRecord>;

/** What was put right in a row. */
export type Repair = IsbnRepair | "columns_realigned" | "date_cut" | "letters_mended" | "text_dropped";

/** Why a row was not taken. */
export type RowProblem =
  | IsbnTrouble
  | "quote_never_closed"
  | "columns_shifted"
  | "no_title"
  | "garbled_text"
  | "not_a_book"
  | "not_a_record";

export const PROBLEMS: Record<RowProblem, string> = {
  isbn_scientific: "The ISBN was turned into a number in scientific notation, which has lost digits.",
  isbns_disagree: "The row names two different books: its ISBN-10 and its ISBN-13 do not belong together.",
  isbn_wrong_check_digit: "The check digit of the ISBN does not fit its other digits.",
  isbn_zeros_lost: "The ISBN has lost several leading zeros, and nothing else in the row confirms them.",
  not_an_isbn: "What stands in the column of the ISBN is none.",
  quote_never_closed: "A quotation mark is opened on this line and never closed.",
  columns_shifted: "The row has more or fewer columns than the table, and it is not certain which belong together.",
  no_title: "There is no title.",
  garbled_text: "Letters of the title or of an author were lost before.",
  not_a_book: "The source itself says that this is not a book.",
  not_a_record: "This is no record of a book in the format of metadata.json.",
};

/** A row of a source: what it says of a book, or why it says nothing. `line` is that of the file, from 1. */
export type SourceRow = { line: number } & (
  | { record: EtlRecord; repairs: Repair[]; problem?: undefined }
  | { problem: RowProblem; raw: string; detail?: string }
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
