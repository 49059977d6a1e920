import { index, int, mysqlTable, uniqueIndex, varchar } from "drizzle-orm/mysql-core";
import { instant, instantNow } from "./columns";

export const users = mysqlTable(
  "users",
  {
    id: int().autoincrement().primaryKey(),
    username: varchar({ length: 50 }).notNull(),
    email: varchar({ length: 254 }),
    /** When a letter to the address was answered; null for one that was only typed. */
    emailVerifiedAt: instant(),
    /** Null for who signs in through another service or with a passkey alone. */
    passwordHash: varchar({ length: 255 }),
    role: varchar({ length: 20, enum: ["user", "moderator", "admin"] })
      .notNull()
      .default("user"),
    dateJoined: instantNow(),
  },
  (table) => [uniqueIndex("users_username").on(table.username), uniqueIndex("users_email").on(table.email)],
);

/** Where somebody is signed in: a browser's cookie and a program's token carry the id, and are worth nothing without the row. */
export const sessions = mysqlTable(
  "sessions",
  {
    /** Random. */
    id: varchar({ length: 36 }).primaryKey(),
    userId: int()
      .notNull()
      .references(() => users.id, { onDelete: "cascade" }),
    kind: varchar({ length: 10, enum: ["browser", "token"] }).notNull(),
    /** What the reader knows the device by, of its own words: "Firefox on Android". */
    device: varchar({ length: 100 }).notNull(),
    address: varchar({ length: 45 }).notNull(),
    startedAt: instantNow(),
    lastSeenAt: instantNow(),
    expiresAt: instant().notNull(),
  },
  (table) => [index("sessions_user").on(table.userId), index("sessions_expiry").on(table.expiresAt)],
);
