import "server-only";
import { and, asc, countDistinct, eq, inArray, isNull } from "drizzle-orm";
import { db, type Tx } from "@/db/client";
import { pendingBooks } from "@/db/schema/scans";
import { importRows, imports } from "@/db/schema/transfers";
import type { RowReason } from "../../schema";

const isOf = (userId: number, reason: RowReason) =>
  and(eq(imports.userId, userId), eq(importRows.state, "pending"), eq(importRows.reason, reason));

/** Those of the ISBNs that somebody has asked for already, however that went. */
export async function listAskedIsbns(tx: Tx, isbns: string[]): Promise<Set<string>> {
  if (isbns.length === 0) return new Set();
  const rows = await tx.select({ isbn: pendingBooks.isbn }).from(pendingBooks).where(inArray(pendingBooks.isbn, isbns));
  return new Set(rows.flatMap(({ isbn }) => isbn ?? []));
}

/** How many books are being looked up for the imports of a reader. */
export async function countUnderWay(tx: Tx, userId: number): Promise<number> {
  const [row] = await tx
    .select({ count: countDistinct(importRows.isbn) })
    .from(importRows)
    .innerJoin(imports, eq(imports.id, importRows.importId))
    .innerJoin(pendingBooks, eq(pendingBooks.isbn, importRows.isbn))
    .where(and(isOf(userId, "unknown_book"), inArray(pendingBooks.state, ["waiting", "looking"])));
  return row?.count ?? 0;
}

/** Readers of whose imports rows wait for their turn. */
export async function listReadersInLine(): Promise<number[]> {
  const rows = await db
    .selectDistinct({ userId: imports.userId })
    .from(imports)
    .innerJoin(importRows, eq(importRows.importId, imports.id))
    .where(and(isNull(imports.forgottenAt), eq(importRows.state, "pending"), eq(importRows.reason, "waits_turn")));
  return rows.map(({ userId }) => userId);
}

/** The first rows of a reader's imports that wait for their turn, held until the transaction ends. */
export async function holdNextInLine(tx: Tx, userId: number, limit: number): Promise<{ id: number; isbn: string }[]> {
  const rows = await tx
    .select({ id: importRows.id, isbn: importRows.isbn })
    .from(importRows)
    .innerJoin(imports, eq(imports.id, importRows.importId))
    .where(and(isOf(userId, "waits_turn"), isNull(imports.forgottenAt)))
    .orderBy(asc(importRows.id))
    .limit(limit)
    .for("update");
  return rows.flatMap(({ id, isbn }) => (isbn === null ? [] : { id, isbn }));
}
