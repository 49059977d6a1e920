import { mkdirSync } from "node:fs";
import net from "node:net";
import path from "node:path";
import { Redis } from "ioredis";
import mysql, { type RowDataPacket } from "mysql2/promise";
import { afterEach, beforeEach, expect, it } from "vitest";
import { readRecord } from "./processes.mjs";
import { type Services, startServices } from "./services.mjs";
import { createTemporaryDataDir } from "./temporary.mjs";

const settings = { database: { name: "ridizi", user: "ridizi" } };
let home: { dir: string; remove: () => void };
let services: Services | undefined;

beforeEach(async () => {
  home = await createTemporaryDataDir("services");
});

afterEach(async () => {
  await services?.stop();
  services = undefined;
  home.remove();
});

async function start(dataDir: string) {
  services = await startServices({ dataDir, settings });
  return services.env;
}

function connect(env: Record<string, string>) {
  const { DB_HOST, DB_PORT, DB_USER, DB_PASS, DB_NAME } = env;
  return mysql.createConnection({
    host: DB_HOST,
    port: Number(DB_PORT),
    user: DB_USER,
    password: DB_PASS,
    database: DB_NAME,
  });
}

async function write(env: Record<string, string>) {
  const connection = await connect(env);
  await connection.query("CREATE TABLE kept (id int PRIMARY KEY)");
  await connection.query("INSERT INTO kept VALUES (7)");
  await connection.end();
  const redis = new Redis(env.REDIS_URL ?? "");
  await redis.set("kept", "7");
  await redis.quit();
}

async function readBack(env: Record<string, string>) {
  const connection = await connect(env);
  const [rows] = await connection.query<RowDataPacket[]>("SELECT id FROM kept");
  await connection.end();
  const redis = new Redis(env.REDIS_URL ?? "");
  const value = await redis.get("kept");
  await redis.quit();
  return { rows: rows.map(({ id }) => id), value };
}

it("keeps data and addresses from one start to the next, in a path with spaces and beyond a socket's length", async () => {
  const dataDir = path.join(home.dir, "with spaces", "x".repeat(100));
  const first = await start(dataDir);
  await write(first);
  await services?.stop();
  const second = await start(dataDir);
  expect(second).toEqual(first);
  expect(await readBack(second)).toEqual({ rows: [7], value: "7" });
});

it("recovers its data after a kill without warning", async () => {
  const env = await start(home.dir);
  await write(env);
  for (const name of ["mariadb", "redis"])
    process.kill(readRecord(path.join(home.dir, "run", `${name}.json`))?.pid ?? 0, "SIGKILL");
  await expect.poll(() => readBack(env).catch(() => undefined), { timeout: 30_000 }).toEqual({ rows: [7], value: "7" });
});

it("keeps what it sorts on disk to itself: a server that starts beside it clears the shared temporary folder of such files", async () => {
  const connection = await connect(await start(home.dir));
  const [rows] = await connection.query<RowDataPacket[]>("SELECT @@tmpdir AS folder");
  await connection.end();
  expect(rows[0]?.folder.startsWith(home.dir)).toBe(true);
});

it("moves to another port when a stranger took the old one", async () => {
  const { DB_PORT } = await start(home.dir);
  await services?.stop();
  const stranger = net.createServer().listen(Number(DB_PORT), "127.0.0.1");
  const moved = await start(home.dir);
  stranger.close();
  expect(moved.DB_PORT).not.toBe(DB_PORT);
  await (await connect(moved)).end();
});

it("lets in the site's account only, with rights on its own database only", async () => {
  const env = await start(home.dir);
  const connection = await connect(env);
  const [grants] = await connection.query<RowDataPacket[]>("SHOW GRANTS");
  await connection.end();
  const texts = grants.map((row) => String(Object.values(row)[0]));
  expect(texts.filter((text) => / ON \*\.\* /.test(text) && !text.startsWith("GRANT USAGE "))).toEqual([]);
  expect(texts.join("\n")).not.toMatch(/ALL PRIVILEGES|GRANT OPTION|FILE|SUPER/);
  for (const user of ["root", ""])
    await expect(connect({ ...env, DB_USER: user, DB_PASS: "", DB_NAME: "" })).rejects.toThrow("Access denied");
  const redis = new Redis({
    host: "127.0.0.1",
    port: Number(new URL(env.REDIS_URL ?? "").port),
    lazyConnect: true,
    retryStrategy: () => null,
  });
  redis.on("error", () => undefined);
  await expect(redis.ping()).rejects.toThrow("NOAUTH");
  redis.disconnect();
});

it("starts over after an interrupted first start", async () => {
  mkdirSync(path.join(home.dir, "services", "mariadb.new", "mysql"), { recursive: true });
  await (await connect(await start(home.dir))).end();
});
