import {
  decimal,
  float,
  foreignKey,
  index,
  int,
  json,
  mysqlTable,
  primaryKey,
  smallint,
  text,
  uniqueIndex,
  varchar,
} from "drizzle-orm/mysql-core";
import { users } from "./accounts";
import { instant, instantNow } from "./columns";

/** The text that its editions share; ratings and recommendations hang here. */
export const works = mysqlTable(
  "works",
  {
    id: int().autoincrement().primaryKey(),
    /** A stable name from outside (a slug of the seed, a provider's id), so that importing twice finds the same work. */
    workKey: varchar({ length: 120 }).notNull(),
    title: text().notNull(),
    dateAdded: instantNow(),
  },
  (table) => [uniqueIndex("works_work_key").on(table.workKey)],
);

/**
 * All names under which a work is known: those of sources, and the one that is made of title and first author. By it what
 * several sources have of one work meets, whoever came first.
 */
export const workKeys = mysqlTable(
  "work_keys",
  {
    id: int().autoincrement().primaryKey(),
    workKey: varchar({ length: 120 }).notNull(),
    workId: int()
      .notNull()
      .references(() => works.id, { onDelete: "cascade" }),
  },
  (table) => [uniqueIndex("work_keys_work_key").on(table.workKey), index("work_keys_work").on(table.workId)],
);

/** `at`: when it was said, ISO 8601. `isLocked`: a person has decided, and no source fills or proposes anything there. */
type FieldOrigin = { source: string; at: string; confidence: number; isLocked?: boolean };

/** An edition. Books without an ISBN are first-class: both numbers are unique and may be absent. */
export const books = mysqlTable(
  "books",
  {
    id: int().autoincrement().primaryKey(),
    workId: int()
      .notNull()
      .references(() => works.id),
    kind: varchar({ length: 20 }).notNull().default("book"),
    /** Where a book without ISBN came from, e.g. `seed:moby-dick-1851`; makes its import repeatable. */
    sourceKey: varchar({ length: 120 }),
    isbn10: varchar({ length: 10 }),
    isbn13: varchar({ length: 13 }),
    title: text().notNull(),
    subtitle: text(),
    authors: json().$type<string[]>().notNull(),
    pages: int(),
    /** As printed or as given by the source: "1979", "2004-03", "2004-03-16". */
    publicationDate: varchar({ length: 20 }),
    publishedYear: smallint(),
    publisher: text(),
    languageCode: varchar({ length: 10 }),
    coverUrl: text(),
    externalLinks: json().$type<Record<string, string>>().notNull(),
    description: text(),
    genres: json().$type<string[]>().notNull(),
    /** Series that it belongs to, with its place where that is one number, or which it holds; null: nobody has said. */
    series: json().$type<{ name: string; position: number | null; range?: [number, number] }[]>(),
    averageRating: float(),
    ratingsCount: int().notNull().default(0),
    /** How the drawn cover should feel; see lib/covers/drawing. */
    coverHints: json().$type<{ mood?: string; motif?: string }>(),
    /** Of each field with a value, or with a lock, where that is from; see lib/catalog/provenance. Null: nobody has said. */
    origins: json().$type<Record<string, FieldOrigin>>(),
    /** By which letters lists sort it, made of title and first author by lib/catalog/derived. */
    sortTitle: varchar({ length: 250 }).notNull().default(""),
    sortAuthor: varchar({ length: 250 }).notNull().default(""),
    dateAdded: instantNow(),
    updatedAt: instantNow().$onUpdate(() => new Date()),
  },
  (table) => [
    uniqueIndex("books_isbn10").on(table.isbn10),
    uniqueIndex("books_isbn13").on(table.isbn13),
    uniqueIndex("books_source_key").on(table.sourceKey),
    index("books_work").on(table.workId),
    index("books_date_added").on(table.dateAdded),
    index("books_sort_title").on(table.sortTitle),
    index("books_sort_author").on(table.sortAuthor),
  ],
);

// Series and authors are made of what books say, by lib/catalog/derived, and stay when no book names them any more: their
// addresses lead to the same ones when a change is undone. `key`: what all spellings have in common; `name`: the spelling
// that most books have.

const keyed = () => ({
  id: int().autoincrement().primaryKey(),
  key: varchar({ length: 120 }).notNull(),
  name: varchar({ length: 300 }).notNull(),
  sortName: varchar({ length: 250 }).notNull(),
});

export const series = mysqlTable("series", keyed(), (table) => [
  uniqueIndex("series_key").on(table.key),
  index("series_sort_name").on(table.sortName),
]);

export const authors = mysqlTable("authors", keyed(), (table) => [
  uniqueIndex("authors_key").on(table.key),
  index("authors_sort_name").on(table.sortName),
]);

/** Up to 99,999.99: 2.5 and 0.5 are places too. */
const place = () => decimal({ precision: 7, scale: 2, mode: "number" });

/** Which place a book has in a series; of one that holds several volumes the first and the last of them. */
export const bookSeries = mysqlTable(
  "book_series",
  {
    bookId: int()
      .notNull()
      .references(() => books.id, { onDelete: "cascade" }),
    seriesId: int()
      .notNull()
      .references(() => series.id),
    /** As this book spells it. */
    name: varchar({ length: 300 }).notNull(),
    position: place(),
    rangeEnd: place(),
  },
  (table) => [primaryKey({ columns: [table.bookId, table.seriesId] }), index("book_series_series").on(table.seriesId)],
);

/** Who wrote a book, in the order of its title page. */
export const bookAuthors = mysqlTable(
  "book_authors",
  {
    bookId: int()
      .notNull()
      .references(() => books.id, { onDelete: "cascade" }),
    authorId: int()
      .notNull()
      .references(() => authors.id),
    /** As this book spells it. */
    name: varchar({ length: 300 }).notNull(),
    place: smallint().notNull(),
  },
  (table) => [primaryKey({ columns: [table.bookId, table.authorId] }), index("book_authors_author").on(table.authorId)],
);

/** One change of one field of a book, by whomever: what can be undone. Rows are only ever added. */
export const bookChanges = mysqlTable(
  "book_changes",
  {
    id: int().autoincrement().primaryKey(),
    bookId: int()
      .notNull()
      .references(() => books.id, { onDelete: "cascade" }),
    field: varchar({ length: 30 }).notNull(),
    kind: varchar({
      length: 10,
      enum: ["filled", "accepted", "edited", "merged", "locked", "unlocked", "undone"],
    }).notNull(),
    /** The columns of the field, before and after. */
    oldValue: json().$type<Record<string, unknown>>().notNull(),
    newValue: json().$type<Record<string, unknown>>().notNull(),
    oldOrigin: json().$type<FieldOrigin>(),
    newOrigin: json().$type<FieldOrigin>(),
    /** Null where no person did it, or where that account is gone. */
    userId: int().references(() => users.id, { onDelete: "set null" }),
    /** What this one undoes; the unique index lets a change be undone once. */
    undoesId: int(),
    /** Of a change that came with a book that was merged into this one: that book. It is kept to be read, not to be undone. */
    formerBookId: int(),
    createdAt: instantNow(),
  },
  (table) => [
    index("book_changes_book").on(table.bookId, table.id),
    uniqueIndex("book_changes_undoes").on(table.undoesId),
  ],
);

/** A value that a source has for a field that has one already: for a person to decide about. */
export const bookProposals = mysqlTable(
  "book_proposals",
  {
    id: int().autoincrement().primaryKey(),
    bookId: int()
      .notNull()
      .references(() => books.id, { onDelete: "cascade" }),
    field: varchar({ length: 30 }).notNull(),
    /** The columns of the field. */
    value: json().$type<Record<string, unknown>>().notNull(),
    /** SHA-256 of the value: the unique index keeps it from being proposed twice, also after it was rejected. */
    valueHash: varchar({ length: 64 }).notNull(),
    source: varchar({ length: 60 }).notNull(),
    confidence: float().notNull(),
    /** When the source said so. */
    saidAt: instant().notNull(),
    state: varchar({ length: 10, enum: ["proposed", "accepted", "rejected"] })
      .notNull()
      .default("proposed"),
    /** The change that an acceptance led to: the accepted one has it, and those of its field that lost to it. */
    changeId: int().references(() => bookChanges.id, { onDelete: "set null" }),
    decidedById: int().references(() => users.id, { onDelete: "set null" }),
    decidedAt: instant(),
  },
  (table) => [
    uniqueIndex("book_proposals_once").on(table.bookId, table.field, table.valueHash),
    index("book_proposals_state").on(table.state, table.bookId),
    index("book_proposals_change").on(table.changeId),
    index("book_proposals_decided_by").on(table.decidedById),
  ],
);

/**
 * Further names of a book, all of books that were merged into it: an ISBN-13, `local:<id>`, or the name that a source had
 * for it. Every route and every import that comes with one means this book.
 */
export const bookAliases = mysqlTable(
  "book_aliases",
  {
    id: int().autoincrement().primaryKey(),
    name: varchar({ length: 120 }).notNull(),
    bookId: int()
      .notNull()
      .references(() => books.id, { onDelete: "cascade" }),
    createdAt: instantNow(),
  },
  (table) => [uniqueIndex("book_aliases_name").on(table.name), index("book_aliases_book").on(table.bookId)],
);

/** Who brought a book into the catalogue. */
export const userAddedBooks = mysqlTable(
  "user_added_books",
  {
    id: int().autoincrement().primaryKey(),
    userId: int().notNull(),
    bookId: int().notNull(),
    timestamp: instantNow(),
  },
  (table) => [
    uniqueIndex("user_added_books_once").on(table.userId, table.bookId),
    index("user_added_books_book").on(table.bookId),
    foreignKey({ name: "user_added_books_user", columns: [table.userId], foreignColumns: [users.id] }).onDelete(
      "cascade",
    ),
    foreignKey({ name: "user_added_books_book_fk", columns: [table.bookId], foreignColumns: [books.id] }).onDelete(
      "cascade",
    ),
  ],
);
