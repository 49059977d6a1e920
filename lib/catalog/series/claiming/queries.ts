import "server-only";
import { and, eq, inArray, isNull, notExists, sql } from "drizzle-orm";
import type { Tx } from "@/db/client";
import { bookChanges, bookProposals, books } from "@/db/schema/catalog";
import { CLAIMED } from "./schema";

/**
 * Those of the books of whose series nobody has ever said anything, and no reader's file what is still to be decided; each
 * with the values, as their hashes, that somebody has decided about.
 */
export async function mapUnclaimed(tx: Tx, bookIds: number[]): Promise<Map<number, Set<string>>> {
  if (bookIds.length === 0) return new Map();
  const changed = tx
    .select({ id: bookChanges.id })
    .from(bookChanges)
    .where(and(eq(bookChanges.bookId, books.id), eq(bookChanges.field, "series")));
  const isLocked = sql`coalesce(json_value(${books.origins}, '$.series.isLocked'), 'false') in ('true', '1')`;
  const rows = await tx
    .select({ id: books.id })
    .from(books)
    .where(
      and(...[inArray(books.id, bookIds), isNull(books.series), sql`not ${isLocked}`], notExists(changed as never)),
    );
  const proposed = await tx
    .select({
      ...{ bookId: bookProposals.bookId, valueHash: bookProposals.valueHash },
      ...{ source: bookProposals.source, state: bookProposals.state },
    })
    .from(bookProposals)
    .where(and(inArray(bookProposals.bookId, bookIds), eq(bookProposals.field, "series")));
  const open = new Map(rows.map(({ id }) => [id, new Set<string>()]));
  for (const { bookId, valueHash, source, state } of proposed) {
    if (state !== "proposed") open.get(bookId)?.add(valueHash);
    else if (source === CLAIMED.source) open.delete(bookId);
  }
  return open;
}

/** Proposals by readers' files of just this moment: another source, or another file, may have said the same before. */
export const listClaims = (tx: Tx, bookIds: number[], valueHashes: string[], saidAt: Date) =>
  tx
    .select({ id: bookProposals.id, bookId: bookProposals.bookId })
    .from(bookProposals)
    .where(
      and(
        ...[inArray(bookProposals.bookId, bookIds), eq(bookProposals.field, "series")],
        ...[inArray(bookProposals.valueHash, valueHashes), eq(bookProposals.source, CLAIMED.source)],
        ...[eq(bookProposals.saidAt, saidAt), eq(bookProposals.state, "proposed")],
      ),
    );
