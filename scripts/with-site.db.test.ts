import { spawn } from "node:child_process";
import { once } from "node:events";
import { readFileSync } from "node:fs";
import path from "node:path";
import mysql, { type RowDataPacket } from "mysql2/promise";
import { afterAll, beforeAll, expect, it } from "vitest";
import { explainFailure } from "./failure.mjs";
import { findFreePort } from "./network.mjs";
import { type Services, startServices } from "./services.mjs";
import { createTemporaryDataDir } from "./temporary.mjs";

let home: { dir: string; remove: () => void };
let services: Services;

beforeAll(async () => {
  home = await createTemporaryDataDir("with-site");
  services = await startServices({ dataDir: home.dir, settings: { database: { name: "ridizi", user: "ridizi" } } });
});

afterAll(async () => {
  await services.stop();
  home.remove();
});

type Ended = { code: number | null; out: string; err: string[] };

/** Calls a command as README says, knowing of the site no more than where its data lies. */
function npm(given: Record<string, string>, ...args: string[]): Promise<Ended> {
  const { PATH, HOME } = process.env;
  const child = spawn("npm", ["run", "--silent", ...args], {
    env: { NODE_ENV: "test", PATH, HOME, DATA_DIR: home.dir, ...given },
  });
  let [out, err] = ["", ""];
  child.stdout.on("data", (chunk) => {
    out += chunk;
  });
  child.stderr.on("data", (chunk) => {
    err += chunk;
  });
  const lines = () => err.split("\n").filter((line) => line !== "" && !line.startsWith("npm warn"));
  return new Promise((resolve) => child.once("close", (code) => resolve({ code, out, err: lines() })));
}

const { scripts }: { scripts: Record<string, string> } = JSON.parse(
  readFileSync(path.join(import.meta.dirname, "..", "package.json"), "utf8"),
);

it("is loaded by every command that README names for a running site", () => {
  const without = ["etl:convert", "models:fetch", "provider:fake", "samples:draw"];
  const commands = Object.entries(scripts).filter(([, command]) => /\b(scripts|workers)\/[\w-]+\.ts\b/.test(command));
  expect(commands.length).toBeGreaterThan(15);
  expect(
    commands
      .filter(([, command]) => !command.includes("with-site.mjs"))
      .map(([name]) => name)
      .sort(),
  ).toEqual(without);
});

it("finishes a migration when it is told to stop: half of one could never be gone on with", async () => {
  const { DB_HOST, DB_PORT, DB_USER, DB_PASS, DB_NAME } = services.env;
  const address = { host: DB_HOST, port: Number(DB_PORT), user: DB_USER, password: DB_PASS, database: DB_NAME };
  const connection = await mysql.createConnection(address);
  const args = ["--conditions=react-server", "--import", "tsx", "scripts/migrate.ts"];
  const child = spawn(process.execPath, args, { env: { ...process.env, ...services.env }, stdio: "ignore" });
  const ended = once(child, "close");
  const tables = async () => (await connection.query<RowDataPacket[]>("SHOW TABLES"))[0].length;
  await expect.poll(tables, { timeout: 30_000, interval: 2 }).toBeGreaterThan(1);
  child.kill("SIGTERM");
  expect(await ended).toEqual([0, null]);
  await connection.end();
});

it("lets commands reach the database and Redis that `npm run up` started, by the data directory alone", async () => {
  expect(await npm({}, "db:migrate")).toMatchObject({ code: 0, err: [] });
  const stats = await npm({}, "stats:daily", "--", "--json", "--from", "2026-02-27", "--to", "2026-02-28");
  expect(stats.code).toBe(0);
  expect(stats.out).toContain('"imported":2');
  expect(await npm({}, "jobs:prune", "--", "--json")).toMatchObject({ code: 0 });
  expect(await npm({}, "index:add", "9783161484100")).toMatchObject({ code: 1, out: expect.stringContaining("978") });
});

it("lets servers that the environment names win", async () => {
  const given = { ...services.env, DATA_DIR: path.join(home.dir, "empty") };
  expect(await npm(given, "sync", "--", "--json")).toMatchObject({ code: 0 });
});

it.each(["etl:index", "index:add", "db:migrate"])("says in one line that nothing is there for %s", async (command) => {
  const port = await findFreePort(27_000);
  const away = { DB_HOST: "127.0.0.1", DB_PORT: String(port), REDIS_URL: services.env.REDIS_URL ?? "" };
  const line = `The database at 127.0.0.1:${port} does not answer (ECONNREFUSED). Start that server, or correct DB_HOST`;
  expect(await npm(away, command, "--", "9783161484100")).toMatchObject({
    code: 1,
    err: [expect.stringContaining(line)],
  });
  const none = await npm({ DATA_DIR: path.join(home.dir, "none") }, command, "--", "9783161484100");
  expect(none).toMatchObject({
    code: 1,
    out: "",
    err: [expect.stringMatching(/There is no site in .*none yet\. .*npm run up/)],
  });
});

it("shows how a command is called also where no site is", async () => {
  const help = await npm({ DATA_DIR: path.join(home.dir, "none") }, "stats:daily", "--", "--help");
  expect(help).toMatchObject({ code: 0, out: expect.stringContaining("Usage: npm run stats:daily") });
});

it("names a site that is down, and what brings it up", async () => {
  await services.stop();
  const stats = await npm({}, "stats:daily", "--", "--json");
  expect(stats).toMatchObject({
    code: 1,
    err: [expect.stringMatching(/does not answer \(ECONNREFUSED\)\. .*npm run up/)],
  });
});

it("repeats no query of a database that refused it or went away", () => {
  const cause = Object.assign(new Error("Access denied for user 'x'"), { code: "ER_ACCESS_DENIED_ERROR" });
  const query = Object.assign(new Error("Failed query: select 1\nparams: secret", { cause }), { query: "select 1" });
  expect(explainFailure(query)).toBe("Access denied for user 'x'");
  const gone = Object.assign(new Error("connect"), { code: "ECONNREFUSED", address: "::1", port: 3306 });
  expect(explainFailure(new Error("Failed query", { cause: new AggregateError([gone]) }))).toBe(
    "The database or Redis at ::1:3306 does not answer (ECONNREFUSED). Run the command again once it does.",
  );
  expect(explainFailure(new Error("The report cannot be written", { cause: new Error("ENOENT") }))).toBe(
    "The report cannot be written: ENOENT",
  );
});
