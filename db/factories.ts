import "server-only";
import { randomInt } from "node:crypto";
import { and, eq } from "drizzle-orm";
import { users } from "@/db/schema/accounts";
import { books, works } from "@/db/schema/catalog";
import { collectionBooks, collections } from "@/db/schema/library";
import { scanLogs, userScans } from "@/db/schema/scans";
import { tags, workTags } from "@/db/schema/tags";
import type { Actor } from "@/lib/accounts/schema";
import { checkDigit10, checkDigit13, publicIsbn } from "@/lib/catalog/rules";
import { sortName, sortTitle } from "@/lib/catalog/sorting/rules";
import { db } from "./client";

// Rows for tests. Each makes its own parents and fills whatever it was not told with random values, so that no test
// leans on another's. They write tables of every module, which is why they are here and not beside one.

const LETTERS = "abcdefghijklmnopqrstuvwxyz";
const word = (length: number) => Array.from({ length }, () => LETTERS[randomInt(LETTERS.length)]).join("");

async function idOf(inserted: Promise<{ id: number }[]>): Promise<number> {
  const [row] = await inserted;
  if (!row) throw new Error("the insert returned no id");
  return row.id;
}

/** Of a password that nobody knows. */
const LOST_HASH = "$argon2id$v=19$m=1024,t=2,p=1$odNhmo3ZSLz+Sg2K1rRJwA$AGEzK46HmGB/53+b2y79h6Uz4/IPRKDCuVfhKDzTyA8";

/** An account that nobody can sign in to: tests that need a password use `createAccount`. */
export async function buildUser({
  username = `reader-${word(10)}`,
  role = "user",
}: Partial<Pick<Actor, "username" | "role">> = {}): Promise<Actor> {
  const id = await idOf(db.insert(users).values({ username, role, passwordHash: LOST_HASH }).$returningId());
  return { id, username, role };
}

export async function buildWork({ title = `Work ${word(8)}` } = {}) {
  const id = await idOf(
    db
      .insert(works)
      .values({ title, workKey: `test:${word(16)}` })
      .$returningId(),
  );
  return { id, title };
}

/** A valid random ISBN, in both forms. */
export function randomIsbn() {
  const nine = String(randomInt(1_000_000_000)).padStart(9, "0");
  return { isbn10: nine + checkDigit10(nine), isbn13: `978${nine}${checkDigit13(`978${nine}`)}` };
}

/** A book with an ISBN unless told `isbn10: null, isbn13: null`; `isbn` is its public name. */
export async function buildBook(given: Partial<Omit<typeof books.$inferInsert, "id">> = {}) {
  const title = given.title ?? `Book ${word(8)}`;
  const authors = given.authors ?? [`${word(6)} ${word(8)}`];
  const row = {
    ...randomIsbn(),
    authors,
    sortTitle: sortTitle(title, given.languageCode ?? null),
    sortAuthor: sortName(authors[0] ?? ""),
    genres: ["Fiction"],
    externalLinks: {},
    publishedYear: 1950 + randomInt(70),
    ...given,
    title,
    workId: given.workId ?? (await buildWork({ title })).id,
  };
  const id = await idOf(db.insert(books).values(row).$returningId());
  return { ...row, id, isbn: publicIsbn({ id, isbn10: row.isbn10 ?? null, isbn13: row.isbn13 ?? null }) };
}

export async function buildCollection({
  ownerId,
  name = `Collection ${word(8)}`,
  icon = "📚",
  createdAt,
}: Partial<Omit<typeof collections.$inferInsert, "id">> = {}) {
  const owner = ownerId ?? (await buildUser()).id;
  const id = await idOf(db.insert(collections).values({ ownerId: owner, name, icon, createdAt }).$returningId());
  return { id, ownerId: owner, name, icon };
}

/** Puts a book into a collection; makes whichever of the two is not given. */
export async function buildCollectionBook({
  collectionId,
  bookId,
  addedAt,
  position,
}: Partial<Omit<typeof collectionBooks.$inferInsert, "id">> = {}) {
  const row = {
    collectionId: collectionId ?? (await buildCollection()).id,
    bookId: bookId ?? (await buildBook()).id,
    addedAt,
    position,
  };
  await db.insert(collectionBooks).values(row);
  return row;
}

export async function buildUserScan({
  userId,
  bookId,
  timestamp,
}: Partial<Omit<typeof userScans.$inferInsert, "id">> = {}) {
  const row = { userId: userId ?? (await buildUser()).id, bookId: bookId ?? (await buildBook()).id, timestamp };
  await db.insert(userScans).values(row);
  return row;
}

/** A scan in the log alone: what `logScan` also does to a history has tests of its own. `requestId` is its handle. */
export async function buildScan({
  requestId = crypto.randomUUID(),
  kind = "cover",
  status = "match",
  bookId = null,
  userId = null,
}: Partial<Pick<typeof scanLogs.$inferInsert, "requestId" | "kind" | "status" | "bookId" | "userId">> = {}) {
  const row = { requestId, kind, status, bookId, userId, extra: {} };
  const id = await idOf(db.insert(scanLogs).values(row).$returningId());
  return { ...row, id };
}

/** Puts a reader's tag on works; it is made where it is not there yet. */
export async function buildTagged(userId: number, name: string, workIds: number[]) {
  await db.insert(tags).values({ userId, name }).onDuplicateKeyUpdate({ set: { userId } });
  const [tag] = await db
    .select({ id: tags.id })
    .from(tags)
    .where(and(eq(tags.userId, userId), eq(tags.name, name)));
  if (!tag) throw new Error("the tag is not there");
  await db.insert(workTags).values(workIds.map((workId) => ({ tagId: tag.id, workId })));
  return tag;
}
