import "server-only";
import { and, asc, eq, inArray, isNull, ne } from "drizzle-orm";
import type { Tx } from "@/db/client";
import { collectionBooks, collections } from "@/db/schema/library";
import { importRows, imports } from "@/db/schema/transfers";
import { entryOf } from "../../queries";
import { type Entry, type ImportOptions, importOptions } from "../../schema";

/** A row as it was brought to the library before, and how its reader wanted shelves then. */
export type SaidBefore = { entry: Entry; options: ImportOptions; bookId: number };

/**
 * What rows of these keys said the last time that they were brought, by another import of the reader that they have neither
 * undone nor deleted since. A row whose shelves found no room has not been brought whole.
 */
export async function listSaidBefore(
  tx: Tx,
  { userId, importId }: { userId: number; importId: string },
  rowKeys: string[],
): Promise<Map<string, SaidBefore>> {
  if (rowKeys.length === 0) return new Map();
  const rows = await tx
    .select({
      ...{ id: importRows.id, rowKey: importRows.rowKey, state: importRows.state, reason: importRows.reason },
      ...{ createdAt: imports.createdAt, endedAt: imports.endedAt },
    })
    .from(importRows)
    .innerJoin(imports, eq(imports.id, importRows.importId))
    .where(
      and(
        ...[eq(imports.userId, userId), ne(imports.id, importId), isNull(imports.forgottenAt)],
        ...[
          inArray(importRows.rowKey, rowKeys),
          inArray(importRows.state, ["imported", "updated", "unchanged", "undone"]),
        ],
      ),
    )
    .orderBy(asc(importRows.id));
  // An undo took away what later rows may have found there.
  const undoneAt = new Map<string | null, number>();
  for (const { rowKey, state, endedAt } of rows)
    if (state === "undone" && endedAt) undoneAt.set(rowKey, Math.max(undoneAt.get(rowKey) ?? 0, endedAt.getTime()));
  const latest = new Map(
    rows
      .filter(({ state, reason }) => state !== "undone" && reason !== "collections_full")
      .filter(({ rowKey, createdAt }) => createdAt.getTime() > (undoneAt.get(rowKey) ?? 0))
      .map(({ rowKey, id }) => [rowKey, id]),
  );
  if (latest.size === 0) return new Map();
  const said = await tx
    .select({
      ...{ rowKey: importRows.rowKey, parsed: importRows.parsed, bookId: importRows.bookId },
      options: imports.options,
    })
    .from(importRows)
    .innerJoin(imports, eq(imports.id, importRows.importId))
    .where(inArray(importRows.id, [...latest.values()]));
  return new Map(
    said.flatMap(({ rowKey, bookId, options, parsed }): [string, SaidBefore][] => {
      const entry = entryOf({ parsed });
      if (!entry || rowKey === null || bookId === null) return [];
      return [[rowKey, { entry, bookId, options: importOptions.parse(options) }]];
    }),
  );
}

/** The names of the reader's collections that hold these books, in small letters, by book. */
export async function listShelvesOf(tx: Tx, userId: number, bookIds: number[]): Promise<Map<number, Set<string>>> {
  const found = new Map<number, Set<string>>();
  if (bookIds.length === 0) return found;
  const rows = await tx
    .select({ bookId: collectionBooks.bookId, name: collections.name })
    .from(collectionBooks)
    .innerJoin(collections, eq(collections.id, collectionBooks.collectionId))
    .where(and(eq(collections.ownerId, userId), inArray(collectionBooks.bookId, bookIds)));
  for (const { bookId, name } of rows) found.set(bookId, (found.get(bookId) ?? new Set()).add(name.toLowerCase()));
  return found;
}
