import "server-only";
import { and, asc, count, desc, eq, inArray, isNotNull, isNull, type SQL, sql } from "drizzle-orm";
import { db, type Tx } from "@/db/client";
import { users } from "@/db/schema/accounts";
import { books } from "@/db/schema/catalog";
import { copies } from "@/db/schema/copies";
import { listBooksByIds } from "@/lib/catalog/queries";
import { decodeCursor, encodeCursor } from "@/lib/platform/cursor";
import { listPlaces } from "./places/queries";
import { placeWords } from "./places/rules";
import type { CopyView, PlacedCopies, PlacedCopy, Worth } from "./schema";

const DETAILS = {
  ...{ placeId: copies.placeId, condition: copies.condition },
  ...{ acquiredOn: copies.acquiredOn, acquiredFrom: copies.acquiredFrom, price: copies.price },
  ...{ currency: copies.currency, isSigned: copies.isSigned, notes: copies.notes },
};

const COPY = { id: copies.id, bookId: copies.bookId, ...DETAILS, createdAt: copies.createdAt, ownerId: copies.ownerId };

/** Copies in a library that members see: without those of accounts that wait for their erasure. Join `users` by owner. */
const isShown = (libraryId: number) => and(eq(copies.libraryId, libraryId), isNull(users.erasureDueAt));
const byOwner = eq(users.id, copies.ownerId);

/** Whoever asks: the caller decides with the policy. */
export async function getCopy(libraryId: number, copyId: number, tx: Pick<Tx, "select"> = db) {
  const [copy] = await tx
    .select(COPY)
    .from(copies)
    .where(and(eq(copies.id, copyId), eq(copies.libraryId, libraryId)));
  return copy;
}

type Row = Omit<CopyView, "owner" | "isMine" | "place"> & { ownerId: number; owner: string };

const toView = ({ ownerId, ...row }: Row, userId: number, words: ReadonlyMap<number, string>): CopyView => ({
  ...row,
  isMine: ownerId === userId,
  place: words.get(row.placeId ?? 0) ?? null,
});

/** The copies of a book in a library, one's own first. */
export async function listCopiesOfBook(
  libraryId: number,
  userId: number,
  bookId: number,
  tx: Pick<Tx, "select"> = db,
): Promise<CopyView[]> {
  const rows = await tx
    .select({ ...COPY, owner: users.username })
    .from(copies)
    .innerJoin(users, byOwner)
    .where(and(isShown(libraryId), eq(copies.bookId, bookId)))
    .orderBy(desc(sql`${copies.ownerId} = ${userId}`), asc(copies.id));
  const words = placeWords(rows.some(({ placeId }) => placeId !== null) ? await listPlaces(libraryId, tx) : []);
  return rows.map((row) => toView(row, userId, words));
}

export type Page = { cursor?: string; limit: number };

/** Where copies stand, as a filter: in one of these places, or nowhere. */
export const standsIn = (placeIds: number[] | null): SQL | undefined =>
  placeIds === null ? isNull(copies.placeId) : inArray(copies.placeId, placeIds);

/** A page of what stands in some places, or nowhere, by title. */
export async function listPlacedCopies(
  { libraryId, userId, placeIds }: { libraryId: number; userId: number; placeIds: number[] | null },
  { cursor, limit }: Page,
): Promise<PlacedCopies> {
  const after = decodeCursor(cursor);
  const title = sql<string>`${books.title}`;
  // Sorted by ids alone: what is said of 10,000 copies must not go through the sort.
  const rows = await db
    .select({ id: copies.id, key: title })
    .from(copies)
    .innerJoin(users, byOwner)
    .innerJoin(books, eq(books.id, copies.bookId))
    .where(
      and(
        ...[isShown(libraryId), standsIn(placeIds)],
        after && sql`(${title}, ${copies.id}) > (${after.key}, ${after.id})`,
      ),
    )
    .orderBy(asc(title), asc(copies.id))
    .limit(limit + 1);
  const page = rows.slice(0, limit);
  const last = page.at(-1);
  const ids = page.map(({ id }) => id);
  return {
    copies: await listPlacedByIds({ libraryId, userId }, ids),
    cursor: rows.length > limit && last ? encodeCursor(last) : null,
  };
}

/** Copies of a library with their books and where they stand, in the order of the ids. */
export async function listPlacedByIds(
  { libraryId, userId }: { libraryId: number; userId: number },
  ids: readonly number[],
): Promise<PlacedCopy[]> {
  if (ids.length === 0) return [];
  const found = await db
    .select({ ...COPY, owner: users.username })
    .from(copies)
    .innerJoin(users, byOwner)
    .where(and(eq(copies.libraryId, libraryId), inArray(copies.id, [...ids])));
  const words = placeWords(found.some(({ placeId }) => placeId !== null) ? await listPlaces(libraryId) : []);
  const byId = new Map(found.map((row) => [row.id, row]));
  const listed = new Map((await listBooksByIds(found.map(({ bookId }) => bookId))).map(({ id, book }) => [id, book]));
  return ids.flatMap((id) => {
    const row = byId.get(id);
    const book = row && listed.get(row.bookId);
    return row && book ? [{ ...toView(row, userId, words), book }] : [];
  });
}

/** How many copies a library has, of how many books, and what was paid for them, the currency of most first. */
export async function getTotals(libraryId: number): Promise<{ copies: number; books: number; worth: Worth[] }> {
  const [[totals], worth] = await Promise.all([
    db
      .select({ copies: count(), books: sql<number>`count(distinct ${copies.bookId})`.mapWith(Number) })
      .from(copies)
      .innerJoin(users, byOwner)
      .where(isShown(libraryId)),
    db
      .select({
        currency: sql<string>`${copies.currency}`,
        sum: sql<number>`sum(${copies.price})`.mapWith(Number),
        copies: count(),
      })
      .from(copies)
      .innerJoin(users, byOwner)
      .where(and(isShown(libraryId), isNotNull(copies.price)))
      .groupBy(copies.currency)
      .orderBy(desc(count()), asc(copies.currency)),
  ]);
  return { copies: totals?.copies ?? 0, books: totals?.books ?? 0, worth };
}

/** The currency in which the owner paid last: the next price is likely to be in it too. */
export async function getLastCurrency(ownerId: number): Promise<string | null> {
  const [row] = await db
    .select({ currency: copies.currency })
    .from(copies)
    .where(and(eq(copies.ownerId, ownerId), isNotNull(copies.currency)))
    .orderBy(desc(copies.id))
    .limit(1);
  return row?.currency ?? null;
}

/** Those of the copies that are in a library, with where they stand, held until the transaction ends. */
export const holdCopies = (tx: Tx, libraryId: number, isMeant: SQL | undefined, limit: number) =>
  tx
    .select({ id: copies.id, bookId: copies.bookId, ownerId: copies.ownerId, placeId: copies.placeId })
    .from(copies)
    .where(and(eq(copies.libraryId, libraryId), isMeant))
    .orderBy(asc(copies.id))
    .limit(limit)
    .for("update");
