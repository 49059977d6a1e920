import "server-only";
import { eq, getTableColumns, inArray, sql } from "drizzle-orm";
import type { MySqlColumn, MySqlTable } from "drizzle-orm/mysql-core";
import type { Tx } from "./client";

/** Which row is to take over what the other one has. */
export type Move = { from: number; to: number };

type Row = Record<string, unknown>;
type RowId = number | string;

/**
 * What became of the rows that hung on `from`: those that hang on `to` now, by their ids, and those that `to` had already,
 * whole. As JSON it is what `returnRows` needs.
 */
export type MovedRows = { moved: RowId[]; dropped: Row[] };

/** `sameBy`: of two rows with the same values there, `to` can have only one; with none, it can have only one at all. */
type Hanging = { table: MySqlTable & { id: MySqlColumn }; on: MySqlColumn; sameBy?: MySqlColumn[] };

/** Statements stay small, and locks short. */
const ROWS_AT_ONCE = 1_000;

/** Values some at a time. */
export function* inParts<Value>(values: Value[]): Generator<Value[]> {
  for (let at = 0; at < values.length; at += ROWS_AT_ONCE) yield values.slice(at, at + ROWS_AT_ONCE);
}

const nameOf = (table: MySqlTable, column: MySqlColumn): string => {
  const [name] = Object.entries(getTableColumns(table)).find(([, one]) => one === column) ?? [];
  if (!name) throw new Error(`${column.name} is of another table`);
  return name;
};

/** Only what is set: no row counts as edited because it hangs elsewhere now. */
function setting(table: MySqlTable, column: MySqlColumn, value: RowId): Row {
  const kept = Object.entries(getTableColumns(table)).filter(([, one]) => one.onUpdateFn !== undefined);
  return { ...Object.fromEntries(kept.map(([name, one]) => [name, sql`${one}`])), [nameOf(table, column)]: value };
}

/** A row by what only one on each side can have. */
const keyBy =
  (table: MySqlTable, sameBy: MySqlColumn[] = []) =>
  (row: Row): string =>
    JSON.stringify(sameBy.map((column) => row[nameOf(table, column)]));

const holdRows = (tx: Tx, table: MySqlTable, on: MySqlColumn, id: number): Promise<Row[]> =>
  tx.select().from(table).where(eq(on, id)).for("update");

/**
 * Lets rows that hang on one row hang on another, in the caller's transaction. What `to` has already stays as it is there,
 * and the doubles are taken away.
 */
export async function moveRows(tx: Tx, { table, on, sameBy }: Hanging, { from, to }: Move): Promise<MovedRows> {
  const cellOf = (row: Row, column: MySqlColumn) => row[nameOf(table, column)];
  const keyOf = keyBy(table, sameBy);
  const rows = await holdRows(tx, table, on, from);
  const present = new Set(sameBy && rows.length > 0 ? (await holdRows(tx, table, on, to)).map(keyOf) : []);
  const dropped = sameBy ? rows.filter((row) => present.has(keyOf(row))) : [];
  const moved = rows.filter((row) => !dropped.includes(row)).map((row) => cellOf(row, table.id) as RowId);
  for (const part of inParts(dropped))
    await tx.delete(table).where(
      inArray(
        table.id,
        part.map((row) => cellOf(row, table.id)),
      ),
    );
  for (const part of inParts(moved))
    await tx
      .update(table)
      .set(setting(table, on, to) as never)
      .where(inArray(table.id, part));
  return { moved, dropped };
}

/**
 * Undoes `moveRows`. What went away or elsewhere meanwhile stays so, and so does what hung on something that is gone. A
 * double comes back where the row that stood for both is there still: whoever took that one away meant both.
 */
export async function returnRows(
  tx: Tx,
  { table, on, sameBy }: Hanging,
  { from, to }: Move,
  { moved, dropped }: MovedRows,
): Promise<void> {
  for (const part of inParts(moved))
    await tx
      .update(table)
      .set(setting(table, on, from) as never)
      .where(sql`${inArray(table.id, part)} and ${eq(on, to)}`);
  if (dropped.length === 0) return;
  const keyOf = keyBy(table, sameBy);
  const present = new Set((await holdRows(tx, table, on, to)).map(keyOf));
  // As the database gives them: out of JSON a time is a text.
  const doubles = dropped.filter((row) => present.has(keyOf(revive(table, row))));
  await restoreRows(tx, table, doubles);
}

/** Puts rows back as they were, with their ids; those that a unique index or a lost parent refuses are passed over. */
export async function restoreRows(tx: Tx, table: MySqlTable, rows: Row[]): Promise<void> {
  for (const part of inParts(rows))
    await tx
      .insert(table)
      .ignore()
      .values(part.map((row) => revive(table, row)) as never);
}

/** A row out of JSON as the database takes it. */
export function revive(table: MySqlTable, row: Row): Row {
  const columns = Object.entries(getTableColumns(table)).filter(([name, { generated }]) => name in row && !generated);
  return Object.fromEntries(
    columns.map(([name, { dataType }]) => {
      const value = row[name];
      return [name, dataType === "date" && typeof value === "string" ? new Date(value) : value];
    }),
  );
}
