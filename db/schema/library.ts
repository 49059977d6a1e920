import { sql } from "drizzle-orm";
import {
  boolean,
  double,
  foreignKey,
  index,
  int,
  json,
  mysqlTable,
  uniqueIndex,
  varchar,
} from "drizzle-orm/mysql-core";
import { users } from "./accounts";
import { books } from "./catalog";
import { instant, instantNow } from "./columns";
import { libraries } from "./households";

export const collections = mysqlTable(
  "collections",
  {
    id: int().autoincrement().primaryKey(),
    name: varchar({ length: 100 }).notNull(),
    /** Null: it is deleted, and of nobody's until it is back or gone for good. So whatever asks by its owner passes it over. */
    ownerId: int().references(() => users.id, { onDelete: "cascade" }),
    /** Whose a deleted one was, and since when; with them it can come back, with all that hangs on it. */
    formerOwnerId: int().references(() => users.id, { onDelete: "cascade" }),
    deletedAt: instant(),
    /** One emoji as readers see it; that can be a dozen code points. */
    icon: varchar({ length: 32 }).notNull(),
    description: varchar({ length: 1_000 }).notNull().default(""),
    /** In which order it opens; see COLLECTION_SORTS. */
    sort: varchar({ length: 10, enum: ["added", "title", "author", "year", "hand"] })
      .notNull()
      .default("added"),
    /**
     * The household that may see it and put books into it, as long as its owner is one of it; null: nobody but its owner.
     */
    libraryId: int().references(() => libraries.id, { onDelete: "set null" }),
    /** Of a collection that fills itself: which of its owner's books are in it, and in which order; see lib/shelf. */
    query: json().$type<unknown>(),
    createdAt: instantNow(),
  },
  (table) => [
    uniqueIndex("collections_owner_name").on(table.ownerId, table.name),
    index("collections_library").on(table.libraryId),
    index("collections_former_owner").on(table.formerOwnerId, table.deletedAt),
    index("collections_deleted").on(table.deletedAt),
  ],
);

/** The position after all that came before, by the clock in milliseconds. */
export const AT_THE_END = sql`(timestampdiff(microsecond, '1970-01-01', utc_timestamp(3)) / 1000)`;

export const collectionBooks = mysqlTable(
  "collection_books",
  {
    id: int().autoincrement().primaryKey(),
    collectionId: int().notNull(),
    bookId: int().notNull(),
    addedAt: instantNow(),
    /** Who put it in, where that was another member of the household; null: its owner, or somebody who is gone. */
    addedById: int().references(() => users.id, { onDelete: "set null" }),
    /**
     * Its place in the order by hand, and the row's id between equal ones. At first the moment in milliseconds, so that
     * what comes stands last; between those of its neighbours once it was moved.
     */
    position: double().notNull().default(AT_THE_END),
  },
  (table) => [
    uniqueIndex("collection_books_once").on(table.collectionId, table.bookId),
    index("collection_books_book").on(table.bookId),
    index("collection_books_position").on(table.collectionId, table.position),
    // All that lists of thousands read of these rows: without it each costs a second look into the table.
    index("collection_books_added").on(table.collectionId, table.addedAt, table.bookId),
    index("collection_books_added_by").on(table.addedById),
    foreignKey({
      name: "collection_books_collection",
      columns: [table.collectionId],
      foreignColumns: [collections.id],
    }).onDelete("cascade"),
    foreignKey({ name: "collection_books_book_fk", columns: [table.bookId], foreignColumns: [books.id] }).onDelete(
      "cascade",
    ),
  ],
);

/** The link by which whoever has it may see a collection; at most one each, and gone at once when it is revoked. */
export const collectionLinks = mysqlTable(
  "collection_links",
  {
    collectionId: int()
      .primaryKey()
      .references(() => collections.id, { onDelete: "cascade" }),
    /** SHA-256 of what stands in the address: it is looked up by this. */
    hash: varchar({ length: 64 }).notNull(),
    /** The same sealed, so that its owner can be shown it again; see lib/platform/sealing. */
    sealed: varchar({ length: 200 }).notNull(),
    /** Whether the page says whose collection it is. */
    namesOwner: boolean().notNull().default(false),
    madeAt: instantNow(),
  },
  (table) => [uniqueIndex("collection_links_hash").on(table.hash)],
);

/**
 * Two collections of a reader that become one, with all that undoing it needs. No foreign keys to them: one of the two is
 * gone afterwards, and may come back under its id.
 */
export const collectionMerges = mysqlTable(
  "collection_merges",
  {
    id: int().autoincrement().primaryKey(),
    ownerId: int()
      .notNull()
      .references(() => users.id, { onDelete: "cascade" }),
    keptId: int().notNull(),
    goneId: int().notNull(),
    /** Of the one that goes, for people. */
    name: varchar({ length: 100 }).notNull(),
    icon: varchar({ length: 32 }).notNull(),
    state: varchar({ length: 10, enum: ["waiting", "done", "undone", "failed"] })
      .notNull()
      .default("waiting"),
    /** What went and was moved, once it is done; see lib/library/joining. */
    before: json().$type<unknown>(),
    requestedAt: instantNow(),
    endedAt: instant(),
  },
  (table) => [
    index("collection_merges_owner").on(table.ownerId, table.state),
    index("collection_merges_end").on(table.endedAt),
  ],
);
