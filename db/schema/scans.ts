import { boolean, index, int, json, mysqlTable, text, uniqueIndex, varchar } from "drizzle-orm/mysql-core";
import { users } from "./accounts";
import { books } from "./catalog";
import { instant, instantNow } from "./columns";
import { covers } from "./covers";
import { collections } from "./library";

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
    /** The scan that this entry came of; the unique index keeps it to one entry, whatever the reader says of it later. */
    scanId: int().references(() => scanLogs.id, { onDelete: "set null" }),
    timestamp: instantNow(),
  },
  (table) => [
    uniqueIndex("user_scans_scan").on(table.scanId),
    index("user_scans_user_time").on(table.userId, table.timestamp),
    index("user_scans_book").on(table.bookId),
  ],
);

/**
 * Books that somebody asked for and the catalogue does not know: by a valid ISBN, or by what a reader typed of a cover that
 * was not recognised. `stucked` keeps the contract's spelling.
 */
export const pendingBooks = mysqlTable(
  "pending_books",
  {
    id: int().autoincrement().primaryKey(),
    /** ISBN-13, which every ISBN has. Its unique index makes one row, and so one job, of however many ask at once. */
    isbn: varchar({ length: 13 }),
    /** Random; names one without ISBN in addresses. */
    handle: varchar({ length: 36 }),
    /** Without ISBN: title and author in the form in which two spellings are one. */
    titleKey: varchar({ length: 120 }),
    /** As it was typed. */
    title: text(),
    author: text(),
    dateAdded: instantNow(),
    /** Where it stands; see lib/scans/pending. */
    state: varchar({ length: 10, enum: ["waiting", "looking", "found", "ready", "unknown", "rejected"] })
      .notNull()
      .default("waiting"),
    /** The worker has given up for now: a person, or `nextTryAt`, comes next. */
    stucked: boolean().notNull().default(false),
    /** Why it is unknown or stuck: a slug, and words for people. */
    reason: varchar({ length: 30 }),
    message: text(),
    attempts: int().notNull().default(0),
    nextTryAt: instant(),
    /** Records that may be meant, best first. */
    candidates: json().$type<unknown[]>(),
    /** What a reader typed of the book, which waits for a moderator. */
    typed: json().$type<unknown>(),
    typedById: int().references(() => users.id, { onDelete: "set null" }),
    /** What it has become. */
    bookId: int().references(() => books.id, { onDelete: "set null" }),
    timesAsked: int().notNull().default(1),
    /** Somebody waits on the screen for what its jobs do; the clock may wait. */
    isAwaited: boolean().notNull().default(false),
    updatedAt: instantNow().$onUpdate(() => new Date()),
  },
  (table) => [
    uniqueIndex("pending_books_isbn").on(table.isbn),
    uniqueIndex("pending_books_handle").on(table.handle),
    uniqueIndex("pending_books_title").on(table.titleKey),
    index("pending_books_state").on(table.state, table.updatedAt),
    index("pending_books_book").on(table.bookId),
    index("pending_books_typed_by").on(table.typedById),
  ],
);

/** Readers who wait for a pending book, and where they want it. */
export const pendingAskers = mysqlTable(
  "pending_askers",
  {
    id: int().autoincrement().primaryKey(),
    pendingId: int()
      .notNull()
      .references(() => pendingBooks.id, { onDelete: "cascade" }),
    userId: int()
      .notNull()
      .references(() => users.id, { onDelete: "cascade" }),
    /** Null: they only want to know. */
    collectionId: int().references(() => collections.id, { onDelete: "set null" }),
    /** When they were told how it ended. */
    toldAt: instant(),
    createdAt: instantNow(),
  },
  (table) => [
    uniqueIndex("pending_askers_once").on(table.pendingId, table.userId),
    index("pending_askers_user").on(table.userId, table.toldAt),
    index("pending_askers_collection").on(table.collectionId),
  ],
);

/** Every attempt to recognise a book, whoever made it and however it ended. */
export const scanLogs = mysqlTable(
  "scan_logs",
  {
    id: int().autoincrement().primaryKey(),
    /** The handle that the answer gave; one attempt each, however often it is written. */
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
    uniqueIndex("scan_logs_request").on(table.requestId),
  ],
);

/** What a reader said of the answer to a scan: one word a scan, the last one counts. */
export const scanFeedback = mysqlTable(
  "scan_feedback",
  {
    id: int().autoincrement().primaryKey(),
    scanId: int()
      .notNull()
      .references(() => scanLogs.id, { onDelete: "cascade" }),
    verdict: varchar({
      length: 20,
      enum: ["confirmed", "rejected", "wrong_edition", "not_in_list", "bad_cover"],
    }).notNull(),
    /** What the answer named, or what was shown when the reader spoke. */
    bookId: int().references(() => books.id, { onDelete: "set null" }),
    /** What it is, by the reader's word. */
    rightBookId: int().references(() => books.id, { onDelete: "set null" }),
    note: varchar({ length: 500 }),
    /** Null for a visitor. An account takes its feedback with it. */
    userId: int().references(() => users.id, { onDelete: "cascade" }),
    /** Open: a moderator has something to look at. Noted: there is nothing to do. The others are what a moderator did. */
    state: varchar({ length: 20, enum: ["open", "noted", "accepted", "dismissed", "done"] })
      .notNull()
      .default("open"),
    moderatorId: int().references(() => users.id, { onDelete: "set null" }),
    moderatedAt: instant(),
    createdAt: instantNow(),
    updatedAt: instantNow().$onUpdate(() => new Date()),
  },
  (table) => [
    uniqueIndex("scan_feedback_once").on(table.scanId),
    index("scan_feedback_state").on(table.state, table.id),
    index("scan_feedback_user").on(table.userId),
    index("scan_feedback_book").on(table.bookId),
    index("scan_feedback_right_book").on(table.rightBookId),
    index("scan_feedback_moderator").on(table.moderatorId),
  ],
);

/**
 * A photo that its reader agreed to have kept, and whatever became of it. A row without `feedbackId` is to go, with its
 * file and its cover: so a photo is out of reach as soon as its feedback is, also when an account is deleted.
 */
export const scanPhotos = mysqlTable(
  "scan_photos",
  {
    /** Random; names the file. */
    id: varchar({ length: 36 }).primaryKey(),
    feedbackId: int().references(() => scanFeedback.id, { onDelete: "set null" }),
    /** In which words its sender agreed to have it kept; see lib/accounts/consents. */
    consentVersion: int().notNull().default(1),
    /** The further view that a moderator made of it. */
    coverId: int().references(() => covers.id, { onDelete: "set null" }),
    createdAt: instantNow(),
  },
  (table) => [
    uniqueIndex("scan_photos_feedback").on(table.feedbackId),
    index("scan_photos_cover").on(table.coverId),
    index("scan_photos_created").on(table.createdAt),
  ],
);
