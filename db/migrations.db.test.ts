import { cp, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { drizzle } from "drizzle-orm/mysql2";
import { migrate } from "drizzle-orm/mysql2/migrator";
import mysql, { type RowDataPacket } from "mysql2/promise";
import { describe, expect, it } from "vitest";

const FOLDER = "db/migrations";

/** A database that was last migrated before the migration `tag` came. */
async function databaseBefore(tag: string) {
  const { DB_HOST, DB_PORT, DB_USER, DB_PASS, DB_NAME } = process.env;
  const name = `${DB_NAME}_before`;
  const connection = await mysql.createConnection({
    host: DB_HOST,
    port: Number(DB_PORT),
    user: DB_USER,
    password: DB_PASS,
  });
  await connection.query(`DROP DATABASE IF EXISTS ${name}`);
  await connection.query(`CREATE DATABASE ${name} CHARACTER SET utf8mb4 COLLATE utf8mb4_unicode_ci`);
  await connection.changeUser({ database: name });
  const folder = await mkdtemp(path.join(tmpdir(), "ridizi-migrations-"));
  await cp(FOLDER, folder, { recursive: true });
  const journalFile = path.join(folder, "meta", "_journal.json");
  const journal: { entries: { tag: string }[] } = JSON.parse(await readFile(journalFile, "utf8"));
  const entries = journal.entries.slice(
    0,
    journal.entries.findIndex((entry) => entry.tag === tag),
  );
  await writeFile(journalFile, JSON.stringify({ ...journal, entries }));
  await migrate(drizzle(connection), { migrationsFolder: folder });
  await rm(folder, { recursive: true });
  const drop = async () => {
    await connection.query(`DROP DATABASE ${name}`);
    await connection.end();
  };
  return { connection, drop };
}

describe("0006_one_scan_a_request", () => {
  it("keeps every scan that a request wrote twice, and the handle with the first", async () => {
    const { connection, drop } = await databaseBefore("0006_one_scan_a_request");
    try {
      for (const requestId of ["twice", "once", "twice", "thrice", "thrice", "thrice"])
        await connection.query(
          "INSERT INTO scan_logs (request_id, kind, status, extra) VALUES (?, 'cover', 'unknown', '{}')",
          [requestId],
        );
      await migrate(drizzle(connection), { migrationsFolder: FOLDER });
      const [rows] = await connection.query<RowDataPacket[]>("SELECT request_id FROM scan_logs ORDER BY id");
      const handles: string[] = rows.map((row) => row.request_id);
      expect([handles[0], handles[1], handles[3]]).toEqual(["twice", "once", "thrice"]);
      expect(new Set(handles).size).toBe(6);
    } finally {
      await drop();
    }
  });
});
