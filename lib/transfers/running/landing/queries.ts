import "server-only";
import { and, asc, eq, gte, inArray, isNull, ne } from "drizzle-orm";
import type { Tx } from "@/db/client";
import { importRows, imports } from "@/db/schema/transfers";
import { entryOf, type ImportHead } from "../../queries";
import { type Entry, type ImportOptions, importOptions } from "../../schema";

/** In these states a row is in its reader's library, or was there before. */
export const BROUGHT = ["imported", "updated", "unchanged"] as const;

/** A row as it was brought to the library before, and how its reader wanted shelves then. */
export type SaidBefore = { entry: Entry; options: ImportOptions; bookId: number };

/**
 * What rows of these keys said the last time that they were brought, by another import of the reader that they have neither
 * undone nor deleted since. A row whose shelves found no room has not been brought whole, and of one that was there already
 * by an import that was undone since (`noteTakenBack`) nothing is left.
 */
export async function listSaidBefore(
  tx: Tx,
  { userId, importId }: { userId: number; importId: string },
  rowKeys: string[],
): Promise<Map<string, SaidBefore>> {
  // The imports first: keys of rows are the same for all readers of a book.
  const kept = rowKeys.length === 0 ? [] : await listKept(tx, userId);
  const importIds = kept.map(({ id }) => id).filter((id) => id !== importId);
  if (importIds.length === 0) return new Map();
  const rows = await tx
    .select({ id: importRows.id, rowKey: importRows.rowKey, reason: importRows.reason })
    .from(importRows)
    .where(
      and(
        ...[inArray(importRows.importId, importIds), inArray(importRows.rowKey, rowKeys)],
        inArray(importRows.state, [...BROUGHT]),
      ),
    )
    .orderBy(asc(importRows.id));
  const latest = new Map(
    rows
      .filter(({ reason }) => reason !== "collections_full" && reason !== "undone_since")
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

/** Imports of a reader that they have not deleted. */
const listKept = (tx: Tx, userId: number) =>
  tx
    .select({ id: imports.id })
    .from(imports)
    .where(and(eq(imports.userId, userId), isNull(imports.forgottenAt)));

/** Imports of a reader that began after this one, deleted ones too, for they can come back. */
export async function listLater(
  tx: Tx,
  { id, userId, startedAt, createdAt }: Pick<ImportHead, "id" | "userId" | "startedAt" | "createdAt">,
): Promise<string[]> {
  const rows = await tx
    .select({ id: imports.id })
    .from(imports)
    .where(and(eq(imports.userId, userId), ne(imports.id, id), gte(imports.startedAt, startedAt ?? createdAt)));
  return rows.map((row) => row.id);
}
