import { int, mysqlTable, uniqueIndex, varchar } from "drizzle-orm/mysql-core";
import { instantNow } from "./columns";

export const users = mysqlTable(
  "users",
  {
    id: int().autoincrement().primaryKey(),
    username: varchar({ length: 50 }).notNull(),
    email: varchar({ length: 254 }),
    passwordHash: varchar({ length: 255 }).notNull(),
    role: varchar({ length: 20, enum: ["user", "moderator", "admin"] })
      .notNull()
      .default("user"),
    /** Raised to end every session of this account: a session carries the number that it began with. */
    sessionVersion: int().notNull().default(1),
    dateJoined: instantNow(),
  },
  (table) => [uniqueIndex("users_username").on(table.username), uniqueIndex("users_email").on(table.email)],
);
