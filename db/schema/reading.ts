import { sql } from "drizzle-orm";
import {
  boolean,
  date,
  decimal,
  foreignKey,
  index,
  int,
  mysqlTable,
  smallint,
  text,
  uniqueIndex,
  varchar,
} from "drizzle-orm/mysql-core";
import { users } from "./accounts";
import { books, works } from "./catalog";
import { instantNow } from "./columns";

// Works and books have no cascade here: where the catalogue lets one go without moving what readers wrote about it, the
// database refuses, and nothing of a reader is lost in silence.

const reader = () =>
  int()
    .notNull()
    .references(() => users.id, { onDelete: "cascade" });
const work = () =>
  int()
    .notNull()
    .references(() => works.id);
/** The edition that is meant; always one of the row's work. */
const edition = () =>
  int()
    .notNull()
    .references(() => books.id);
/** A day of the reader's own calendar, never a moment. */
const day = () => date({ mode: "string" });

/** What a reader says of a work: where they are with it, stars, words. */
export const readerWorks = mysqlTable(
  "reader_works",
  {
    id: int().autoincrement().primaryKey(),
    userId: reader(),
    workId: work(),
    bookId: edition(),
    /** Null for a work that was only rated or reviewed. */
    status: varchar({ length: 10, enum: ["want", "reading", "read", "stopped"] }),
    /** Since when it has that status; lists go by it. */
    statusAt: instantNow(),
    /** Stars, 0.5 to 5 in quarters: the page gives halves, imports bring quarters. */
    rating: decimal({ precision: 3, scale: 2, mode: "number" }),
    review: text(),
    hasSpoilers: boolean().notNull().default(false),
    /** Who sees stars and review; status, readings and quotes are the reader's alone. `friends`: their household. */
    visibility: varchar({ length: 10, enum: ["private", "friends", "public"] })
      .notNull()
      .default("private"),
    reviewedAt: instantNow(),
    createdAt: instantNow(),
    updatedAt: instantNow().$onUpdate(() => new Date()),
  },
  (table) => [
    uniqueIndex("reader_works_once").on(table.userId, table.workId),
    index("reader_works_status").on(table.userId, table.status, table.statusAt),
    index("reader_works_work").on(table.workId, table.visibility),
    index("reader_works_book").on(table.bookId),
  ],
);

/** One time that a reader read, or reads, a work. */
export const readings = mysqlTable(
  "readings",
  {
    id: int().autoincrement().primaryKey(),
    userId: reader(),
    workId: work(),
    bookId: edition(),
    /** Both may be unknown. */
    startedOn: day(),
    endedOn: day(),
    outcome: varchar({ length: 10, enum: ["reading", "finished", "stopped"] }).notNull(),
    /** How far, as the reader says it: the page, or the share. */
    page: int(),
    percent: smallint(),
    /** How many pages the reader's copy has, where the catalogue does not know, or is wrong for them. */
    pages: int(),
    /** Of a row that an import brought: what it is known by there, so that the same import brings it once. */
    importKey: varchar({ length: 100 }),
    createdAt: instantNow(),
    updatedAt: instantNow().$onUpdate(() => new Date()),
    /** Holds the work only while it is read: the unique index lets a reader read a work once at a time. */
    openWorkId: int().generatedAlwaysAs(sql`if(outcome = 'reading', work_id, null)`, { mode: "virtual" }),
  },
  (table) => [
    uniqueIndex("readings_import").on(table.userId, table.importKey),
    uniqueIndex("readings_open").on(table.userId, table.openWorkId),
    index("readings_ended").on(table.userId, table.endedOn, table.id),
    index("readings_work").on(table.workId, table.userId),
    index("readings_book").on(table.bookId),
  ],
);

/** Where a reader was at the end of a day. */
export const readingProgress = mysqlTable(
  "reading_progress",
  {
    id: int().autoincrement().primaryKey(),
    readingId: int().notNull(),
    day: day().notNull(),
    page: int(),
    percent: smallint(),
  },
  (table) => [
    uniqueIndex("reading_progress_day").on(table.readingId, table.day),
    foreignKey({
      name: "reading_progress_reading",
      columns: [table.readingId],
      foreignColumns: [readings.id],
    }).onDelete("cascade"),
  ],
);

/** How many books a reader means to read in a year. */
export const readingGoals = mysqlTable(
  "reading_goals",
  {
    id: int().autoincrement().primaryKey(),
    userId: reader(),
    year: smallint().notNull(),
    books: int().notNull(),
  },
  (table) => [uniqueIndex("reading_goals_year").on(table.userId, table.year)],
);

/** Lines that a reader copied out of a book, and their own notes on it. */
export const quotes = mysqlTable(
  "quotes",
  {
    id: int().autoincrement().primaryKey(),
    userId: reader(),
    bookId: edition(),
    kind: varchar({ length: 10, enum: ["quote", "note"] }).notNull(),
    text: text().notNull(),
    page: int(),
    /** As that of a reading. */
    importKey: varchar({ length: 100 }),
    createdAt: instantNow(),
    updatedAt: instantNow().$onUpdate(() => new Date()),
  },
  (table) => [
    uniqueIndex("quotes_import").on(table.userId, table.importKey),
    index("quotes_user").on(table.userId, table.id),
    index("quotes_book").on(table.bookId, table.userId),
  ],
);
