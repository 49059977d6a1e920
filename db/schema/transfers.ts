import { index, int, json, mysqlTable, varchar } from "drizzle-orm/mysql-core";
import { users } from "./accounts";
import { instant, instantNow } from "./columns";

/** A file of another app that a reader brings; see lib/transfers. It goes, with its rows, after a while. */
export const imports = mysqlTable(
  "imports",
  {
    /** Random; names it in addresses. */
    id: varchar({ length: 36 }).primaryKey(),
    userId: int()
      .notNull()
      .references(() => users.id, { onDelete: "cascade" }),
    format: varchar({ length: 20 }).notNull(),
    /** As the reader's machine called the file; null for a pasted list. */
    fileName: varchar({ length: 255 }),
    /** `preview`: nothing is done yet. The others say what a job does or has done. */
    state: varchar({ length: 10, enum: ["preview", "running", "done", "undoing", "undone"] })
      .notNull()
      .default("preview"),
    /** How the file is written, and what becomes of its columns. */
    facts: json().$type<Record<string, unknown>>().notNull(),
    /** What the reader chose of what the file does not say. */
    options: json().$type<Record<string, unknown>>().notNull(),
    createdAt: instantNow(),
    startedAt: instant(),
    endedAt: instant(),
    /** When its reader deleted it: it can be brought back for a moment, and then goes with its rows. */
    forgottenAt: instant(),
    updatedAt: instantNow().$onUpdate(() => new Date()),
  },
  (table) => [index("imports_user").on(table.userId, table.createdAt), index("imports_created").on(table.createdAt)],
);

/** A row of such a file, and what became of it. */
export const importRows = mysqlTable(
  "import_rows",
  {
    id: int().autoincrement().primaryKey(),
    importId: varchar({ length: 36 })
      .notNull()
      .references(() => imports.id, { onDelete: "cascade" }),
    /** Where it stands in the file, from 1. */
    line: int().notNull(),
    /** As it was: the cells, or the object. */
    raw: json().$type<unknown>().notNull(),
    /** What was understood; null where nothing was. */
    parsed: json().$type<unknown>(),
    state: varchar({
      length: 10,
      enum: ["new", "imported", "updated", "unchanged", "review", "pending", "failed", "skipped", "undone"],
    }).notNull(),
    /** Why it is in this state: a slug. */
    reason: varchar({ length: 40 }),
    /** By what it is known in its source; what its reader decided about it once holds at the next import too. */
    rowKey: varchar({ length: 120 }),
    /** The ISBN-13 that it has, by which it is found when its book comes. */
    isbn: varchar({ length: 13 }),
    /** The book that it became. No foreign key: one that was merged since is still found by this name. */
    bookId: int(),
    /** What it added, so that exactly this can be taken back. */
    added: json().$type<unknown>(),
  },
  (table) => [
    index("import_rows_state").on(table.importId, table.state, table.id),
    index("import_rows_key").on(table.importId, table.rowKey),
    index("import_rows_isbn").on(table.isbn, table.state),
  ],
);
