import "server-only";
import { and, asc, eq, inArray, ne, or } from "drizzle-orm";
import type { Tx } from "@/db/client";
import { bookChanges, books, workKeys, works } from "@/db/schema/catalog";
import type { BookRow } from "./schema";

/** Two books or fewer, whole, held until the transaction ends. In one order, so that two who merge them cannot block each other. */
export async function holdBooks(tx: Tx, ids: number[]) {
  return tx.select().from(books).where(inArray(books.id, ids)).orderBy(asc(books.id)).for("update");
}

/** Works that are there, held until the transaction ends. */
export async function holdWorks(tx: Tx, ids: number[]) {
  return tx.select().from(works).where(inArray(works.id, ids)).orderBy(asc(works.id)).for("update");
}

/** All that makes a work: its names, and its editions. */
export async function listPartsOfWork(tx: Tx, workId: number) {
  const names = await tx.select({ id: workKeys.id }).from(workKeys).where(eq(workKeys.workId, workId)).for("update");
  const editions = await tx.select({ id: books.id }).from(books).where(eq(books.workId, workId)).for("update");
  return { nameIds: names.map(({ id }) => id), bookIds: editions.map(({ id }) => id) };
}

/** Changes of a book's fields that a merge made, in their order. */
export async function listChangesById(tx: Tx, ids: number[]) {
  return ids.length > 0 ? tx.select().from(bookChanges).where(inArray(bookChanges.id, ids)) : [];
}

/** Those of some changes that have an undo. */
export async function listUndoneChanges(tx: Tx, ids: number[]): Promise<Set<number>> {
  if (ids.length === 0) return new Set();
  const rows = await tx
    .select({ id: bookChanges.undoesId })
    .from(bookChanges)
    .where(inArray(bookChanges.undoesId, ids));
  return new Set(rows.flatMap(({ id }) => id ?? []));
}

/** Another book that has one of these numbers or names now. */
export async function findNamesake(tx: Tx, { isbn10, isbn13, sourceKey }: BookRow, exceptId: number) {
  const isNamed = or(
    isbn10 === null ? undefined : eq(books.isbn10, isbn10),
    isbn13 === null ? undefined : eq(books.isbn13, isbn13),
    sourceKey === null ? undefined : eq(books.sourceKey, sourceKey),
  );
  if (!isNamed) return undefined;
  const [row] = await tx
    .select({ title: books.title })
    .from(books)
    .where(and(isNamed, ne(books.id, exceptId)))
    .limit(1)
    .for("update");
  return row;
}
