import { sql } from "drizzle-orm";
import { foreignKey, index, int, mysqlTable, uniqueIndex, varchar } from "drizzle-orm/mysql-core";
import { users } from "./accounts";
import { instant, instantNow } from "./columns";

/** What a household shares: its copies and the places where they stand. Whoever lives alone has one alone. */
export const libraries = mysqlTable("libraries", {
  id: int().autoincrement().primaryKey(),
  name: varchar({ length: 60 }).notNull(),
  createdAt: instantNow(),
});

/** In which library a reader is: always exactly one, once they have one. */
export const libraryMembers = mysqlTable(
  "library_members",
  {
    userId: int()
      .primaryKey()
      .references(() => users.id, { onDelete: "cascade" }),
    libraryId: int()
      .notNull()
      .references(() => libraries.id),
    role: varchar({ length: 10, enum: ["owner", "member"] }).notNull(),
    joinedAt: instantNow(),
    /** Holds the library only of its owner: the unique index lets it have one. */
    ownedLibraryId: int().generatedAlwaysAs(sql`if(role = 'owner', library_id, null)`, { mode: "virtual" }),
  },
  (table) => [
    uniqueIndex("library_members_one_owner").on(table.ownedLibraryId),
    // What members own refers to both columns, and so goes along wherever they go.
    uniqueIndex("library_members_user_library").on(table.userId, table.libraryId),
    index("library_members_library").on(table.libraryId),
  ],
);

/** A link by which one reader may join. Gone with its use. */
export const libraryInvitations = mysqlTable(
  "library_invitations",
  {
    id: int().autoincrement().primaryKey(),
    libraryId: int().notNull(),
    /** SHA-256 of the secret, which stands in the link alone. */
    hash: varchar({ length: 64 }).notNull(),
    madeBy: int().notNull(),
    madeAt: instantNow(),
    expiresAt: instant().notNull(),
  },
  (table) => [
    uniqueIndex("library_invitations_hash").on(table.hash),
    index("library_invitations_library").on(table.libraryId),
    index("library_invitations_made_by").on(table.madeBy),
    foreignKey({
      name: "library_invitations_library_fk",
      columns: [table.libraryId],
      foreignColumns: [libraries.id],
    }).onDelete("cascade"),
    foreignKey({
      name: "library_invitations_made_by_fk",
      columns: [table.madeBy],
      foreignColumns: [users.id],
    }).onDelete("cascade"),
  ],
);
