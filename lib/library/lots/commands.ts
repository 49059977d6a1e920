import "server-only";
import { and, eq, inArray, sql } from "drizzle-orm";
import { inTransaction, type Tx } from "@/db/client";
import { AT_THE_END, collectionBooks } from "@/db/schema/library";
import type { Actor } from "@/lib/accounts/schema";
import { ok } from "@/lib/platform/result";
import { canPutInto, canTakeOut, whoPutIn } from "../policy";
import { holdCollections, listMemberIds } from "../queries";
import { collectionNotFound } from "../rules";
import { listLot } from "./queries";
import { type ChangeAllInput, LOT_MAX, type LotInput } from "./schema";

/**
 * Takes many books out of one collection, puts them into another, or both, in one transaction. What is there already, or
 * no longer, is passed over: `taken` and `added` say how many. What the actor cannot take out stays: `stayed` says how many.
 * Where books are moved, only what was taken out is put elsewhere. What is moved keeps the moment at which it was added.
 * `undo` takes back exactly what was done; null: nothing was.
 */
export async function changeLot(actor: Actor, { take, put, dates }: LotInput) {
  return inTransaction(async (tx) => {
    const ids = [take?.collectionId, put?.collectionId, dates?.collectionId].filter((id) => id !== undefined);
    const held = new Map<number, Shelf>();
    for (const { id, ownerId, libraryId, query } of await holdCollections(tx, ids)) {
      const isSmart = query !== null;
      const shelf = { id, ownerId, isSmart, memberIds: await listMemberIds({ ownerId, libraryId }, tx) };
      if (canPutInto(actor, shelf)) held.set(id, shelf);
    }
    const from = take && held.get(take.collectionId);
    const into = put && held.get(put.collectionId);
    if ((take && !from) || (put && !into)) return collectionNotFound();

    const { taken, stayed } = take && from ? await takeOut(tx, actor, from, take.bookIds) : { taken: [], stayed: 0 };
    // To move a book is not to add it: since when it is in the library stays known.
    const since: Since = new Map(taken.flatMap(({ bookId, addedAt }) => (addedAt ? [[bookId, addedAt]] : [])));
    const gone = new Set(taken.map(({ bookId }) => bookId));
    // What another device has moved meanwhile is not put into a second place. An undo says of each since when it was there.
    const wanted = (put?.books ?? []).filter((book) => !take || book.addedAt || gone.has(book.bookId));
    const { added, dated } =
      put && into && wanted.length > 0 ? await putInto(tx, actor, into, wanted, since) : { added: [], dated: [] };
    if (dates && held.has(dates.collectionId)) await putLater(tx, dates);
    const undo: LotInput = {
      take: put && added.length > 0 ? { collectionId: put.collectionId, bookIds: added } : undefined,
      put: take && taken.length > 0 ? { collectionId: take.collectionId, books: taken } : undefined,
      dates: put && dated.length > 0 ? { collectionId: put.collectionId, books: dated } : undefined,
    };
    return ok({
      taken: taken.length,
      added: added.length,
      stayed,
      undo: undo.take || undo.put ? undo : null,
    });
  });
}

/**
 * Does to the next books of a source what `changeLot` does to those that it is given, in a transaction of their own. `next`
 * is where to go on, null at the end; `count` says how many books these were.
 */
export async function changeAll(actor: Actor, { of, after, takes, intoId }: ChangeAllInput, limit = LOT_MAX) {
  const part = await listLot(actor, of, { after, limit });
  if (!part) return collectionNotFound();
  const { bookIds, next } = part;
  const told = { count: bookIds.length, next };
  if (bookIds.length === 0) return ok({ taken: 0, added: 0, stayed: 0, undo: null, ...told });
  const done = await changeLot(actor, {
    take: takes && "collectionId" in of ? { collectionId: of.collectionId, bookIds } : undefined,
    put: intoId === undefined ? undefined : { collectionId: intoId, books: bookIds.map((bookId) => ({ bookId })) },
  });
  return done.ok ? { ...done, ...told } : done;
}

type Shelf = { id: number; ownerId: number; memberIds: number[] };
type Kept = NonNullable<LotInput["put"]>["books"][number];

async function takeOut(tx: Tx, actor: Actor, from: Shelf, bookIds: number[]) {
  const rows = await tx
    .select()
    .from(collectionBooks)
    .where(and(eq(collectionBooks.collectionId, from.id), inArray(collectionBooks.bookId, bookIds)))
    .orderBy(collectionBooks.position, collectionBooks.id)
    .for("update");
  const mine = rows.filter((row) => canTakeOut(actor, from, row));
  if (mine.length > 0)
    await tx.delete(collectionBooks).where(
      inArray(
        collectionBooks.id,
        mine.map(({ id }) => id),
      ),
    );
  const taken: Kept[] = mine.map(({ bookId, addedAt, position, addedById }) => ({
    bookId,
    addedAt,
    position,
    addedById,
  }));
  return { taken, stayed: rows.length - mine.length };
}

/** When books were added to the collection that they are moved out of. */
type Since = Map<number, Date>;
type Dated = { bookId: number; addedAt: Date };

async function putInto(tx: Tx, actor: Actor, into: Shelf, books: Kept[], since: Since) {
  const listPresent = async () => {
    const named = inArray(
      collectionBooks.bookId,
      books.map(({ bookId }) => bookId),
    );
    const rows = await tx
      .select({ bookId: collectionBooks.bookId })
      .from(collectionBooks)
      .where(and(eq(collectionBooks.collectionId, into.id), named));
    return new Set(rows.map(({ bookId }) => bookId));
  };
  const before = await listPresent();
  const dated = await keepEarliest(tx, into.id, new Map([...since].filter(([bookId]) => before.has(bookId))));
  const rows = books.filter(({ bookId }) => !before.has(bookId));
  if (rows.length === 0) return { added: [], dated };
  await tx
    .insert(collectionBooks)
    // A book that left the catalogue meanwhile is passed over.
    .ignore()
    .values(
      rows.map((book, index) => ({
        ...{ ...book, addedAt: book.addedAt ?? since.get(book.bookId), position: book.position ?? atTheEnd(index) },
        ...{ collectionId: into.id, addedById: whoPutIn(actor, into, book) },
      })),
    );
  return { added: [...(await listPresent())].filter((bookId) => !before.has(bookId)), dated };
}

/** Books that come at one moment stand one after the other: equal places could be told apart by nothing that an undo keeps. */
const atTheEnd = (index: number) => sql`${AT_THE_END} + ${index / LOT_MAX}`;

/** Books that stood in both: since when they are in the library must not go with the other row. Gives the moments before. */
async function keepEarliest(tx: Tx, collectionId: number, since: Since): Promise<Dated[]> {
  const later = (await holdDates(tx, collectionId, [...since.keys()])).filter(
    ({ bookId, addedAt }) => addedAt > (since.get(bookId) ?? addedAt),
  );
  await setDates(tx, collectionId, new Map([...since].filter(([id]) => later.some(({ bookId }) => bookId === id))));
  return later;
}

/** Undoes `keepEarliest`; what was put in anew since is as new as that. */
async function putLater(tx: Tx, { collectionId, books }: NonNullable<LotInput["dates"]>): Promise<void> {
  const now = new Map(
    (
      await holdDates(
        tx,
        collectionId,
        books.map(({ bookId }) => bookId),
      )
    ).map(({ bookId, addedAt }) => [bookId, addedAt]),
  );
  const earlier = books.filter(({ bookId, addedAt }) => (now.get(bookId) ?? addedAt) < addedAt);
  await setDates(tx, collectionId, new Map(earlier.map(({ bookId, addedAt }) => [bookId, addedAt])));
}

const areIn = (collectionId: number, bookIds: number[]) =>
  and(eq(collectionBooks.collectionId, collectionId), inArray(collectionBooks.bookId, bookIds));

async function holdDates(tx: Tx, collectionId: number, bookIds: number[]): Promise<Dated[]> {
  if (bookIds.length === 0) return [];
  return tx
    .select({ bookId: collectionBooks.bookId, addedAt: collectionBooks.addedAt })
    .from(collectionBooks)
    .where(areIn(collectionId, bookIds))
    .for("update");
}

async function setDates(tx: Tx, collectionId: number, dates: Since): Promise<void> {
  if (dates.size === 0) return;
  const { bookId, addedAt } = collectionBooks;
  const cases = [...dates].map(([id, at]) => sql`when ${id} then ${sql.param(at, addedAt)}`);
  await tx
    .update(collectionBooks)
    .set({ addedAt: sql`case ${bookId} ${sql.join(cases, sql` `)} end` })
    .where(areIn(collectionId, [...dates.keys()]));
}
