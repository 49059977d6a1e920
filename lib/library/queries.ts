import "server-only";
import { and, asc, count, desc, eq, inArray, lte, max, type SQL, sql } from "drizzle-orm";
import { db, type Tx } from "@/db/client";
import { books } from "@/db/schema/catalog";
import { collectionBooks, collections } from "@/db/schema/library";
import { listBooksByIds } from "@/lib/catalog/queries";
import { decodeCursor, encodeCursor } from "@/lib/platform/cursor";
import type { CollectionBooks, CollectionChoice, CollectionDetail, CollectionSort, CollectionSummary } from "./schema";

const COVERS_IN_MOSAIC = 4;

const COLLECTION = { id: collections.id, name: collections.name, icon: collections.icon };

/** A reader's collections by name, each with its size and its newest covers. */
export async function listCollections(ownerId: number): Promise<CollectionSummary[]> {
  const [mine, newest] = await Promise.all([
    db
      .select({ ...COLLECTION, bookCount: count(collectionBooks.id) })
      .from(collections)
      .leftJoin(collectionBooks, eq(collectionBooks.collectionId, collections.id))
      .where(eq(collections.ownerId, ownerId))
      .groupBy(collections.id)
      .orderBy(asc(collections.name)),
    listNewestBooks(ownerId),
  ]);
  const byId = new Map((await listBooksByIds(newest.map((row) => row.bookId))).map(({ id, book }) => [id, book]));
  return mine.map((collection) => ({
    ...collection,
    covers: newest.flatMap((row) => (row.collectionId === collection.id ? (byId.get(row.bookId) ?? []) : [])),
  }));
}

function listNewestBooks(ownerId: number) {
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
    .where(eq(collections.ownerId, ownerId))
    .as("ranked");
  return db
    .select({ collectionId: ranked.collectionId, bookId: ranked.bookId })
    .from(ranked)
    .where(lte(ranked.place, COVERS_IN_MOSAIC))
    .orderBy(ranked.collectionId, ranked.place);
}

/** Whoever asks: the caller decides with the policy who may see it. */
export async function getCollection(id: number): Promise<CollectionDetail | undefined> {
  const [collection] = await db
    .select({
      ...COLLECTION,
      ownerId: collections.ownerId,
      description: collections.description,
      sort: collections.sort,
      createdAt: collections.createdAt,
      bookCount: count(collectionBooks.id),
    })
    .from(collections)
    .leftJoin(collectionBooks, eq(collectionBooks.collectionId, collections.id))
    .where(eq(collections.id, id))
    .groupBy(collections.id)
    .limit(1);
  return collection;
}

export type HeldCollection = typeof collections.$inferSelect;

/** Collections by their ids, held in the order of these: whoever changes what is in them waits for one another. */
export const holdCollections = (tx: Tx, ids: number[]): Promise<HeldCollection[]> =>
  tx.select().from(collections).where(inArray(collections.id, ids)).orderBy(asc(collections.id)).for("update");

/**
 * A reader's collections for choosing one, the one used last first: a book was added to it, or it was just made.
 * `bookId` says of which book `hasBook` speaks; without one it is always false.
 */
export async function listCollectionChoices(ownerId: number, bookId?: number): Promise<CollectionChoice[]> {
  // Ids rise with time, and the index on (collection, book) carries them: the newest row is found without reading any.
  const used = db
    .select({
      collectionId: collectionBooks.collectionId,
      newestId: max(collectionBooks.id).as("newest_id"),
      hasBook: sql<number>`max(${collectionBooks.bookId} = ${bookId ?? null})`.mapWith(Number).as("has_book"),
    })
    .from(collectionBooks)
    .innerJoin(collections, eq(collections.id, collectionBooks.collectionId))
    .where(eq(collections.ownerId, ownerId))
    .groupBy(collectionBooks.collectionId)
    .as("used");
  const rows = await db
    .select({ ...COLLECTION, hasBook: used.hasBook })
    .from(collections)
    .leftJoin(used, eq(used.collectionId, collections.id))
    .leftJoin(collectionBooks, eq(collectionBooks.id, used.newestId))
    .where(eq(collections.ownerId, ownerId))
    .orderBy(
      desc(sql`greatest(${collections.createdAt}, coalesce(${collectionBooks.addedAt}, ${collections.createdAt}))`),
      desc(collections.id),
    );
  return rows.map(({ hasBook, ...collection }) => ({ ...collection, hasBook: hasBook === 1 }));
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

/** Every book of a collection with its moment and place, oldest first: what undoing a deletion needs. */
export function listCollectionBookIds(collectionId: number, limit: number) {
  return db
    .select({
      bookId: collectionBooks.bookId,
      addedAt: collectionBooks.addedAt,
      position: collectionBooks.position,
    })
    .from(collectionBooks)
    .where(eq(collectionBooks.collectionId, collectionId))
    .orderBy(asc(collectionBooks.addedAt), asc(collectionBooks.id))
    .limit(limit);
}

// Absent authors and years come last: the leading mark, and the year that no book has.
const firstAuthor = sql`json_unquote(json_extract(${books.authors}, '$[0]')) collate utf8mb4_unicode_ci`;
const NO_YEAR = -32_768;
const EPOCH = sql.raw("'1970-01-01'");

const SORTS: Record<CollectionSort, { key: SQL; isDescending: boolean }> = {
  // A number, so that the cursor says exactly what the database compares.
  added: {
    key: sql`timestampdiff(microsecond, ${EPOCH}, ${collectionBooks.addedAt}) div 1000`,
    isDescending: true,
  },
  title: { key: sql`${books.title}`, isDescending: false },
  author: { key: sql`coalesce(concat('0', ${firstAuthor}), '1')`, isDescending: false },
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
    books: page.flatMap(({ bookId, addedAt, position }) => {
      const book = byId.get(bookId);
      return book ? [{ ...book, bookId, addedAt, position }] : [];
    }),
    cursor: rows.length > limit && last ? encodeCursor(last) : null,
  };
}
