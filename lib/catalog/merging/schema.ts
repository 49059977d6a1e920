import type { Move, MovedRows } from "@/db/moving";
import type { books, works } from "@/db/schema/catalog";
import type { BookField } from "../provenance/schema";

export type BookRow = typeof books.$inferSelect;
type WorkRow = typeof works.$inferSelect;

/** What is taken over of a book that goes: of these fields its values count, of the others those of the book that stays. */
export type Taking = { fields: BookField[]; userId: number };

/** What `joinWorks` did. */
export type JoinedWorks = { works: Move; row: WorkRow; nameIds: number[]; bookIds: number[] };

/** What `mergeBookRows` did. */
export type MergedBookRows = {
  gone: BookRow;
  /** Columns of the book that stays that are no fields, as they were. */
  kept: Pick<BookRow, "sourceKey" | "coverHints" | "dateAdded">;
  /** Whether anything was known of where its fields are from. */
  hadOrigins: boolean;
  changeIds: number[];
  aliasIds: number[];
  joined: JoinedWorks | null;
  credits: MovedRows;
  proposals: MovedRows;
  changes: MovedRows;
  aliases: MovedRows;
};

/** What stands in the way of an undo. */
export type Obstacle =
  | { obstacle: "fields_changed"; fields: BookField[] }
  | { obstacle: "name_taken"; title: string }
  | { obstacle: "work_joined" };
export type Returned = Obstacle | { obstacle: null };
