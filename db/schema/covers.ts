import { sql } from "drizzle-orm";
import {
  bigint,
  boolean,
  customType,
  index,
  int,
  mysqlTable,
  primaryKey,
  uniqueIndex,
  varchar,
} from "drizzle-orm/mysql-core";
import { users } from "./accounts";
import { books } from "./catalog";
import { instant, instantNow } from "./columns";

const mediumblob = customType<{ data: Buffer }>({ dataType: () => "mediumblob" });

/** A picture of a book's front. The file lies in storage under its content's sha-256. */
export const covers = mysqlTable(
  "covers",
  {
    id: int().autoincrement().primaryKey(),
    bookId: int()
      .notNull()
      .references(() => books.id, { onDelete: "cascade" }),
    /** A "photo" is a further view that a moderator accepted from a reader: searched by, never shown. */
    source: varchar({ length: 30, enum: ["drawn", "upload", "import", "photo"] }).notNull(),
    sha256: varchar({ length: 64 }).notNull(),
    mime: varchar({ length: 30 }).notNull(),
    width: int().notNull(),
    height: int().notNull(),
    bytes: int().notNull(),
    /** What the picture looks like, 64 bits in hexadecimal, see lib/covers/hashes; null: not looked at yet. */
    phash: varchar({ length: 16 }),
    /** Who brought an imported one: `openlibrary`, the name of a folder. Null where that is not known, or was a person. */
    provider: varchar({ length: 60 }),
    isPrimary: boolean().notNull(),
    /** A person has put it in its place: no source takes that from it. */
    isChosen: boolean().notNull().default(false),
    /** The reader whose own picture it is: it goes with that account. Null: a source's, or drawn. */
    userId: int().references(() => users.id, { onDelete: "set null" }),
    /** Holds the book's id only on its primary cover: the unique index lets a book have one. */
    primaryBookId: int().generatedAlwaysAs(sql`if(is_primary, book_id, null)`, { mode: "virtual" }),
    createdAt: instantNow(),
  },
  (table) => [
    uniqueIndex("covers_book_sha256").on(table.bookId, table.sha256),
    uniqueIndex("covers_one_primary").on(table.primaryBookId),
    index("covers_sha256").on(table.sha256),
    index("covers_phash").on(table.phash),
    index("covers_user").on(table.userId),
  ],
);

/**
 * A picture of a book that is not in use: one that a reader or a provider proposes, that was rejected, or that was taken
 * away and can be put back. Nobody is recognised by it. The file lies where those of covers lie.
 */
export const spareCovers = mysqlTable(
  "spare_covers",
  {
    id: int().autoincrement().primaryKey(),
    bookId: int()
      .notNull()
      .references(() => books.id, { onDelete: "cascade" }),
    state: varchar({ length: 10, enum: ["proposed", "rejected", "removed"] }).notNull(),
    source: varchar({ length: 30, enum: ["drawn", "upload", "import"] }).notNull(),
    provider: varchar({ length: 60 }),
    sha256: varchar({ length: 64 }).notNull(),
    mime: varchar({ length: 30 }).notNull(),
    width: int().notNull(),
    height: int().notNull(),
    bytes: int().notNull(),
    phash: varchar({ length: 16 }),
    /** Of a removed one: what it was before. */
    wasPrimary: boolean().notNull().default(false),
    wasChosen: boolean().notNull().default(false),
    /** The reader who proposes it; null: a provider, or that account is gone. */
    userId: int().references(() => users.id, { onDelete: "set null" }),
    /** Who rejected or removed it. */
    decidedById: int().references(() => users.id, { onDelete: "set null" }),
    decidedAt: instant(),
    createdAt: instantNow(),
  },
  (table) => [
    uniqueIndex("spare_covers_once").on(table.bookId, table.sha256),
    index("spare_covers_sha256").on(table.sha256),
    index("spare_covers_state").on(table.state, table.id),
    index("spare_covers_user").on(table.userId),
    index("spare_covers_decided_by").on(table.decidedById),
  ],
);

/**
 * A reader's picture of a book that is not in the catalogue yet: it waits with what was asked for, and nobody but that reader
 * and moderators sees it. The file lies where those of covers lie.
 */
export const pendingCovers = mysqlTable(
  "pending_covers",
  {
    id: int().autoincrement().primaryKey(),
    /** What was asked for, in a table that builds on this one; null: it is decided about, and the picture is to go. */
    pendingId: int(),
    /** Null: that account is gone, and the picture is to go. */
    userId: int().references(() => users.id, { onDelete: "set null" }),
    sha256: varchar({ length: 64 }).notNull(),
    mime: varchar({ length: 30 }).notNull(),
    width: int().notNull(),
    height: int().notNull(),
    bytes: int().notNull(),
    phash: varchar({ length: 16 }),
    createdAt: instantNow(),
  },
  (table) => [
    uniqueIndex("pending_covers_once").on(table.pendingId, table.userId),
    index("pending_covers_sha256").on(table.sha256),
    index("pending_covers_user").on(table.userId),
    index("pending_covers_time").on(table.createdAt),
  ],
);

/**
 * One vector of one cover by one model. The id is the label in the vector index. A row is never changed but once: when
 * its cover goes, it becomes a tombstone (no vector, a new `seq`) so that every follower learns of the removal.
 */
export const embeddings = mysqlTable(
  "embeddings",
  {
    id: int({ unsigned: true }).autoincrement().primaryKey(),
    coverId: int().references(() => covers.id, { onDelete: "set null" }),
    model: varchar({ length: 80 }).notNull(),
    modelVersion: varchar({ length: 40 }).notNull(),
    /** Drawn from `sequences` under a row lock that is held until commit, so numbers become visible in order. */
    seq: bigint({ mode: "number" }).notNull(),
    /** 512 little-endian float32 of unit length; null on a tombstone. */
    vector: mediumblob(),
    createdAt: instantNow(),
  },
  (table) => [
    uniqueIndex("embeddings_cover_model").on(table.coverId, table.model, table.modelVersion),
    uniqueIndex("embeddings_seq").on(table.seq),
    index("embeddings_model_seq").on(table.model, table.modelVersion, table.seq),
  ],
);

/**
 * The local features of one cover: what verification compares with a photo, and what the index of details is made of.
 * Numbered, labelled and buried as embeddings are.
 */
export const localFeatures = mysqlTable(
  "local_features",
  {
    id: int({ unsigned: true }).autoincrement().primaryKey(),
    coverId: int().references(() => covers.id, { onDelete: "set null" }),
    extractor: varchar({ length: 40 }).notNull(),
    /** Drawn from `sequences`, see `embeddings`. */
    seq: bigint({ mode: "number" }).notNull(),
    /** About 17 kB, packed by lib/covers/features; null on a tombstone. */
    features: mediumblob(),
    createdAt: instantNow(),
  },
  (table) => [
    uniqueIndex("local_features_cover_extractor").on(table.coverId, table.extractor),
    uniqueIndex("local_features_seq").on(table.seq),
    index("local_features_extractor_seq").on(table.extractor, table.seq),
  ],
);

/**
 * A model that has given every cover its vector and may therefore answer. The newest is the one that answers, or did
 * last; one that was pruned has no row.
 */
export const completeModels = mysqlTable(
  "complete_models",
  {
    model: varchar({ length: 80 }).notNull(),
    version: varchar({ length: 40 }).notNull(),
    completedAt: instantNow(),
  },
  (table) => [primaryKey({ columns: [table.model, table.version] })],
);

export const sequences = mysqlTable("sequences", {
  name: varchar({ length: 40 }).primaryKey(),
  value: bigint({ mode: "number" }).notNull(),
});
