import { rm } from "node:fs/promises";
import path from "node:path";
import { drizzle } from "drizzle-orm/mysql2";
import { migrate } from "drizzle-orm/mysql2/migrator";
import { Redis } from "ioredis";
import mysql from "mysql2/promise";

// Vitest's set-up of each file of the `db` project: an empty database of the real migrations, an empty Redis database and
// a data directory, all of this worker's own. It runs before the file is loaded, so the product connects to these.
const { DB_HOST, DB_PORT, DB_USER, DB_PASS, REDIS_URL, DATA_DIR, VITEST_POOL_ID } = process.env;
if (!REDIS_URL || !DATA_DIR || !VITEST_POOL_ID)
  throw new Error("db/test-database.ts has not run: use `vitest --project db`.");

const name = `ridizi_test_${VITEST_POOL_ID}`;
const server = { host: DB_HOST, port: Number(DB_PORT), user: DB_USER, password: DB_PASS };
const connection = await mysql.createConnection(server);
await connection.query(`CREATE DATABASE IF NOT EXISTS ${name} CHARACTER SET utf8mb4 COLLATE utf8mb4_unicode_ci`);
await connection.changeUser({ database: name });
// The file before has left its rows; to make all tables anew for each file takes a seventh of the run.
await emptyTables(connection);
await migrate(drizzle(connection), { migrationsFolder: "db/migrations" });
await connection.end();

const redisUrl = REDIS_URL.replace(/\d+$/, VITEST_POOL_ID);
const redis = new Redis(redisUrl);
await redis.flushdb();
await redis.quit();

const dataDir = path.join(DATA_DIR, `worker-${VITEST_POOL_ID}`);
// What the file before left there would be taken for this one's.
await rm(dataDir, { recursive: true, force: true });

Object.assign(process.env, {
  DB_NAME: name,
  REDIS_URL: redisUrl,
  DATA_DIR: dataDir,
});

async function emptyTables(connection: mysql.Connection): Promise<void> {
  const [tables] = await connection.query<(mysql.RowDataPacket & { name: string })[]>(
    "select table_name as name from information_schema.tables where table_schema = database() and table_name <> '__drizzle_migrations'",
  );
  if (tables.length === 0) return;
  const [filled] = await connection.query<(mysql.RowDataPacket & { name: string })[]>(
    tables.map((table) => `(select '${table.name}' as name from \`${table.name}\` limit 1)`).join(" union all "),
  );
  await connection.query("set foreign_key_checks = 0");
  for (const table of filled) await connection.query(`truncate table \`${table.name}\``);
  await connection.query("set foreign_key_checks = 1");
}
