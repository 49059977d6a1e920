import { date, index, int, json, mysqlTable, primaryKey, text, uniqueIndex, varchar } from "drizzle-orm/mysql-core";
import { users } from "./accounts";
import { instant, instantNow } from "./columns";

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

/**
 * What may harm the site or its readers: found by a rule, or reported by an admin. Of one cause and subject there is one a
 * day, however often it is seen.
 */
export const securityIncidents = mysqlTable(
  "security_incidents",
  {
    id: int().autoincrement().primaryKey(),
    cause: varchar({
      length: 30,
      enum: [
        "credential_stuffing",
        "account_attacked",
        "key_misused",
        "key_shared",
        "mass_export",
        "scraping",
        "log_broken",
        "reported",
      ],
    }).notNull(),
    /** "address:192.0.2.7", "user:<audit reference>", "key:<id>", "line:12", "report:<id>". */
    subject: varchar({ length: 100 }).notNull(),
    /** The day (UTC) on which it was opened. */
    day: date({ mode: "string" }).notNull(),
    severity: varchar({ length: 10, enum: ["low", "medium", "high"] }).notNull(),
    state: varchar({ length: 15, enum: ["open", "investigating", "mitigated", "notified", "closed"] })
      .notNull()
      .default("open"),
    /** What an admin reported, in a line; null for what a rule found. */
    title: varchar({ length: 200 }),
    figures: json().$type<Record<string, number>>().notNull(),
    openedAt: instantNow(),
    lastSeenAt: instantNow(),
    closedAt: instant(),
    /** What happened, why, and what changes; Markdown. */
    review: text(),
    /** What readers who are touched are told. */
    notice: text(),
  },
  (table) => [
    uniqueIndex("one_incident_a_day").on(table.cause, table.subject, table.day),
    index("security_incidents_state").on(table.state, table.lastSeenAt),
  ],
);

/** What was done about an incident and what was found out, in order; never changed. */
export const securityIncidentNotes = mysqlTable(
  "security_incident_notes",
  {
    id: int().autoincrement().primaryKey(),
    incidentId: int()
      .notNull()
      .references(() => securityIncidents.id, { onDelete: "cascade" }),
    /** Null when the account is gone. */
    authorId: int().references(() => users.id, { onDelete: "set null" }),
    writtenAt: instantNow(),
    text: text().notNull(),
  },
  (table) => [
    index("security_incident_notes_incident").on(table.incidentId),
    index("security_incident_notes_author").on(table.authorId),
  ],
);

/** Accounts that an incident touches, and whether their readers were told. */
export const securityIncidentAccounts = mysqlTable(
  "security_incident_accounts",
  {
    incidentId: int()
      .notNull()
      .references(() => securityIncidents.id, { onDelete: "cascade" }),
    userId: int()
      .notNull()
      .references(() => users.id, { onDelete: "cascade" }),
    notifiedAt: instant(),
    /** When the reader put the notice away. */
    readAt: instant(),
  },
  (table) => [
    primaryKey({ name: "security_incident_accounts_pk", columns: [table.incidentId, table.userId] }),
    index("security_incident_accounts_user").on(table.userId, table.readAt),
  ],
);
