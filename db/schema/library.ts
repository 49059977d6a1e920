import { foreignKey, index, int, mysqlTable, uniqueIndex, varchar } from "drizzle-orm/mysql-core";
import { users } from "./accounts";
import { books } from "./catalog";
import { instantNow } from "./columns";

export const collections = mysqlTable(
  "collections",
  {
    id: int().autoincrement().primaryKey(),
    name: varchar({ length: 100 }).notNull(),
    ownerId: int()
      .notNull()
      .references(() => users.id, { onDelete: "cascade" }),
    /** One emoji as readers see it; that can be a dozen code points. */
    icon: varchar({ length: 32 }).notNull(),
    createdAt: instantNow(),
  },
  (table) => [uniqueIndex("collections_owner_name").on(table.ownerId, table.name)],
);

export const collectionBooks = mysqlTable(
  "collection_books",
  {
    id: int().autoincrement().primaryKey(),
    collectionId: int().notNull(),
    bookId: int().notNull(),
    addedAt: instantNow(),
  },
  (table) => [
    uniqueIndex("collection_books_once").on(table.collectionId, table.bookId),
    index("collection_books_book").on(table.bookId),
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
