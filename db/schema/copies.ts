import { sql } from "drizzle-orm";
import {
  type AnyMySqlColumn,
  boolean,
  date,
  decimal,
  foreignKey,
  index,
  int,
  mysqlTable,
  primaryKey,
  text,
  uniqueIndex,
  varchar,
} from "drizzle-orm/mysql-core";
import { books } from "./catalog";
import { instant, instantNow } from "./columns";
import { libraries, libraryMembers } from "./households";

/** Where copies stand: homes with rooms, rooms with shelves, and whatever is in what. */
export const places = mysqlTable(
  "places",
  {
    id: int().autoincrement().primaryKey(),
    libraryId: int()
      .notNull()
      .references(() => libraries.id, { onDelete: "cascade" }),
    /** What it is in; null at the top. */
    parentId: int().references((): AnyMySqlColumn => places.id, { onDelete: "cascade" }),
    kind: varchar({ length: 10, enum: ["home", "room", "shelf", "box"] }).notNull(),
    name: varchar({ length: 60 }).notNull(),
    /** Random; stands on its label, and stays with it wherever it goes. */
    code: varchar({ length: 10 }).notNull(),
    createdAt: instantNow(),
    /** When the check that is under way began; null: none is. */
    checkBeganAt: instant(),
    /** When it was last checked what stands there. */
    checkedAt: instant(),
    /** Null would be unlike null: by this the unique index also compares what is at the top. */
    parentOrTop: int().generatedAlwaysAs(sql`ifnull(parent_id, 0)`, { mode: "virtual" }),
  },
  (table) => [
    uniqueIndex("places_name").on(table.libraryId, table.parentOrTop, table.name),
    uniqueIndex("places_code").on(table.code),
    index("places_parent").on(table.parentId),
  ],
);

/** A book that somebody has in the house: of one book there can be several. */
export const copies = mysqlTable(
  "copies",
  {
    id: int().autoincrement().primaryKey(),
    // No cascade: where the catalogue lets a book go without moving its copies, the database refuses.
    bookId: int()
      .notNull()
      .references(() => books.id),
    libraryId: int().notNull(),
    ownerId: int().notNull(),
    /** Null: nobody has said where it stands. */
    placeId: int().references(() => places.id, { onDelete: "set null" }),
    condition: varchar({ length: 10, enum: ["new", "fine", "very good", "good", "fair", "poor"] }),
    /** A day of the owner's own calendar, never a moment. */
    acquiredOn: date({ mode: "string" }),
    acquiredFrom: varchar({ length: 200 }),
    /** With three decimals, as some currencies have; without a currency it is null. */
    price: decimal({ precision: 13, scale: 3, mode: "number" }),
    /** ISO 4217. */
    currency: varchar({ length: 3 }),
    isSigned: boolean().notNull().default(false),
    notes: text(),
    createdAt: instantNow(),
    /** When it was last in somebody's hand while a place was checked, and which; null: never, or that place is gone. */
    seenAt: instant(),
    seenPlaceId: int().references(() => places.id, { onDelete: "set null" }),
  },
  (table) => [
    index("copies_library_book").on(table.libraryId, table.bookId),
    index("copies_book").on(table.bookId),
    index("copies_place").on(table.placeId),
    index("copies_seen").on(table.seenPlaceId),
    // A copy is in its owner's library: it joins and leaves with its owner, and goes with the account.
    foreignKey({
      name: "copies_owner",
      columns: [table.ownerId, table.libraryId],
      foreignColumns: [libraryMembers.userId, libraryMembers.libraryId],
    })
      .onUpdate("cascade")
      .onDelete("cascade"),
  ],
);

/** What stood in a place and below it when its last check ended: what the result of that check is of. */
export const checkedCopies = mysqlTable(
  "checked_copies",
  {
    placeId: int()
      .notNull()
      .references(() => places.id, { onDelete: "cascade" }),
    copyId: int()
      .notNull()
      .references(() => copies.id, { onDelete: "cascade" }),
  },
  (table) => [
    primaryKey({ columns: [table.placeId, table.copyId] }),
    // The database wants one for the foreign key, and would name it itself.
    index("checked_copies_copy").on(table.copyId),
  ],
);
