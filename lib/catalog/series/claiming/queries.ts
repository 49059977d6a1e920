import "server-only";
import { and, eq, inArray, isNull, notExists, sql } from "drizzle-orm";
import type { Tx } from "@/db/client";
import { bookChanges, bookProposals, books } from "@/db/schema/catalog";
import { CLAIMED } from "./schema";

/** Those of the books of whose series nobody has ever said anything, and no reader's file either. */
export async function listUnclaimed(tx: Tx, bookIds: number[]): Promise<Set<number>> {
  if (bookIds.length === 0) return new Set();
  const changed = tx
    .select({ id: bookChanges.id })
    .from(bookChanges)
    .where(and(eq(bookChanges.bookId, books.id), eq(bookChanges.field, "series")));
  const claimed = tx
    .select({ id: bookProposals.id })
    .from(bookProposals)
    .where(
      and(
        ...[eq(bookProposals.bookId, books.id), eq(bookProposals.field, "series")],
        eq(bookProposals.source, CLAIMED.source),
      ),
    );
  const isLocked = sql`coalesce(json_value(${books.origins}, '$.series.isLocked'), 'false') in ('true', '1')`;
  const rows = await tx
    .select({ id: books.id })
    .from(books)
    .where(
      and(
        ...[inArray(books.id, bookIds), isNull(books.series), sql`not ${isLocked}`],
        ...[notExists(changed as never), notExists(claimed as never)],
      ),
    );
  return new Set(rows.map(({ id }) => id));
}

/** Proposals of these values that are there, by book: another source may have said the same. */
export const listClaims = (tx: Tx, bookIds: number[]) =>
  tx
    .select({ id: bookProposals.id, bookId: bookProposals.bookId })
    .from(bookProposals)
    .where(
      and(
        ...[inArray(bookProposals.bookId, bookIds), eq(bookProposals.field, "series")],
        eq(bookProposals.source, CLAIMED.source),
      ),
    );
