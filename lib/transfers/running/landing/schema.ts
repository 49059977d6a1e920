import type { MadeClaim } from "@/lib/catalog/series/claiming/schema";
import type { MadeCopy } from "@/lib/copies/importing/schema";
import type { MadeByImport } from "@/lib/reading/importing/undoing/schema";
import type { Entry, RowReason, RowState } from "../../schema";

/** What a row added to its reader's library: exactly this is taken back by an undo. */
export type Added = {
  collectionIds: number[];
  /** Those of them that were made for it. */
  madeCollectionIds: number[];
  tags: string[];
  work: MadeByImport | null;
  copies: MadeCopy[];
  /** What it said of the book's series, which the catalogue did not know. Absent in imports of before. */
  series?: MadeClaim[];
};

/** A row whose book is known. */
export type Landing = { rowId: number; entry: Entry; bookId: number; workId: number };

export type Landed = { rowId: number; bookId: number; state: RowState; reason: RowReason | null; added: Added };
