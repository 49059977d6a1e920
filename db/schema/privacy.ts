import { sql } from "drizzle-orm";
import { bigint, index, int, mysqlTable, uniqueIndex, varchar } from "drizzle-orm/mysql-core";
import { users } from "./accounts";
import { instant, instantNow } from "./columns";

/** A copy of everything that is held on a reader, made at that reader's wish. The file lies in DATA_DIR for a week. */
export const dataExports = mysqlTable(
  "data_exports",
  {
    /** Random; names the file. */
    id: varchar({ length: 36 }).primaryKey(),
    userId: int()
      .notNull()
      .references(() => users.id, { onDelete: "cascade" }),
    state: varchar({ length: 10, enum: ["waiting", "running", "ready", "failed"] })
      .notNull()
      .default("waiting"),
    /** How far it is: parts of the copy that are written, of how many. */
    partsDone: int().notNull().default(0),
    parts: int().notNull().default(0),
    bytes: bigint({ mode: "number" }),
    /** How often it was fetched. */
    downloads: int().notNull().default(0),
    requestedAt: instantNow(),
    movedAt: instantNow(),
    expiresAt: instant(),
    /** Holds the reader's id as long as it is made or can be fetched: the unique index lets a reader have one. */
    presentUserId: int().generatedAlwaysAs(sql`if(state in ('waiting', 'running', 'ready'), user_id, null)`, {
      mode: "virtual",
    }),
  },
  (table) => [
    uniqueIndex("data_exports_one").on(table.presentUserId),
    index("data_exports_user").on(table.userId),
    index("data_exports_state").on(table.state, table.movedAt),
  ],
);
