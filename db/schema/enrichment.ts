import { int, mysqlTable, uniqueIndex, varchar } from "drizzle-orm/mysql-core";
import { books } from "./catalog";
import { instant, instantNow } from "./columns";

/** When the sources were last asked about a book, so that a run goes on where the last one was ended and asks nobody twice. */
export const bookLookups = mysqlTable(
  "book_lookups",
  {
    id: int().autoincrement().primaryKey(),
    bookId: int()
      .notNull()
      .references(() => books.id, { onDelete: "cascade" }),
    /** What came of it; see lib/enrichment/filling. */
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
