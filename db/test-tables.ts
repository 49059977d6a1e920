import { createHash } from "node:crypto";
import { sql } from "drizzle-orm";
import { db } from "./client";

type Row = Record<string, unknown>;
/** What a query of a test answers, as the database names it. */
export const rowsOf = async <R extends Row = Row>(query: string) =>
  (await db.execute(sql.raw(query)))[0] as unknown as R[];

/** Names of all tables but those of the migrations. */
async function listTables(): Promise<string[]> {
  const tables = await rowsOf(
    "select table_name as name from information_schema.tables where table_schema = database()",
  );
  return tables.map(({ name }) => String(name)).filter((name) => !name.startsWith("__"));
}

/** What happened when: the figures of a day in its middle, and what was given up for now and comes again by the clock. */
const DIARIES = new Set(["daily_stats", "app_logs", "audit_log", "audit_head"]);

const TIMES = /\d{4}-\d\d-\d\d[ T]\d\d:\d\d:[\d.]+Z?/g;

/**
 * Numbers of rows; the evidence of a pair, a hash in which such are; what is random of an account; and the tries of a
 * look-up, of which each kill is one.
 */
const BY_CHANCE = new Set(["id", "seq", "evidence", "audit_ref", "attempts"]);

/** A book's place in an order by hand is at first the moment in which it came. */
const MOMENTS = new Set(["collection_books.position"]);

const inShort = (value: unknown) =>
  Buffer.isBuffer(value)
    ? createHash("sha1").update(value).digest("hex")
    : JSON.stringify(value).replaceAll(TIMES, "a time");

/**
 * Every row of every table, without what differs from run to run: numbers of rows become names, and times whether there
 * is one.
 */
export async function listEverything(): Promise<Record<string, string[]>> {
  const names = new Map<string, string>();
  for (const { id, isbn13 } of await rowsOf("select id, isbn13 from books")) names.set(`book ${id}`, `book ${isbn13}`);
  for (const { id, work_key } of await rowsOf("select id, work_key from works")) names.set(`work ${id}`, `${work_key}`);
  for (const { id, book_id, sha256 } of await rowsOf("select id, book_id, sha256 from covers"))
    names.set(`cover ${id}`, `${sha256} of ${names.get(`book ${book_id}`)}`);
  for (const { id, isbn } of await rowsOf("select id, isbn from pending_books"))
    names.set(`pending ${id}`, `pending ${isbn}`);
  for (const { id, username } of await rowsOf("select id, username from users")) names.set(`user ${id}`, `${username}`);
  for (const { id, name } of await rowsOf("select id, name from collections")) names.set(`collection ${id}`, `${name}`);
  for (const kind of ["series", "author"])
    for (const { id, key } of await rowsOf(`select id, \`key\` from ${kind === "author" ? "authors" : kind}`))
      names.set(`${kind} ${id}`, `${key}`);
  const nameOf = (kind: string, id: unknown) => (id === null ? null : (names.get(`${kind} ${id}`) ?? `no ${kind}`));

  const named = (column: string, value: unknown): unknown => {
    const [, kind] = /(book|work|cover|image|pending|user|owner|collection|series|author)_?id$/i.exec(column) ?? [];
    if (kind) return nameOf(kind.toLowerCase().replace("image", "cover").replace("owner", "user"), value);
    // The two books of a pair.
    if (column === "first_id" || column === "second_id") return nameOf("book", value);
    if (column === "payload") return Object.entries(value as Row).map(([key, id]) => [key, named(key, id)]);
    return inShort(value);
  };
  const everything: Record<string, string[]> = {};
  for (const table of (await listTables()).filter((name) => !DIARIES.has(name))) {
    const rows = await rowsOf(`select * from \`${table}\``);
    everything[table] = rows
      .filter((row) => !(table === "sequences" && String(row.name).endsWith("_epoch")))
      .map((row) => {
        const told = Object.entries(row).filter(([column]) => !BY_CHANCE.has(column));
        return JSON.stringify(
          told.map(([column, value]) => [column, MOMENTS.has(`${table}.${column}`) ? "a time" : named(column, value)]),
        );
      })
      .sort();
  }
  return everything;
}

/** Empties every table. */
export async function clearTables(): Promise<void> {
  const tables = await listTables();
  await db.transaction(async (tx) => {
    await tx.execute(sql.raw("set foreign_key_checks = 0"));
    for (const name of tables) await tx.execute(sql.raw(`delete from \`${name}\``));
    await tx.execute(sql.raw("set foreign_key_checks = 1"));
  });
}
