import { int, mysqlTable, varchar } from "drizzle-orm/mysql-core";
import { instant, instantNow } from "./columns";

/**
 * How far the import of a file has come: written in the transaction of each batch, so that an import that was killed goes
 * on behind the last row that is in the catalogue. A row without `finishedAt` is an import that is not complete.
 */
export const etlImports = mysqlTable("etl_imports", {
  /** SHA-256 of the file: the same content under another name is the same import. */
  fileHash: varchar({ length: 64 }).primaryKey(),
  fileName: varchar({ length: 255 }).notNull(),
  /** Rows of the file, from its start, that are dealt with. */
  rowsDone: int().notNull().default(0),
  imported: int().notNull().default(0),
  updated: int().notNull().default(0),
  unchanged: int().notNull().default(0),
  repaired: int().notNull().default(0),
  rejected: int().notNull().default(0),
  startedAt: instantNow(),
  finishedAt: instant(),
});
