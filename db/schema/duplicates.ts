import { float, index, int, json, mysqlTable, primaryKey, text, uniqueIndex, varchar } from "drizzle-orm/mysql-core";
import { users } from "./accounts";
import { books } from "./catalog";
import { instant, instantNow } from "./columns";
import { covers } from "./covers";

/**
 * By what a book may be found to be another one: title with author, and the bands of its covers' hashes. Made of the book
 * and its covers, see lib/duplicates/finding; whoever has a key in common is compared.
 */
export const duplicateKeys = mysqlTable(
  "duplicate_keys",
  {
    bookId: int()
      .notNull()
      .references(() => books.id, { onDelete: "cascade" }),
    name: varchar({ length: 130 }).notNull(),
  },
  (table) => [primaryKey({ columns: [table.bookId, table.name] }), index("duplicate_keys_name").on(table.name)],
);

/** Two books that may be one, each pair once: `firstId` is the lower id. */
export const duplicatePairs = mysqlTable(
  "duplicate_pairs",
  {
    id: int().autoincrement().primaryKey(),
    firstId: int()
      .notNull()
      .references(() => books.id, { onDelete: "cascade" }),
    secondId: int()
      .notNull()
      .references(() => books.id, { onDelete: "cascade" }),
    /** One book twice, two editions of one text, or one picture on two books. */
    kind: varchar({ length: 10, enum: ["book", "edition", "cover"] }).notNull(),
    /** How sure that is, 0 to 1. */
    score: float().notNull(),
    /** What speaks for it; see lib/duplicates/schema. */
    reasons: json().$type<{ reason: string; value?: number }[]>().notNull(),
    /** SHA-256 of what the two books say and show: a pair that was decided comes again only where it has changed. */
    evidence: varchar({ length: 64 }).notNull(),
    state: varchar({ length: 10, enum: ["open", "different", "joined"] })
      .notNull()
      .default("open"),
    decidedById: int().references(() => users.id, { onDelete: "set null" }),
    decidedAt: instant(),
    foundAt: instantNow(),
  },
  (table) => [
    uniqueIndex("duplicate_pairs_once").on(table.firstId, table.secondId),
    index("duplicate_pairs_second").on(table.secondId),
    index("duplicate_pairs_state").on(table.state, table.kind, table.score),
    index("duplicate_pairs_decided_by").on(table.decidedById),
  ],
);

/** What came of looking whether a new picture is known, once a picture; see lib/duplicates. */
export const dedupResults = mysqlTable(
  "dedup_results",
  {
    id: int().autoincrement().primaryKey(),
    coverId: int()
      .notNull()
      .references(() => covers.id, { onDelete: "cascade" }),
    decision: varchar({
      length: 20,
      enum: ["new_book", "new_copy", "existing_copy", "exchange_suspected", "ignore"],
    }).notNull(),
    reason: varchar({ length: 20, enum: ["exact_hash", "phash_match", "embedding_similarity", "none"] }).notNull(),
    /** The picture that it was found to be. */
    matchedCoverId: int().references(() => covers.id, { onDelete: "set null" }),
    createdAt: instantNow(),
  },
  (table) => [
    uniqueIndex("dedup_results_cover").on(table.coverId),
    index("dedup_results_matched").on(table.matchedCoverId),
  ],
);

/**
 * Two that became one, with all that undoing it needs. No foreign keys: what is gone has no row, and what was kept may be
 * gone too, into a third.
 */
export const merges = mysqlTable(
  "merges",
  {
    id: int().autoincrement().primaryKey(),
    /** Of which the two ids are. */
    kind: varchar({ length: 10, enum: ["books", "works"] }).notNull(),
    keptId: int().notNull(),
    goneId: int().notNull(),
    /** Of the one that is gone, for people. */
    title: text().notNull(),
    /** What was moved, replaced and taken away; see lib/duplicates/merging. */
    before: json().$type<unknown>().notNull(),
    /** Null: that account is gone. */
    userId: int().references(() => users.id, { onDelete: "set null" }),
    createdAt: instantNow(),
    undoneById: int().references(() => users.id, { onDelete: "set null" }),
    undoneAt: instant(),
  },
  (table) => [
    index("merges_kept").on(table.kind, table.keptId),
    index("merges_gone").on(table.kind, table.goneId),
    index("merges_user").on(table.userId),
    index("merges_undone_by").on(table.undoneById),
  ],
);
