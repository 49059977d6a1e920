import { boolean, index, int, json, mysqlTable, text, uniqueIndex, varchar } from "drizzle-orm/mysql-core";
import { users } from "./accounts";
import { books } from "./catalog";
import { instantNow } from "./columns";

/** A reader's own history. */
export const userScans = mysqlTable(
  "user_scans",
  {
    id: int().autoincrement().primaryKey(),
    userId: int()
      .notNull()
      .references(() => users.id, { onDelete: "cascade" }),
    bookId: int()
      .notNull()
      .references(() => books.id, { onDelete: "cascade" }),
    timestamp: instantNow(),
  },
  (table) => [
    index("user_scans_user_time").on(table.userId, table.timestamp),
    index("user_scans_book").on(table.bookId),
  ],
);

/** Valid ISBNs that somebody scanned and the catalogue does not know. `stucked` keeps the contract's spelling. */
export const pendingBooks = mysqlTable(
  "pending_books",
  {
    id: int().autoincrement().primaryKey(),
    /** ISBN-13, which every ISBN has. */
    isbn: varchar({ length: 13 }).notNull(),
    dateAdded: instantNow(),
    stucked: boolean().notNull().default(false),
    timesAsked: int().notNull().default(1),
  },
  (table) => [uniqueIndex("pending_books_isbn").on(table.isbn)],
);

/** Every attempt to recognise a book, whoever made it and however it ended. */
export const scanLogs = mysqlTable(
  "scan_logs",
  {
    id: int().autoincrement().primaryKey(),
    requestId: varchar({ length: 36 }).notNull(),
    kind: varchar({ length: 10, enum: ["cover", "barcode"] }).notNull(),
    status: varchar({ length: 20, enum: ["match", "unsure", "unknown", "pending", "rejected"] }).notNull(),
    message: text(),
    isbn: varchar({ length: 13 }),
    bookId: int().references(() => books.id, { onDelete: "set null" }),
    userId: int().references(() => users.id, { onDelete: "set null" }),
    extra: json().$type<Record<string, unknown>>().notNull(),
    timestamp: instantNow(),
  },
  (table) => [
    index("scan_logs_time").on(table.timestamp),
    index("scan_logs_isbn").on(table.isbn),
    index("scan_logs_user").on(table.userId),
    index("scan_logs_book").on(table.bookId),
    index("scan_logs_request").on(table.requestId),
  ],
);
