// The smoke test of `npm run up`: a new user's first quarter of an hour, and what goes wrong in it. A program of
// node:test, run by the last stage of `npm test`; the tests build on each other in their order.
import assert from "node:assert/strict";
import { execFile, spawn } from "node:child_process";
import { once } from "node:events";
import { readdirSync, statSync } from "node:fs";
import net from "node:net";
import path from "node:path";
import { after, before, beforeEach, test } from "node:test";
import { setTimeout as sleep } from "node:timers/promises";
import { promisify } from "node:util";
import { findFreePort, portTrouble } from "../scripts/network.mjs";
import { isRunning, readRecord } from "../scripts/processes.mjs";
import { makeCleanCopy } from "./clean-copy.mjs";

const FIRST_START_LIMIT_MS = 15 * 60_000;
// It takes a few; a busy machine gets more, but not as much as doing the work again would take.
const SECOND_START_LIMIT_MS = 45_000;
const RECOVERY_LIMIT_MS = 60_000;
const STOP_LIMIT_MS = 30_000;
const PORT_FIRST = 29_500;
const READY = /Ridizi is ready/;
const CHILDREN = ["worker", "web", "redis", "mariadb"];

let copy;
let port;
let site;
let isFirstStart = true;

before(async () => {
  copy = makeCleanCopy({ withPackages: process.env.SMOKE_REUSE_PACKAGES === "1" });
  port = await findFreePort(PORT_FIRST);
});

// What follows needs a site that came up once; without it each test would wait for its own time limit.
beforeEach(() => {
  assert.ok(isFirstStart || site.wasReady(), "the site never came up");
  isFirstStart = false;
});

after(async () => {
  site?.signal("SIGINT");
  await Promise.race([site?.ended, sleep(STOP_LIMIT_MS, undefined, { ref: false })]);
  site?.signal("SIGKILL");
  for (const name of CHILDREN) {
    const child = record(name);
    if (isRunning(child)) process.kill(child.pid, "SIGKILL");
  }
  await sleep(500);
  copy?.remove();
});

test("comes up from a clean copy with one command", { timeout: FIRST_START_LIMIT_MS }, async () => {
  site = startUp();
  await site.says(READY);
  const response = await fetch(`${address()}/api/v1/health/ready`);
  assert.equal(response.status, 200);
});

test("lets commands beside it reach its database", { timeout: RECOVERY_LIMIT_MS }, async () => {
  const args = ["run", "--silent", "stats:daily", "--", "--json"];
  const { stdout } = await promisify(execFile)("npm", args, { cwd: copy.dir, env: ownEnvironment() });
  assert.equal(JSON.parse(stdout.trim().split("\n").at(-1)).rejected, 0);
});

test("leaves no folder of its data open to other accounts", () => {
  const dataDir = path.join(copy.dir, "data", "var");
  const folders = readdirSync(dataDir, { withFileTypes: true }).filter((entry) => entry.isDirectory());
  const open = folders.filter(({ name }) => statSync(path.join(dataDir, name)).mode & 0o077);
  assert.deepEqual(open, []);
});

test("knows a book by a photo of its cover and by its barcode", { timeout: RECOVERY_LIMIT_MS }, async () => {
  const samples = await json("/samples/samples.json");
  const photos = samples.filter(({ kind }) => kind === "cover");
  assert.ok(photos.length > 0);
  for (const { file, isbn } of photos) {
    const form = new FormData();
    form.append("image", await (await fetch(`${address()}/samples/${file}`)).blob(), file);
    const seen = await json("/match", { method: "POST", body: form });
    assert.equal(seen.isbn13, isbn, `${file} is ${seen.title} to it`);
    assert.equal(seen.status, "match", file);
  }

  const barcode = samples.find(({ kind }) => kind === "barcode");
  const headers = { "content-type": "application/json" };
  const known = await json("/barcode", { method: "POST", headers, body: JSON.stringify({ isbn: barcode.isbn }) });
  assert.equal(known.isbn13, barcode.isbn);
  assert.equal(known.title, barcode.title);
});

test("says who is running when it is started twice", { timeout: RECOVERY_LIMIT_MS }, async () => {
  const second = startUp();
  assert.equal(await second.ended, 1);
  assert.match(
    second.output(),
    new RegExp(`already running .* process ${record("up", ".lock").pid}, http://localhost:${port}`),
  );
});

test("says which port is taken and what to do", { timeout: RECOVERY_LIMIT_MS }, async () => {
  const other = startUp({ DATA_DIR: "data/var/other" });
  assert.equal(await other.ended, 1);
  assert.match(
    other.output(),
    new RegExp(`Port ${port} is used by another program[\\s\\S]*PORT=${port + 1} npm run up`),
  );
});

for (const name of CHILDREN) {
  test(`starts ${name} again when it is killed`, { timeout: RECOVERY_LIMIT_MS }, async () => {
    const killed = record(name);
    process.kill(killed.pid, "SIGKILL");
    await site.says(new RegExp(`${name} was ended by SIGKILL[\\s\\S]*${name} is running again`));
    assert.notEqual(record(name).pid, killed.pid);
    await answers();
  });
}

test("Ctrl-C stops all of it", { timeout: RECOVERY_LIMIT_MS }, async () => {
  const children = CHILDREN.map((name) => record(name));
  site.signal("SIGINT");
  assert.equal(await site.ended, 0);
  assert.deepEqual(children.filter(isRunning), []);
  assert.equal(await portTrouble(port, "0.0.0.0"), undefined);
});

test("says at once when a stranger has the port", { timeout: RECOVERY_LIMIT_MS }, async () => {
  const stranger = net.createServer().listen(port, "0.0.0.0");
  await once(stranger, "listening");
  const refused = startUp();
  assert.equal(await refused.ended, 1);
  stranger.close();
  assert.match(refused.output(), new RegExp(`Port ${port} is used by another program`));
});

test("comes up again within seconds", { timeout: RECOVERY_LIMIT_MS }, async () => {
  const started = performance.now();
  site = startUp();
  await site.says(READY);
  assert.ok(performance.now() - started < SECOND_START_LIMIT_MS, `took ${Math.round(performance.now() - started)} ms`);
});

test("tidies up what it left behind when it was killed itself", { timeout: 2 * RECOVERY_LIMIT_MS }, async () => {
  const children = CHILDREN.map((name) => record(name));
  process.kill(record("up", ".lock").pid, "SIGKILL");
  await site.ended;
  site = startUp();
  await site.says(READY);
  assert.match(site.output(), /ended what an earlier run left behind: .*mariadb/);
  assert.deepEqual(children.filter(isRunning), []);
  await answers();
});

test("stops with npm when npm is told to stop", { timeout: RECOVERY_LIMIT_MS }, async () => {
  const children = CHILDREN.map((name) => record(name));
  process.kill(site.pid, "SIGTERM");
  await site.ended;
  while (children.some(isRunning)) await sleep(100);
});

const address = () => `http://127.0.0.1:${port}`;
const record = (name, ending = ".json") => readRecord(path.join(copy.dir, "data", "var", "run", `${name}${ending}`));

async function json(url, options) {
  const response = await fetch(address() + url, options);
  const text = await response.text();
  assert.equal(response.status, 200, text);
  return JSON.parse(text);
}

async function answers() {
  const isReady = () =>
    fetch(`${address()}/api/v1/health/ready`).then(
      ({ status }) => status === 200,
      () => false,
    );
  while (!(await isReady())) await sleep(200);
}

/** `npm run up` as a user types it: in a process group of its own, as a terminal gives it one. */
function startUp(environment = {}) {
  let output = "";
  const child = spawn("npm", ["run", "up"], {
    cwd: copy.dir,
    env: { ...ownEnvironment(), PORT: String(port), ...environment },
    stdio: ["ignore", "pipe", "pipe"],
    detached: true,
  });
  for (const stream of [child.stdout, child.stderr]) {
    stream.on("data", (data) => {
      output += data;
      process.stdout.write(data);
    });
  }
  const ended = once(child, "close").then(([code]) => code);
  let isOver = false;
  ended.then(() => {
    isOver = true;
  });
  return {
    pid: child.pid,
    ended,
    output: () => output,
    wasReady: () => READY.test(output),
    signal: (name) => !isOver && process.kill(-child.pid, name),
    async says(pattern) {
      while (!pattern.test(output)) {
        assert.ok(!isOver, `it ended without saying ${pattern}:\n${output}`);
        await sleep(100);
      }
    },
  };
}

// Neither the developer's configuration nor that of the npm and the test runner around us.
function ownEnvironment() {
  const foreign =
    /^(PORT|HOST|APP_URL|DATA_DIR|MODELS_DIR|DB_.*|REDIS_URL|AUTH_SECRET|NODE_ENV|NODE_TEST_CONTEXT|TZ|npm_(?!config_).*)$/;
  return Object.fromEntries(Object.entries(process.env).filter(([name]) => !foreign.test(name)));
}
