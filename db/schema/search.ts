import { index, int, mysqlTable, smallint, text } from "drizzle-orm/mysql-core";
import { books } from "./catalog";

/**
 * What the search box looks in, one row a book: `folded` is the text without case and accents, `trigrams` its
 * three-letter pieces as words, so that an ordinary FULLTEXT index finds misspelt words, parts of words and scripts
 * without spaces. Both FULLTEXT indexes are made in a custom migration: drizzle cannot declare them.
 */
export const bookSearch = mysqlTable(
  "book_search",
  {
    bookId: int()
      .primaryKey()
      .references(() => books.id, { onDelete: "cascade" }),
    folded: text().notNull(),
    trigrams: text().notNull(),
    /** Which INDEX_VERSION made it; older rows are made anew by the worker. */
    version: smallint().notNull().default(0),
  },
  (table) => [index("book_search_version").on(table.version)],
);
