import { int, mysqlTable, uniqueIndex, varchar } from "drizzle-orm/mysql-core";
import { books } from "./catalog";
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

/**
 * The rows of a file that the catalogue did not take, each a book's ISBN with another title: written in the transaction of
 * their batch, so that an import that goes on after it was killed still tells of all. All that is told but these can be
 * seen in the file itself.
 */
export const etlRejectedRows = mysqlTable(
  "etl_rejected_rows",
  {
    id: int().autoincrement().primaryKey(),
    fileHash: varchar({ length: 64 })
      .notNull()
      .references(() => etlImports.fileHash, { onDelete: "cascade" }),
    /** The first line of the row in the file, from 1. */
    line: int().notNull(),
  },
  (table) => [uniqueIndex("etl_rejected_rows_once").on(table.fileHash, table.line)],
);

/** When the sources were last asked about a book, so that a run goes on where the last one was ended and asks nobody twice. */
export const bookLookups = mysqlTable(
  "book_lookups",
  {
    id: int().autoincrement().primaryKey(),
    bookId: int()
      .notNull()
      .references(() => books.id, { onDelete: "cascade" }),
    /** What came of it; see lib/etl/enriching. */
    outcome: varchar({ length: 30 }).notNull(),
    lookedUpAt: instantNow(),
  },
  (table) => [uniqueIndex("book_lookups_book").on(table.bookId)],
);

/** How far a source's list of a subject was gone through; written with the books of each page. */
export const crawls = mysqlTable(
  "crawls",
  {
    id: int().autoincrement().primaryKey(),
    source: varchar({ length: 20 }).notNull(),
    subject: varchar({ length: 100 }).notNull(),
    /** What the next page is asked for with; 0: the newest books. */
    nextFrom: int().notNull().default(0),
    /** When the list was gone through to its end for the first time: since then only its beginning has news. */
    completedAt: instant(),
    /** When its last page was taken in. */
    crawledAt: instant(),
  },
  (table) => [uniqueIndex("crawls_once").on(table.source, table.subject)],
);
