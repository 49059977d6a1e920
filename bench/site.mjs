// A site with a catalogue of a given size for the benches: its own services and data, prepared once per size and kept
// under the system's temporary folder, and the production server on top of it.
import { spawn } from "node:child_process";
import { createHash, randomInt } from "node:crypto";
import { once } from "node:events";
import { cpSync, existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { build } from "../scripts/build.mjs";
import { findFreePort } from "../scripts/network.mjs";
import { endLeftovers, leftoverNames, releaseLock, takeLock } from "../scripts/processes.mjs";
import { readSecrets } from "../scripts/secrets.mjs";
import { startServices } from "../scripts/services.mjs";
import { ROOT, readSettings } from "../scripts/settings.mjs";
import { localAddress, migrate, seed, siteEnvironment } from "../scripts/site.mjs";
import { createSupervisor } from "../scripts/supervisor.mjs";

/** Everything that the benches keep between runs; it may be deleted at any time. */
export const CACHE = path.join(os.tmpdir(), `ridizi-bench-${os.userInfo().uid}`);

const PREPARED = "prepared";
const SIGNALS = ["SIGINT", "SIGTERM", "SIGHUP"];
const PORT_FIRST = 29_500;
const PORT_SPREAD = 2_000;
const READY_TIMEOUT_MS = 120_000;
const READY_POLL_MS = 10;
const STOP_TIMEOUT_MS = 10_000;
// One bench asks in a minute what a crowd does in an hour.
const RATE_LIMIT_FACTOR = "10000";
const LOOP_DELAY = path.join(ROOT, "bench", "loop-delay.mjs");
const TYPESCRIPT = ["--conditions=react-server", "--import", "tsx"];

/** Name and first digits of the weights' hash, as the product names a model: figures of two models must not be mixed. */
function modelId(modelsDir, model) {
  const file = ["vision_model.onnx", "vision_model_quantized.onnx"]
    .map((name) => path.join(modelsDir, model, "onnx", name))
    .find(existsSync);
  if (!file) throw new Error(`the model ${model} is not in ${modelsDir}`);
  return `${model}@${createHash("sha256").update(readFileSync(file)).digest("hex").slice(0, 12)}`;
}

/** What the prepared data depends on: another model, seed or schema is another catalogue. */
function fingerprint(modelsDir, model, covers) {
  const hash = createHash("sha256");
  const weights = ["vision_model.onnx", "vision_model_quantized.onnx"].map((name) =>
    path.join(modelsDir, model, "onnx", name),
  );
  const seeded = ["db/migrations", "data/seed"].flatMap((folder) =>
    readdirSync(folder, { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile())
      .map((entry) => path.join(entry.parentPath ?? entry.path, entry.name)),
  );
  const filled = covers > 0 ? ["bench/fill.ts", "bench/synthetic.ts"] : [];
  for (const file of [...weights, ...seeded, ...filled].filter(existsSync).sort())
    hash.update(path.basename(file)).update(readFileSync(file));
  return hash.digest("hex").slice(0, 12);
}

/**
 * Services and a catalogue of at least `covers` covers (0: the demo catalogue alone). The first time takes minutes at
 * 100,000, since the graph of the index is built; later ones take seconds. `run(file)` runs a TypeScript file of ours in
 * a process of its own against this site and returns what it printed last, as JSON.
 */
export async function openSite(covers, say = (line) => console.error(line)) {
  const { PATH, HOME, TMPDIR = "", COVER_MODEL = "ridizi-cover", MODELS_DIR = "" } = process.env;
  const given = {
    ...{ PATH, HOME, TMPDIR, COVER_MODEL, MODELS_DIR, RATE_LIMIT_FACTOR },
    ...{ PORT: String(await findFreePort(PORT_FIRST)), HOST: "127.0.0.1", LOG_LEVEL: "warn" },
  };
  const dirOf = (size) =>
    path.join(CACHE, `site-${size}-${fingerprint(readSettings(given).modelsDir, COVER_MODEL, size)}`);
  const dataDir = dirOf(covers);
  const prepared = path.join(dataDir, PREPARED);
  const lock = `${dataDir}.lock`;
  const holder = await takeLock(lock);
  if (holder) throw new Error(`process ${holder.pid} is using ${dataDir}`);
  const runDir = path.join(dataDir, "run");
  if (existsSync(runDir)) await endLeftovers(runDir, leftoverNames(runDir), dataDir);
  if (!existsSync(prepared)) {
    rmSync(dataDir, { recursive: true, force: true });
    // Every larger catalogue begins as the demo catalogue, which is drawn and encoded only once.
    if (covers > 0) {
      await (await openSite(0, say)).close();
      cpSync(dirOf(0), dataDir, { recursive: true });
      rmSync(prepared);
    }
  }
  mkdirSync(dataDir, { recursive: true, mode: 0o700 });

  const settings = readSettings({ ...given, DATA_DIR: dataDir });
  const secrets = readSecrets(dataDir);
  const supervisor = createSupervisor({ dataDir, say, giveUp: (failure) => say(failure.message) });
  const interrupt = () => supervisor.stop().finally(() => process.exit(130));
  for (const name of SIGNALS) process.once(name, interrupt);
  const close = async () => {
    for (const name of SIGNALS) process.removeListener(name, interrupt);
    await supervisor.stop();
    releaseLock(lock);
  };
  try {
    const services = await startServices({ dataDir, settings, supervisor, say });
    const env = siteEnvironment(settings, secrets, services.env);
    const run = (file, ...args) => runForJson(file, args, env);
    if (covers === 0 && !existsSync(prepared)) {
      const context = { say, owner: dataDir, runDir };
      await migrate(env, context);
      await seed(env, secrets, context);
    }
    // Every time: a snapshot that the present code cannot read any more is built anew.
    await run("bench/fill.ts", String(covers));
    writeFileSync(prepared, "");
    return { model: modelId(settings.modelsDir, COVER_MODEL), env, run, startWeb: () => startWeb(env), close };
  } catch (error) {
    await close();
    throw error;
  }
}

function runForJson(file, args, env) {
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, [...TYPESCRIPT, file, ...args], {
      cwd: ROOT,
      env,
      stdio: ["ignore", "pipe", "inherit"],
    });
    let output = "";
    child.stdout.on("data", (data) => {
      output += data;
    });
    child.once("error", reject);
    child.once("close", (code) => {
      if (code !== 0) return reject(new Error(`${file} ended with code ${code}`));
      const last = output.trim().split("\n").at(-1);
      resolve(last ? JSON.parse(last) : undefined);
    });
  });
}

/**
 * Builds what is not built (`--build <folder>` takes an older build), starts the server and waits until it can recognise
 * a book.
 */
async function startWeb(env) {
  const given = process.argv.indexOf("--build");
  const directory = given < 0 ? (await build()).directory : path.resolve(process.argv[given + 1] ?? "");
  // A port of its own for every start, and far from the last: a server of somebody else that answered there would be
  // measured instead of ours.
  const port = String(await findFreePort(PORT_FIRST + randomInt(PORT_SPREAD)));
  const address = localAddress(env.HOST, port);
  const startedAt = performance.now();
  const child = spawn(process.execPath, ["--import", LOOP_DELAY, path.join(directory, "server.js")], {
    cwd: ROOT,
    env: { ...env, PORT: port, APP_URL: address },
    stdio: ["ignore", "ignore", "inherit", "ipc"],
  });
  const end = () => child.kill("SIGKILL");
  process.once("exit", end);
  const ended = new Promise((resolve) => child.once("exit", resolve));
  let firstAnswerMs;
  for (;;) {
    const status = await fetch(`${address}/api/v1/health/ready`).then(
      (response) => response.status,
      () => undefined,
    );
    if (status) firstAnswerMs ??= performance.now() - startedAt;
    if (status === 200 && child.exitCode === null) break;
    if (child.exitCode !== null) throw new Error(`the server ended with code ${child.exitCode}`);
    if (performance.now() - startedAt > READY_TIMEOUT_MS) throw new Error("the server did not become ready");
    await sleep(READY_POLL_MS);
  }
  return {
    address,
    pid: child.pid,
    firstAnswerMs,
    readyMs: performance.now() - startedAt,
    readLoopDelay: async () => {
      child.send("loop-delay");
      const [{ loopDelay }] = await once(child, "message");
      return loopDelay;
    },
    stop: async () => {
      child.kill("SIGTERM");
      const timer = setTimeout(end, STOP_TIMEOUT_MS);
      await ended;
      clearTimeout(timer);
      process.removeListener("exit", end);
    },
  };
}
