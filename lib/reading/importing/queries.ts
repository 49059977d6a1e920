import "server-only";
import { and, asc, eq, inArray } from "drizzle-orm";
import type { Tx } from "@/db/client";
import { books } from "@/db/schema/catalog";
import { quotes, readerWorks, readings } from "@/db/schema/reading";
import { publicIsbn } from "@/lib/catalog/rules";
import { getReadBookById, type ReadBook } from "../queries";

/** The books of these ids, also of such as were merged into another one. */
export async function mapReadBooks(tx: Tx, bookIds: number[]): Promise<Map<number, ReadBook>> {
  const found = new Map<number, ReadBook>();
  if (bookIds.length === 0) return found;
  const { id, workId, pages, isbn10, isbn13 } = books;
  const rows = await tx
    .select({ id, workId, pages, isbn10, isbn13 })
    .from(books)
    .where(inArray(books.id, [...new Set(bookIds)]));
  for (const row of rows)
    found.set(row.id, { id: row.id, workId: row.workId, pages: row.pages, isbn: publicIsbn(row) });
  for (const gone of new Set(bookIds.filter((one) => !found.has(one)))) {
    const into = await getReadBookById(tx, gone);
    if (into) found.set(gone, into);
  }
  return found;
}

/** A reader's rows about these works, held until the transaction ends. */
export const holdReaderWorks = (tx: Tx, userId: number, workIds: number[]) =>
  tx
    .select()
    .from(readerWorks)
    .where(and(eq(readerWorks.userId, userId), inArray(readerWorks.workId, workIds)))
    .orderBy(asc(readerWorks.workId))
    .for("update");

/** A reader's readings of these works, held. */
export const holdReadingsOf = (tx: Tx, userId: number, workIds: number[]) =>
  tx
    .select()
    .from(readings)
    .where(and(eq(readings.userId, userId), inArray(readings.workId, workIds)))
    .orderBy(asc(readings.id))
    .for("update");

/** Those of the keys under which a reading has come already. */
export async function listImportedReadings(tx: Tx, userId: number, importKeys: string[]): Promise<string[]> {
  if (importKeys.length === 0) return [];
  const rows = await tx
    .select({ importKey: readings.importKey })
    .from(readings)
    .where(and(eq(readings.userId, userId), inArray(readings.importKey, importKeys)));
  return rows.flatMap(({ importKey }) => importKey ?? []);
}

/** Those of the keys under which a quote has come already. */
export async function listImportedQuotes(tx: Tx, userId: number, importKeys: string[]): Promise<string[]> {
  if (importKeys.length === 0) return [];
  const rows = await tx
    .select({ importKey: quotes.importKey })
    .from(quotes)
    .where(and(eq(quotes.userId, userId), inArray(quotes.importKey, importKeys)));
  return rows.flatMap(({ importKey }) => importKey ?? []);
}
