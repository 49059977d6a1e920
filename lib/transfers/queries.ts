import "server-only";
import { and, asc, count, desc, eq, gt, inArray, isNotNull, isNull, lt, or, sql } from "drizzle-orm";
import { db, type Tx } from "@/db/client";
import { bookAliases, books } from "@/db/schema/catalog";
import { copies } from "@/db/schema/copies";
import { collectionBooks, collections } from "@/db/schema/library";
import { readerWorks } from "@/db/schema/reading";
import { pendingBooks } from "@/db/schema/scans";
import { importRows, imports } from "@/db/schema/transfers";
import { localName } from "@/lib/catalog/rules";
import { showRow } from "./rules";
import {
  type Entry,
  entry,
  type FormatKey,
  IMPORTS_MAX,
  type ImportDetail,
  type ImportFacts,
  type ImportPage,
  type ImportSummary,
  importOptions,
  ROW_STATES,
  ROWS_PER_PAGE,
  type RowCounts,
  type ShownRow,
} from "./schema";

export type ImportRow = typeof importRows.$inferSelect;
export type ImportHead = typeof imports.$inferSelect;

const noCounts = (): RowCounts => Object.fromEntries(ROW_STATES.map((state) => [state, 0])) as RowCounts;

async function countRows(importIds: string[]): Promise<Map<string, RowCounts>> {
  const counts = new Map(importIds.map((id) => [id, noCounts()]));
  if (importIds.length === 0) return counts;
  const rows = await db
    .select({ importId: importRows.importId, state: importRows.state, count: count() })
    .from(importRows)
    .where(inArray(importRows.importId, importIds))
    .groupBy(importRows.importId, importRows.state);
  for (const row of rows) {
    const of = counts.get(row.importId);
    if (of) of[row.state] = row.count;
  }
  return counts;
}

const toSummary = (head: ImportHead, counts: RowCounts): ImportSummary => ({
  ...{ id: head.id, format: head.format as FormatKey, fileName: head.fileName, state: head.state },
  ...{ createdAt: head.createdAt, endedAt: head.endedAt, counts },
  total: Object.values(counts).reduce((sum, one) => sum + one, 0),
});

/** What a reader has brought, the latest first. */
export async function listImports(userId: number): Promise<ImportSummary[]> {
  const heads = await db
    .select()
    .from(imports)
    .where(and(eq(imports.userId, userId), isNull(imports.forgottenAt)))
    .orderBy(desc(imports.createdAt))
    .limit(IMPORTS_MAX);
  const counts = await countRows(heads.map(({ id }) => id));
  return heads.map((head) => toSummary(head, counts.get(head.id) ?? noCounts()));
}

/** An import of the reader's own; undefined for anybody else's. */
export async function getImport(userId: number, id: string): Promise<ImportDetail | undefined> {
  const [head] = await db
    .select()
    .from(imports)
    .where(and(eq(imports.id, id), eq(imports.userId, userId), isNull(imports.forgottenAt)));
  if (!head) return undefined;
  const counts = (await countRows([id])).get(id) ?? noCounts();
  return {
    ...toSummary(head, counts),
    facts: head.facts as ImportFacts,
    options: importOptions.parse(head.options),
  };
}

/** What was understood of a row. */
export const entryOf = ({ parsed }: Pick<ImportRow, "parsed">): Entry | undefined => entry.safeParse(parsed).data;

/** Rows of an import in the order of the file; `next` names where the page after begins. */
export async function listRows(importId: string, { show, after = 0, limit = ROWS_PER_PAGE }: ImportPage) {
  const rows = await db
    .select()
    .from(importRows)
    .where(and(eq(importRows.importId, importId), gt(importRows.id, after), show && eq(importRows.state, show)))
    .orderBy(asc(importRows.id))
    .limit(limit + 1);
  const page = rows.slice(0, limit);
  const shown = page.map((row): ShownRow => showRow(row, entryOf(row)));
  return { rows: shown, next: rows.length > limit ? (page.at(-1)?.id ?? null) : null };
}

/** One row of a reader's own import. */
export async function getRow(userId: number, importId: string, rowId: number): Promise<ImportRow | undefined> {
  const [row] = await db
    .select({ row: importRows })
    .from(importRows)
    .innerJoin(imports, eq(imports.id, importRows.importId))
    .where(
      and(
        ...[eq(importRows.id, rowId), eq(importRows.importId, importId)],
        ...[eq(imports.userId, userId), isNull(imports.forgottenAt)],
      ),
    );
  return row?.row;
}

const ROWS_AT_ONCE = 500;

/** All rows of an import in one of the states, a part at a time. */
export async function* readRows(importId: string, states: readonly ImportRow["state"][]): AsyncGenerator<ImportRow[]> {
  for (let after = 0; ; ) {
    const rows = await db
      .select()
      .from(importRows)
      .where(and(eq(importRows.importId, importId), gt(importRows.id, after), inArray(importRows.state, [...states])))
      .orderBy(asc(importRows.id))
      .limit(ROWS_AT_ONCE);
    if (rows.length > 0) yield rows;
    const last = rows.at(-1);
    if (last === undefined || rows.length < ROWS_AT_ONCE) return;
    after = last.id;
  }
}

/** An import with whose it is, held until the transaction ends: what is done to it takes turns. */
export async function holdImport(tx: Tx, id: string): Promise<ImportHead | undefined> {
  const [head] = await tx.select().from(imports).where(eq(imports.id, id)).for("update");
  return head;
}

export async function getImportHead(id: string): Promise<ImportHead | undefined> {
  const [head] = await db.select().from(imports).where(eq(imports.id, id));
  return head;
}

/** The first rows that are still to be done. */
export const listRowsToDo = (
  tx: Tx,
  importId: string,
  states: ImportRow["state"][],
  limit: number,
  { lastFirst = false } = {},
) =>
  tx
    .select()
    .from(importRows)
    .where(and(eq(importRows.importId, importId), inArray(importRows.state, states)))
    .orderBy(lastFirst ? desc(importRows.id) : asc(importRows.id))
    .limit(limit);

export const listRowsById = (tx: Tx, ids: number[]) =>
  ids.length === 0 ? Promise.resolve([]) : tx.select().from(importRows).where(inArray(importRows.id, ids));

/** Whether a file says of any of its books that its reader has it. */
export async function hasCopies(importId: string): Promise<boolean> {
  const [row] = await db
    .select({ id: importRows.id })
    .from(importRows)
    .where(and(eq(importRows.importId, importId), sql`json_length(${importRows.parsed}, '$.copies') > 0`))
    .limit(1);
  return row !== undefined;
}

/** The works of books, by their ids or by those of books that were merged into them. */
export async function listWorksOf(tx: Tx, bookIds: number[]): Promise<Map<number, { bookId: number; workId: number }>> {
  const found = new Map<number, { bookId: number; workId: number }>();
  if (bookIds.length === 0) return found;
  const rows = await tx
    .select({ bookId: books.id, workId: books.workId })
    .from(books)
    .where(inArray(books.id, bookIds));
  for (const row of rows) found.set(row.bookId, row);
  const gone = bookIds.filter((id) => !found.has(id));
  if (gone.length === 0) return found;
  const merged = await tx
    .select({ name: bookAliases.name, bookId: books.id, workId: books.workId })
    .from(bookAliases)
    .innerJoin(books, eq(books.id, bookAliases.bookId))
    .where(inArray(bookAliases.name, gone.map(localName)));
  for (const id of gone) {
    const into = merged.find(({ name }) => name === localName(id));
    if (into) found.set(id, { bookId: into.bookId, workId: into.workId });
  }
  return found;
}

/** What a reader chose before for rows of these keys: a book that was told once needs not be told again. */
export async function listChosen(tx: Tx, userId: number, rowKeys: string[]): Promise<Map<string, number>> {
  // The imports first: keys of rows are the same for all readers of a book.
  const own =
    rowKeys.length === 0 ? [] : await tx.select({ id: imports.id }).from(imports).where(eq(imports.userId, userId));
  if (own.length === 0) return new Map();
  const rows = await tx
    .select({ rowKey: importRows.rowKey, bookId: importRows.bookId })
    .from(importRows)
    .where(
      and(
        inArray(
          importRows.importId,
          own.map(({ id }) => id),
        ),
        inArray(importRows.rowKey, rowKeys),
        isNotNull(importRows.bookId),
        inArray(importRows.state, ["imported", "updated", "unchanged"]),
      ),
    )
    .orderBy(asc(importRows.id));
  return new Map(rows.flatMap(({ rowKey, bookId }) => (rowKey && bookId ? [[rowKey, bookId] as const] : [])));
}

/** Those of the books of which the reader has or has said something already. */
export async function listHad(
  tx: Tx,
  userId: number,
  found: { bookId: number; workId: number }[],
): Promise<Set<number>> {
  const [bookIds, workIds] = [found.map(({ bookId }) => bookId), found.map(({ workId }) => workId)];
  if (found.length === 0) return new Set();
  const [said, kept, owned] = [
    await tx
      .select({ workId: readerWorks.workId })
      .from(readerWorks)
      .where(and(eq(readerWorks.userId, userId), inArray(readerWorks.workId, workIds))),
    await tx
      .selectDistinct({ bookId: collectionBooks.bookId })
      .from(collectionBooks)
      .innerJoin(collections, eq(collections.id, collectionBooks.collectionId))
      .where(and(eq(collections.ownerId, userId), inArray(collectionBooks.bookId, bookIds))),
    await tx
      .selectDistinct({ bookId: copies.bookId })
      .from(copies)
      .where(and(eq(copies.ownerId, userId), inArray(copies.bookId, bookIds))),
  ];
  const works = new Set(said.map(({ workId }) => workId));
  const has = new Set([...kept, ...owned].map(({ bookId }) => bookId));
  return new Set(
    found.filter(({ bookId, workId }) => has.has(bookId) || works.has(workId)).map(({ bookId }) => bookId),
  );
}

/** A pending book that has come, and by what it is waited for. */
export async function getArrived(pendingId: number) {
  const [row] = await db
    .select({ isbn: pendingBooks.isbn, handle: pendingBooks.handle, bookId: pendingBooks.bookId })
    .from(pendingBooks)
    .where(eq(pendingBooks.id, pendingId));
  return row;
}

/** Rows that wait for a book by its ISBN, or by the handle of one that has none. */
export async function listWaiting({ isbn, handle }: { isbn: string | null; handle: string | null }) {
  const isIt =
    isbn === null
      ? and(isNull(importRows.isbn), sql`json_value(${importRows.added}, '$.pending') = ${handle ?? ""}`)
      : eq(importRows.isbn, isbn);
  return db
    .select({ id: importRows.id, importId: importRows.importId })
    .from(importRows)
    .where(and(isIt, eq(importRows.state, "pending")));
}

/** ISBNs that rows wait for and the catalogue has by now. */
export async function listArrivedIsbns(limit: number): Promise<string[]> {
  const rows = await db
    .selectDistinct({ isbn: importRows.isbn })
    .from(importRows)
    .leftJoin(books, eq(books.isbn13, importRows.isbn))
    .leftJoin(bookAliases, eq(bookAliases.name, importRows.isbn))
    .where(and(eq(importRows.state, "pending"), or(isNotNull(books.id), isNotNull(bookAliases.id))))
    .limit(limit);
  return rows.flatMap(({ isbn }) => isbn ?? []);
}

export const listOldImports = ({ before, forgottenBefore }: { before: Date; forgottenBefore: Date }) =>
  db
    .select({ id: imports.id })
    .from(imports)
    .where(or(lt(imports.createdAt, before), lt(imports.forgottenAt, forgottenBefore)));

/** A reader's imports, those first that may go first: what is over, of that what nothing can come of any more, the oldest. */
export async function holdImportsToGo(tx: Tx, userId: number): Promise<Pick<ImportHead, "id" | "state">[]> {
  const isAwaited = sql`exists (select 1 from ${importRows} row where row.import_id = ${imports.id} and row.state in ('pending', 'review'))`;
  return tx
    .select({ id: imports.id, state: imports.state })
    .from(imports)
    .where(eq(imports.userId, userId))
    .orderBy(
      sql`${imports.forgottenAt} is null`,
      sql`${imports.state} in ('running', 'undoing')`,
      sql`${imports.state} = 'done' and ${isAwaited}`,
      asc(imports.createdAt),
    )
    .for("update");
}
