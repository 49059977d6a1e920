import { date, index, int, json, mysqlTable, text, varchar } from "drizzle-orm/mysql-core";
import { instantNow } from "./columns";

/** Significant events, errors and warnings, for the console. */
export const appLogs = mysqlTable(
  "app_logs",
  {
    id: int().autoincrement().primaryKey(),
    level: varchar({ length: 10 }).notNull(),
    message: text().notNull(),
    context: json().$type<Record<string, unknown>>().notNull(),
    timestamp: instantNow(),
  },
  (table) => [
    index("app_logs_time").on(table.timestamp),
    index("app_logs_level_time").on(table.level, table.timestamp),
  ],
);

/** Figures of one day (UTC), reproducible from the base tables. The totals are those at its end. */
export const dailyStats = mysqlTable("daily_stats", {
  date: date({ mode: "string" }).primaryKey(),
  totalBooks: int().notNull().default(0),
  totalCovers: int().notNull().default(0),
  totalUsers: int().notNull().default(0),
  totalCollections: int().notNull().default(0),
  booksAddedToday: int().notNull().default(0),
  coversAddedToday: int().notNull().default(0),
  usersAddedToday: int().notNull().default(0),
  collectionsAddedToday: int().notNull().default(0),
  barcodeScansToday: int().notNull().default(0),
  imageScansToday: int().notNull().default(0),
  successfulScansToday: int().notNull().default(0),
  failedScansToday: int().notNull().default(0),
  pendingBooksToday: int().notNull().default(0),
  /** Counted in Redis, for forty days: the one figure that the tables cannot give again. */
  jobsDoneToday: int().notNull().default(0),
  /** Jobs that were given up. */
  workerErrorsToday: int().notNull().default(0),
  activeUsersToday: int().notNull().default(0),
  /** When they were last counted: a day that was counted after its end is whole. */
  countedAt: instantNow(),
});
