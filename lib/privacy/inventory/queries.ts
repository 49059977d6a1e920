import "server-only";
import {
  and,
  asc,
  count,
  eq,
  getTableColumns,
  getTableName,
  gt,
  inArray,
  is,
  isNull,
  ne,
  or,
  type SQL,
} from "drizzle-orm";
import { type MySqlColumn, MySqlTable } from "drizzle-orm/mysql-core";
import { db } from "@/db/client";
import * as accounts from "@/db/schema/accounts";
import * as catalog from "@/db/schema/catalog";
import * as copies from "@/db/schema/copies";
import * as covers from "@/db/schema/covers";
import * as duplicates from "@/db/schema/duplicates";
import * as households from "@/db/schema/households";
import * as library from "@/db/schema/library";
import * as ops from "@/db/schema/ops";
import * as privacy from "@/db/schema/privacy";
import * as reading from "@/db/schema/reading";
import * as scans from "@/db/schema/scans";
import * as tags from "@/db/schema/tags";
import * as transfers from "@/db/schema/transfers";
import { listBooksByIds } from "@/lib/catalog/queries";
import { listPlaces } from "@/lib/copies/places/queries";
import { placeWords } from "@/lib/copies/places/rules";
import { CAUSE_WORDS } from "@/lib/ops/incidents/rules";
import type { Person } from "../schema";
import { HELD } from "./rules";
import { HELD_KEYS, type HeldCounts, type HeldTable } from "./schema";

const SCHEMA = {
  ...accounts,
  ...catalog,
  ...copies,
  ...covers,
  ...duplicates,
  ...households,
  ...library,
  ...ops,
  ...privacy,
  ...reading,
  ...scans,
  ...tags,
  ...transfers,
};

const TABLES = new Map(
  Object.values(SCHEMA).flatMap((value: unknown): [string, MySqlTable][] =>
    is(value, MySqlTable) ? [[getTableName(value), value]] : [],
  ),
);

function tableOf(name: string): MySqlTable {
  const table = TABLES.get(name);
  if (!table) throw new Error(`the inventory names a table that is not there: ${name}`);
  return table;
}

function columnOf(table: MySqlTable, name: string): MySqlColumn {
  const column = getTableColumns(table)[name];
  if (!column) throw new Error(`the inventory names a column that is not there: ${getTableName(table)}.${name}`);
  return column;
}

/** The audit log knows people by their reference, everything else by their number. */
function isOf(table: MySqlTable, by: string, { id, auditRef }: Person): SQL | undefined {
  if (table !== accounts.auditLog) return eq(columnOf(table, by), id);
  const { actor, subject } = accounts.auditLog;
  if (by === "actor") return eq(actor, auditRef);
  // What they did to themselves is told of already.
  return and(eq(subject, `user:${auditRef}`), or(isNull(actor), ne(actor, auditRef)));
}

/** What a table is read by, page after page; undefined where its key is of several columns, and a person has few rows. */
const keyOf = (table: MySqlTable): MySqlColumn | undefined =>
  Object.values(getTableColumns(table)).find((column) => column.primary);

function filterOf({ table: name, by, through }: HeldTable, person: Person): SQL | undefined {
  const table = tableOf(name);
  if (!through) return isOf(table, by, person);
  const parent = tableOf(through.table);
  const theirs = db
    .select({ key: columnOf(parent, "id") })
    .from(parent)
    .where(or(...through.by.map((by) => isOf(parent, by, person))));
  return inArray(columnOf(table, through.column), theirs);
}

async function countRows(held: HeldTable, person: Person): Promise<number> {
  const [row] = await db.select({ count: count() }).from(tableOf(held.table)).where(filterOf(held, person));
  return row?.count ?? 0;
}

/** What lies in several tables, and counts together; of the others the first one counts, and the rest belongs to it. */
const SUMMED = new Set<string>(["waysIn", "letters", "curation", "pictures", "audit"]);

/** How much of each thing there is of a person. */
export async function countHeld(person: Person): Promise<HeldCounts> {
  const counts = await Promise.all(
    HELD.map(async ({ key, tables }) => {
      const counted = SUMMED.has(key) ? tables : tables.slice(0, 1);
      const rows = await Promise.all(counted.map((held) => countRows(held, person)));
      return [key, rows.reduce((sum, some) => sum + some, 0)] as const;
    }),
  );
  const found = new Map(counts);
  return Object.fromEntries(HELD_KEYS.map((key) => [key, found.get(key) ?? 0])) as HeldCounts;
}

export type HeldRow = Record<string, unknown>;

/** Where a row names a book, it is handed out with what people know the book by. */
const BOOK_COLUMNS = new Set(["bookId", "rightBookId", "firstId", "secondId"]);

/** What a table holds on a person, some hundred rows at a time, in the columns that are given. Memory does not grow with it. */
export async function* readHeld(
  held: HeldTable,
  person: Person,
  { rowsAtOnce = 500, signal }: { rowsAtOnce?: number; signal?: AbortSignal } = {},
): AsyncGenerator<HeldRow[]> {
  const table = tableOf(held.table);
  const key = keyOf(table);
  const columns = Object.fromEntries(held.given.map((name) => [name, columnOf(table, name)]));
  const isTheirs = filterOf(held, person);
  for (let after: unknown; ; ) {
    signal?.throwIfAborted();
    if (!key) {
      const rows = await db.select(columns).from(table).where(isTheirs);
      if (rows.length > 0) yield await withNames(rows);
      return;
    }
    const rows = await db
      .select({ ...columns, heldKey: key })
      .from(table)
      .where(and(isTheirs, after === undefined ? undefined : gt(key, after)))
      .orderBy(asc(key))
      .limit(rowsAtOnce);
    if (rows.length === 0) return;
    after = rows.at(-1)?.heldKey;
    yield await withNames(rows.map(({ heldKey: _, ...row }) => row));
    if (rows.length < rowsAtOnce) return;
  }
}

/** Numbers say nothing to a person: each is handed out with, or as, what people know the thing by. */
const withNames = async (rows: HeldRow[]) =>
  withPlaces(await withIncidents(await withPending(await withWorks(await withBooks(rows)))));

/** The numbers that rows have under a name, each once. */
const numbersOf = (rows: HeldRow[], name: string): number[] => [
  ...new Set(rows.flatMap(({ [name]: value }) => (typeof value === "number" ? value : []))),
];

/** A work is known by its title. */
async function withWorks(rows: HeldRow[]): Promise<HeldRow[]> {
  const ids = numbersOf(rows, "workId");
  if (ids.length === 0) return rows;
  const { id, title } = catalog.works;
  const found = await db.select({ id, title }).from(catalog.works).where(inArray(id, ids));
  const titles = new Map(found.map((work) => [work.id, work.title]));
  return rows.map(({ workId, ...row }) => ({ workTitle: titles.get(Number(workId)) ?? null, ...row }));
}

/** A book that somebody waits for is not in the catalogue yet. */
async function withPending(rows: HeldRow[]): Promise<HeldRow[]> {
  const ids = numbersOf(rows, "pendingId");
  if (ids.length === 0) return rows;
  const { id, isbn, title, author } = scans.pendingBooks;
  const found = await db.select({ id, isbn, title, author }).from(scans.pendingBooks).where(inArray(id, ids));
  const books = new Map(found.map((book) => [book.id, book]));
  return rows.map(({ pendingId, ...row }) => {
    const book = books.get(Number(pendingId));
    return { isbn: book?.isbn ?? null, title: book?.title ?? null, author: book?.author ?? null, ...row };
  });
}

/** Where a copy stands, by its path; all places of one person are in one library. */
async function withPlaces(rows: HeldRow[]): Promise<HeldRow[]> {
  if (!rows.some((row) => "placeId" in row)) return rows;
  const { id, libraryId } = copies.places;
  const theirs = db
    .select({ libraryId })
    .from(copies.places)
    .where(inArray(id, numbersOf(rows, "placeId")));
  const [library] = numbersOf(rows, "placeId").length > 0 ? await theirs.limit(1) : [];
  const words = placeWords(library ? await listPlaces(library.libraryId) : []);
  return rows.map(({ placeId, ...row }) => ({
    ...row,
    place: words.get(Number(placeId ?? 0)) ?? null,
  }));
}

/** What an incident was; and to whom it touched, what was said. */
async function withIncidents(rows: HeldRow[]): Promise<HeldRow[]> {
  const ids = numbersOf(rows, "incidentId");
  if (ids.length === 0) return rows;
  const { id, cause, notice } = ops.securityIncidents;
  const found = await db.select({ id, cause, notice }).from(ops.securityIncidents).where(inArray(id, ids));
  const incidents = new Map(found.map((incident) => [incident.id, incident]));
  return rows.map((row) => {
    const incident = incidents.get(Number(row.incidentId));
    const named = { ...row, incident: incident ? CAUSE_WORDS[incident.cause].title : null };
    return "notifiedAt" in row
      ? { ...named, told: row.notifiedAt === null ? null : (incident?.notice ?? null) }
      : named;
  });
}

async function withBooks(rows: HeldRow[]): Promise<HeldRow[]> {
  const ids = rows.flatMap((row) =>
    Object.entries(row).flatMap(([name, value]) => (BOOK_COLUMNS.has(name) && typeof value === "number" ? value : [])),
  );
  if (ids.length === 0) return rows;
  const books = new Map((await listBooksByIds([...new Set(ids)])).map(({ id, book }) => [id, book]));
  return rows.map((row) =>
    Object.fromEntries(
      Object.entries(row).flatMap(([name, value]): [string, unknown][] => {
        if (!BOOK_COLUMNS.has(name)) return [[name, value]];
        const book = typeof value === "number" ? books.get(value) : undefined;
        const as = name.replace(/Id$/, "");
        return [
          [`${as}Isbn`, book?.isbn ?? null],
          [`${as}Title`, book?.title ?? null],
        ];
      }),
    ),
  );
}

/** Columns of a table of the inventory, as db/schema has them: for the test that asks whether each is accounted for. */
export const columnsOf = (name: string): string[] => Object.keys(getTableColumns(tableOf(name)));
