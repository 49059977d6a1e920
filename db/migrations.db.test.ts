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

describe("0040_checked_copies", () => {
  it("notes of finished checks what stood there, in places below too, and nothing that was made later", async () => {
    const { connection, drop } = await databaseBefore("0040_checked_copies");
    try {
      await connection.query("SET FOREIGN_KEY_CHECKS = 0");
      await connection.query(
        `INSERT INTO places (id, library_id, parent_id, kind, name, code, check_began_at, checked_at) VALUES
          (1, 1, NULL, 'shelf', 'Checked', 'a', '2026-01-01', '2026-01-02'), (2, 1, 1, 'shelf', 'Row', 'b', NULL, NULL),
          (3, 1, NULL, 'shelf', 'Under way', 'c', '2026-01-03', '2026-01-02')`,
      );
      await connection.query(
        `INSERT INTO copies (id, book_id, library_id, owner_id, place_id, created_at) VALUES
          (1, 1, 1, 1, 1, '2026-01-01'), (2, 1, 1, 1, 2, '2026-01-01'), (3, 1, 1, 1, 1, '2026-01-03'), (4, 1, 1, 1, 3, '2026-01-01')`,
      );
      await connection.query("SET FOREIGN_KEY_CHECKS = 1");
      await migrate(drizzle(connection), { migrationsFolder: FOLDER });
      const [rows] = await connection.query<RowDataPacket[]>("SELECT place_id, copy_id FROM checked_copies ORDER BY 2");
      expect(rows).toEqual([
        { place_id: 1, copy_id: 1 },
        { place_id: 1, copy_id: 2 },
      ]);
    } finally {
      await drop();
    }
  });
});
