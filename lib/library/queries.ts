import "server-only";
import { and, asc, count, countDistinct, desc, eq, inArray, isNull, lte, max, or, type SQL, sql } from "drizzle-orm";
import { db, type Tx } from "@/db/client";
import { users } from "@/db/schema/accounts";
import { books } from "@/db/schema/catalog";
import { libraryMembers } from "@/db/schema/households";
import { collectionBooks, collections } from "@/db/schema/library";
import { isNotLeaving } from "@/lib/accounts/erasure/queries";
import { listBooksByIds } from "@/lib/catalog/queries";
import { listMembers } from "@/lib/households/queries";
import { decodeCursor, encodeCursor } from "@/lib/platform/cursor";
import { COVERS_IN_MOSAIC } from "./rules";
import {
  COLLECTIONS_MAX,
  type CollectionBooks,
  type CollectionChoice,
  type CollectionDetail,
  type CollectionSort,
  type CollectionSummary,
  SMART_MAX,
} from "./schema";

const COLLECTION = { id: collections.id, name: collections.name, icon: collections.icon };

type Reader = Pick<Tx, "select">;

/** Collections that the owner shares with a household of which the reader is one; none of who waits for their erasure. */
const isSharedWith = (userId: number): SQL => sql`exists (
  select 1 from ${libraryMembers} owner join ${libraryMembers} mine on mine.library_id = owner.library_id
  where owner.user_id = ${collections.ownerId} and owner.library_id = ${collections.libraryId} and mine.user_id = ${userId}
    and ${isNotLeaving(collections.ownerId)})`;

const isVisibleTo = (userId: number) => or(eq(collections.ownerId, userId), isSharedWith(userId));

type HeldCollection = typeof collections.$inferSelect & { ownerId: number };

/** The members of the household with whom a collection is shared, its owner left out; none once that one has left, or is leaving us. */
export async function listMemberIds(
  { ownerId, libraryId }: Pick<HeldCollection, "ownerId" | "libraryId">,
  tx: Reader = db,
): Promise<number[]> {
  const ids = libraryId === null ? [] : (await listMembers(libraryId, tx)).map(({ id }) => id);
  return ids.includes(ownerId) ? ids.filter((id) => id !== ownerId) : [];
}

/**
 * The collections of a reader by name, and behind them those that others of the household share, each with its size and
 * its newest covers; of those that fill themselves neither, see `fillSummaries`.
 */
export async function listCollections(userId: number): Promise<CollectionSummary[]> {
  const [mine, newest] = await Promise.all([
    db
      .select({
        ...COLLECTION,
        isSmart: sql`${collections.query} is not null`.mapWith(Boolean),
        owner: sql<string | null>`if(${collections.ownerId} = ${userId}, null, ${users.username})`,
        bookCount: count(collectionBooks.id),
      })
      .from(collections)
      .innerJoin(users, eq(users.id, collections.ownerId))
      .leftJoin(collectionBooks, eq(collectionBooks.collectionId, collections.id))
      .where(isVisibleTo(userId))
      .groupBy(collections.id)
      .orderBy(sql`${collections.ownerId} <> ${userId}`, asc(collections.name)),
    listNewestBooks(userId),
  ]);
  const byId = new Map((await listBooksByIds(newest.map((row) => row.bookId))).map(({ id, book }) => [id, book]));
  return mine.map((collection) => ({
    ...collection,
    bookCount: collection.isSmart ? null : collection.bookCount,
    covers: newest.flatMap((row) => (row.collectionId === collection.id ? (byId.get(row.bookId) ?? []) : [])),
  }));
}

function listNewestBooks(userId: number) {
  const ranked = db
    .select({
      collectionId: collectionBooks.collectionId,
      bookId: collectionBooks.bookId,
      place:
        sql<number>`row_number() over (partition by ${collectionBooks.collectionId} order by ${collectionBooks.addedAt} desc, ${collectionBooks.id} desc)`.as(
          "place",
        ),
    })
    .from(collectionBooks)
    .innerJoin(collections, eq(collections.id, collectionBooks.collectionId))
    .where(isVisibleTo(userId))
    .as("ranked");
  return db
    .select({ collectionId: ranked.collectionId, bookId: ranked.bookId })
    .from(ranked)
    .where(lte(ranked.place, COVERS_IN_MOSAIC))
    .orderBy(ranked.collectionId, ranked.place);
}

/** How many collections a reader has, and how many books stand in those that are filled by hand, each counted once. */
export async function countKept(ownerId: number): Promise<{ collections: number; books: number }> {
  const isTheirs = eq(collections.ownerId, ownerId);
  const [all, [kept]] = await Promise.all([
    db.$count(collections, isTheirs),
    db
      .select({ books: countDistinct(collectionBooks.bookId) })
      .from(collectionBooks)
      .innerJoin(collections, eq(collections.id, collectionBooks.collectionId))
      .where(isTheirs),
  ]);
  return { collections: all, books: kept?.books ?? 0 };
}

/**
 * How many more collections a reader may make, and of those that fill themselves. Their account is held until the
 * transaction ends, so that of two at once the second knows of the first.
 */
export async function holdRoom(tx: Tx, ownerId: number): Promise<{ all: number; smart: number }> {
  await tx.select({ id: users.id }).from(users).where(eq(users.id, ownerId)).for("update");
  const [row] = await tx
    .select({ all: count(), smart: count(collections.query) })
    .from(collections)
    .where(eq(collections.ownerId, ownerId));
  return { all: COLLECTIONS_MAX - (row?.all ?? 0), smart: SMART_MAX - (row?.smart ?? 0) };
}

/** Whoever asks: the caller decides with the policy who may see it. */
export async function getCollection(id: number): Promise<CollectionDetail | undefined> {
  const [row] = await db
    .select({
      ...COLLECTION,
      ownerId: users.id,
      owner: users.username,
      libraryId: collections.libraryId,
      description: collections.description,
      sort: collections.sort,
      isSmart: sql`${collections.query} is not null`.mapWith(Boolean),
      createdAt: collections.createdAt,
      bookCount: count(collectionBooks.id),
    })
    .from(collections)
    .innerJoin(users, eq(users.id, collections.ownerId))
    .leftJoin(collectionBooks, eq(collectionBooks.collectionId, collections.id))
    .where(eq(collections.id, id))
    .groupBy(collections.id)
    .limit(1);
  if (!row) return undefined;
  const { libraryId, ...collection } = row;
  return { ...collection, memberIds: await listMemberIds({ ownerId: row.ownerId, libraryId }) };
}

/**
 * Collections by their ids, held in the order of these: whoever changes what is in them waits for one another. None that is
 * deleted.
 */
export async function holdCollections(tx: Tx, ids: number[]): Promise<HeldCollection[]> {
  const rows = await tx
    .select()
    .from(collections)
    .where(inArray(collections.id, ids))
    .orderBy(asc(collections.id))
    .for("update");
  return rows.flatMap(({ ownerId, ...row }) => (ownerId === null ? [] : { ...row, ownerId }));
}

/**
 * The collections into which a reader can put books, their own before those that others share with them, and the one
 * used last first: a book was added to it, or it was just made.
 * `bookId` says of which book `hasBook` speaks; without one it is always false.
 */
export async function listCollectionChoices(userId: number, bookId?: number): Promise<CollectionChoice[]> {
  // Ids rise with time, and the index on (collection, book) carries them: the newest row is found without reading any.
  const used = db
    .select({
      collectionId: collectionBooks.collectionId,
      newestId: max(collectionBooks.id).as("newest_id"),
      hasBook: sql<number>`max(${collectionBooks.bookId} = ${bookId ?? null})`.mapWith(Number).as("has_book"),
    })
    .from(collectionBooks)
    .innerJoin(collections, eq(collections.id, collectionBooks.collectionId))
    .where(isVisibleTo(userId))
    .groupBy(collectionBooks.collectionId)
    .as("used");
  const rows = await db
    .select({ ...COLLECTION, ownerId: users.id, username: users.username, hasBook: used.hasBook })
    .from(collections)
    .innerJoin(users, eq(users.id, collections.ownerId))
    .leftJoin(used, eq(used.collectionId, collections.id))
    .leftJoin(collectionBooks, eq(collectionBooks.id, used.newestId))
    .where(and(isVisibleTo(userId), isNull(collections.query)))
    .orderBy(
      sql`${collections.ownerId} <> ${userId}`,
      desc(sql`greatest(${collections.createdAt}, coalesce(${collectionBooks.addedAt}, ${collections.createdAt}))`),
      desc(collections.id),
    );
  return rows.map(({ hasBook, ownerId, username, ...collection }) => ({
    ...collection,
    hasBook: hasBook === 1,
    isOwn: ownerId === userId,
    owner: ownerId === userId ? null : username,
  }));
}

/** The id of the collection with that name, as the unique index compares names: without case and accents. */
export async function getCollectionIdByName(ownerId: number, name: string): Promise<number | undefined> {
  const [row] = await db
    .select({ id: collections.id })
    .from(collections)
    .where(and(eq(collections.ownerId, ownerId), eq(collections.name, name)))
    .limit(1);
  return row?.id;
}

// Absent authors and years come last: the leading mark, and the year that no book has.
const NO_YEAR = -32_768;
const EPOCH = sql.raw("'1970-01-01'");

const SORTS: Record<CollectionSort, { key: SQL; isDescending: boolean }> = {
  // A number, so that the cursor says exactly what the database compares.
  added: {
    key: sql`timestampdiff(microsecond, ${EPOCH}, ${collectionBooks.addedAt}) div 1000`,
    isDescending: true,
  },
  title: { key: sql`${books.sortTitle}`, isDescending: false },
  author: { key: sql`if(${books.sortAuthor} = '', '1', concat('0', ${books.sortAuthor}))`, isDescending: false },
  year: { key: sql`coalesce(${books.publishedYear}, ${sql.raw(String(NO_YEAR))})`, isDescending: true },
  hand: { key: sql`${collectionBooks.position}`, isDescending: false },
};

type BookPage = { sort: CollectionSort; cursor?: string; limit: number };

/** A page of a collection's books. `cursor` is the one of the page before; anything else begins at the start. */
export async function listCollectionBooks(
  collectionId: number,
  { sort, cursor, limit }: BookPage,
): Promise<CollectionBooks> {
  const { key, isDescending } = SORTS[sort];
  const after = decodeCursor(cursor);
  const isAfter = isDescending
    ? sql`(${key}, ${collectionBooks.id}) < (${after?.key}, ${after?.id})`
    : sql`(${key}, ${collectionBooks.id}) > (${after?.key}, ${after?.id})`;
  const direction = isDescending ? desc : asc;
  // Sorted by ids alone: descriptions and pictures of 10,000 books must not go through the sort.
  const rows = await db
    .select({
      id: collectionBooks.id,
      bookId: collectionBooks.bookId,
      addedAt: collectionBooks.addedAt,
      addedById: collectionBooks.addedById,
      position: collectionBooks.position,
      key: sql<string | number>`${key}`,
    })
    .from(collectionBooks)
    .innerJoin(books, eq(books.id, collectionBooks.bookId))
    .where(and(eq(collectionBooks.collectionId, collectionId), after && isAfter))
    .orderBy(direction(key), direction(collectionBooks.id))
    .limit(limit + 1);

  const page = rows.slice(0, limit);
  const byId = new Map((await listBooksByIds(page.map((row) => row.bookId))).map(({ id, book }) => [id, book]));
  const last = page.at(-1);
  return {
    books: page.flatMap(({ bookId, addedAt, addedById, position }) => {
      const book = byId.get(bookId);
      return book ? [{ ...book, bookId, addedAt, addedById, position }] : [];
    }),
    cursor: rows.length > limit && last ? encodeCursor(last) : null,
  };
}
