import "server-only";
import net from "node:net";
import { type SQL, sql } from "drizzle-orm";
import { drizzle, type MySql2Database } from "drizzle-orm/mysql2";
import mysql from "mysql2/promise";
import { env } from "@/lib/platform/env";
import { singleton } from "@/lib/platform/singleton";

/** A request waits for both at worst; then its caller hears that the database is away. */
const CONNECT_MAX_MS = 3_000;
const SILENCE_MAX_MS = 6_000;
/** Who waits for a row is told so before the silence ends, and begins again: the database is there. */
const LOCK_WAIT_MAX_SECONDS = 4;

/**
 * A connection on which no question stays without an answer for ever: a database that has stopped answering, or a cable
 * that was pulled, would otherwise hold every request that comes, since neither closes anything.
 */
function openSocket({ host, port }: { host: string; port: number }): net.Socket {
  const socket = net.connect(port, host);
  socket.setNoDelay(true);
  socket.setKeepAlive(true);
  let isWaiting = false;
  const write = socket.write.bind(socket) as (...given: unknown[]) => boolean;
  socket.write = (...given: unknown[]) => {
    isWaiting = true;
    return write(...given);
  };
  socket.on("data", () => {
    isWaiting = false;
  });
  socket.setTimeout(SILENCE_MAX_MS, () => {
    if (isWaiting) socket.destroy(Object.assign(new Error("the database does not answer"), { code: "ETIMEDOUT" }));
  });
  return socket;
}

type Connection = { pool: mysql.Pool; db: MySql2Database };

function connect(): Connection {
  const { host, port, user, password, name, poolSize } = env().db;
  const pool = mysql.createPool({
    host,
    port,
    user,
    password,
    database: name,
    connectionLimit: poolSize,
    charset: "utf8mb4",
    // Times are written and read as UTC, wherever the server stands.
    timezone: "Z",
    connectTimeout: CONNECT_MAX_MS,
    stream: () => openSocket({ host, port }),
  });
  // The first question of each connection. Where it fails the next one does too, and that one has somebody who hears it.
  pool.pool.on("connection", (fresh) =>
    fresh.query(`set session innodb_lock_wait_timeout = ${LOCK_WAIT_MAX_SECONDS}`, () => undefined),
  );
  return { pool, db: drizzle(pool, { casing: "snake_case" }) };
}

const connection = () => singleton("db", connect);

/** The database. Connects on first use, so that `next build` may import this module. */
export const db = new Proxy({} as MySql2Database, {
  get: (_, property) => {
    const real = connection().db;
    const value = Reflect.get(real, property, real);
    return typeof value === "function" ? value.bind(real) : value;
  },
});

/** A transaction, or the database itself where a function serves both. */
export type Tx = Pick<MySql2Database, "select" | "selectDistinct" | "insert" | "update" | "delete" | "execute">;

/** Ends the pool; for commands and tests that must exit. */
export const closeDatabase = () => connection().pool.end();

/** The driver's error behind drizzle's wrapper, by its code. */
function databaseError(error: unknown): { code?: string; errno: number; message: string } | undefined {
  for (let at = error; at instanceof Error; at = at.cause) {
    if (typeof (at as { errno?: unknown }).errno === "number") return at as Error & { code?: string; errno: number };
  }
  return undefined;
}

/** True when `error` says that the unique index `index` already holds this value. The only reader of a database message. */
export function isDuplicate(error: unknown, index: string): boolean {
  const cause = databaseError(error);
  // The index stands last, as 'index' or 'table.index'; before it stands the value, which a person may have chosen.
  return cause?.code === "ER_DUP_ENTRY" && new RegExp(`['.]${index}'$`).test(cause.message);
}

/** True when `error` says that a row was to hang on one of `table` that is not there, or not any more. */
export function isOrphan(error: unknown, table: string): boolean {
  const cause = databaseError(error);
  return cause?.code === "ER_NO_REFERENCED_ROW_2" && cause.message.includes(`REFERENCES \`${table}\``);
}

/** What MariaDB and MySQL say of a statement whose time is over; the driver knows names of the errors of MySQL alone. */
const OUT_OF_TIME = new Set([1969, 3024]);

/** True when a statement was ended because it took longer than `within` let it. */
export const isOutOfTime = (error: unknown): boolean => OUT_OF_TIME.has(databaseError(error)?.errno ?? 0);

/**
 * A question that the database itself gives up when it takes longer: one that nobody waits for any more must not run on
 * beside those that somebody waits for. Begins with `select`, which is given without that word. MariaDB reads the first
 * comment, MySQL the second one.
 */
export const selectWithin = (ms: number, rest: SQL): SQL =>
  sql`${sql.raw(`/*M! set statement max_statement_time = ${Math.max(ms, 1) / 1_000} for */ select /*+ max_execution_time(${Math.ceil(Math.max(ms, 1))}) */`)} ${rest}`;

const LOST_RACES = new Set(["ER_LOCK_DEADLOCK", "ER_LOCK_WAIT_TIMEOUT", "ER_CHECKREAD"]);

/** True when a transaction lost to another one and was undone: the same again may well succeed. */
export const hasLostRace = (error: unknown): boolean => LOST_RACES.has(databaseError(error)?.code ?? "");

/** Of so many that are after the same rows at once, the last one has its turn too. */
const TRIES_MAX = 8;

/**
 * Runs a transaction that sees what others have committed while it waited for a lock, and begins again where it lost to
 * another one: `isLost` says which errors tell so. With "repeatable read" what it has looked for with a lock, and not
 * found, cannot come before its end.
 */
export async function inTransaction<Value>(
  work: (tx: Tx) => Promise<Value>,
  isLost: (error: unknown) => boolean = hasLostRace,
  isolationLevel: "read committed" | "repeatable read" = "read committed",
): Promise<Value> {
  for (let tries = 1; ; tries++) {
    try {
      return await db.transaction(work, { isolationLevel });
    } catch (error) {
      if (tries === TRIES_MAX || !isLost(error)) throw error;
    }
  }
}
