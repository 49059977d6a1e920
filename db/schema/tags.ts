import { foreignKey, index, int, mysqlTable, uniqueIndex, varchar } from "drizzle-orm/mysql-core";
import { users } from "./accounts";
import { books, works } from "./catalog";
import { instantNow } from "./columns";

/** A reader's own word for books. It is there as long as one of them has it. */
export const tags = mysqlTable(
  "tags",
  {
    id: int().autoincrement().primaryKey(),
    userId: int()
      .notNull()
      .references(() => users.id, { onDelete: "cascade" }),
    name: varchar({ length: 60 }).notNull(),
    createdAt: instantNow(),
  },
  (table) => [uniqueIndex("tags_user_name").on(table.userId, table.name)],
);

/** Which works have it: a tag says something of the text, so it is on every edition. */
export const workTags = mysqlTable(
  "work_tags",
  {
    id: int().autoincrement().primaryKey(),
    tagId: int().notNull(),
    workId: int().notNull(),
    /** The edition at hand when it was given; of another work, or of none any more, it says nothing. */
    bookId: int(),
    addedAt: instantNow(),
  },
  (table) => [
    uniqueIndex("work_tags_once").on(table.tagId, table.workId),
    index("work_tags_work").on(table.workId),
    index("work_tags_book").on(table.bookId),
    foreignKey({ name: "work_tags_tag", columns: [table.tagId], foreignColumns: [tags.id] }).onDelete("cascade"),
    foreignKey({ name: "work_tags_work_fk", columns: [table.workId], foreignColumns: [works.id] }).onDelete("cascade"),
    foreignKey({ name: "work_tags_book_fk", columns: [table.bookId], foreignColumns: [books.id] }).onDelete("set null"),
  ],
);
