import {
  float,
  foreignKey,
  index,
  int,
  json,
  mysqlTable,
  smallint,
  text,
  uniqueIndex,
  varchar,
} from "drizzle-orm/mysql-core";
import { users } from "./accounts";
import { instantNow } from "./columns";

/** The text that its editions share; ratings and recommendations hang here. */
export const works = mysqlTable(
  "works",
  {
    id: int().autoincrement().primaryKey(),
    /** A stable name from outside (a slug of the seed, a provider's id), so that importing twice finds the same work. */
    workKey: varchar({ length: 120 }).notNull(),
    title: text().notNull(),
    dateAdded: instantNow(),
  },
  (table) => [uniqueIndex("works_work_key").on(table.workKey)],
);

/** An edition. Books without an ISBN are first-class: both numbers are unique and may be absent. */
export const books = mysqlTable(
  "books",
  {
    id: int().autoincrement().primaryKey(),
    workId: int()
      .notNull()
      .references(() => works.id),
    kind: varchar({ length: 20 }).notNull().default("book"),
    /** Where a book without ISBN came from, e.g. `seed:moby-dick-1851`; makes its import repeatable. */
    sourceKey: varchar({ length: 120 }),
    isbn10: varchar({ length: 10 }),
    isbn13: varchar({ length: 13 }),
    title: text().notNull(),
    subtitle: text(),
    authors: json().$type<string[]>().notNull(),
    pages: int(),
    /** As printed or as given by the source: "1979", "2004-03", "2004-03-16". */
    publicationDate: varchar({ length: 20 }),
    publishedYear: smallint(),
    publisher: text(),
    languageCode: varchar({ length: 10 }),
    coverUrl: text(),
    externalLinks: json().$type<Record<string, string>>().notNull(),
    description: text(),
    genres: json().$type<string[]>().notNull(),
    /** Series that it belongs to, with its place where that is one number; null: nobody has said. */
    series: json().$type<{ name: string; position: number | null }[]>(),
    averageRating: float(),
    ratingsCount: int().notNull().default(0),
    /** How the drawn cover should feel; see lib/covers/drawing. */
    coverHints: json().$type<{ mood?: string; motif?: string }>(),
    dateAdded: instantNow(),
    updatedAt: instantNow().$onUpdate(() => new Date()),
  },
  (table) => [
    uniqueIndex("books_isbn10").on(table.isbn10),
    uniqueIndex("books_isbn13").on(table.isbn13),
    uniqueIndex("books_source_key").on(table.sourceKey),
    index("books_work").on(table.workId),
    index("books_date_added").on(table.dateAdded),
  ],
);

/** Who brought a book into the catalogue. */
export const userAddedBooks = mysqlTable(
  "user_added_books",
  {
    id: int().autoincrement().primaryKey(),
    userId: int().notNull(),
    bookId: int().notNull(),
    timestamp: instantNow(),
  },
  (table) => [
    uniqueIndex("user_added_books_once").on(table.userId, table.bookId),
    index("user_added_books_book").on(table.bookId),
    foreignKey({ name: "user_added_books_user", columns: [table.userId], foreignColumns: [users.id] }).onDelete(
      "cascade",
    ),
    foreignKey({ name: "user_added_books_book_fk", columns: [table.bookId], foreignColumns: [books.id] }).onDelete(
      "cascade",
    ),
  ],
);
