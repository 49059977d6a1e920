import { drizzle } from "drizzle-orm/mysql2";
import { migrate } from "drizzle-orm/mysql2/migrator";
import mysql from "mysql2/promise";
import { env } from "@/lib/platform/env";
import { sleep } from "@/lib/platform/sleep";
import { isUnreachable } from "@/lib/platform/unreachable";

const LOCK = "ridizi-migrate";
const WAIT_MAX_MS = 60_000;

async function connectWhenReady() {
  const { host, port, user, password, name } = env().db;
  const startedAt = Date.now();
  for (;;) {
    try {
      return await mysql.createConnection({ host, port, user, password, database: name, multipleStatements: false });
    } catch (error) {
      if (!isUnreachable(error) || Date.now() - startedAt > WAIT_MAX_MS) throw error;
      await sleep(500);
    }
  }
}

/** Brings the schema up to date. Two processes at once take turns on a server lock, so a rolling start is safe. */
async function main() {
  const connection = await connectWhenReady();
  try {
    const [[row]] = await connection.query<mysql.RowDataPacket[]>("SELECT GET_LOCK(?, 120) AS isMine", [LOCK]);
    if (row?.isMine !== 1)
      throw new Error("another process has been migrating for two minutes; try again when it is done");
    // The database undoes no change of a schema: half of a migration that was stopped could not be gone on with.
    for (const signal of ["SIGTERM", "SIGINT", "SIGHUP"] as const) process.on(signal, () => undefined);
    await migrate(drizzle(connection), { migrationsFolder: "db/migrations" });
    console.log("The schema is up to date.");
  } finally {
    await connection.end();
  }
}

await main();
