// The site's own processes and the commands that prepare it: what `up` and the end-to-end tests have in common.
import { createHash } from "node:crypto";
import path from "node:path";
import { buildDirectory } from "./build.mjs";
import { until } from "./network.mjs";
import { runCommand } from "./run-command.mjs";
import { ROOT } from "./settings.mjs";

// The first start of a large catalogue loads its index; in development every page is compiled at its first call.
const READY_TIMEOUT_MS = 180_000;
const ANSWER_TIMEOUT_MS = 30_000;
const WORKER_STOP_TIMEOUT_MS = 15_000;
// The program that runs TypeScript, inside our own Node process, so that signals need no middleman.
const TSX = ["--conditions=react-server", "--import", "tsx"];

/** The environment of everything that runs the site's code. Paths are absolute: the built server changes its folder. */
export function siteEnvironment(settings, secrets, services, { isDev = false } = {}) {
  const { port, host, appUrl, dataDir, modelsDir } = settings;
  // An empty value means "the default", which the app can only see when the variable is absent.
  const given = Object.fromEntries(Object.entries(settings.env).filter(([, value]) => value !== ""));
  return {
    ...given,
    NODE_ENV: isDev ? "development" : "production",
    PORT: String(port),
    HOST: host,
    HOSTNAME: host,
    APP_URL: appUrl,
    DATA_DIR: dataDir,
    MODELS_DIR: modelsDir,
    AUTH_SECRET: secrets.authSecret,
    NEXT_TELEMETRY_DISABLED: "1",
    // glibc gives every thread a heap of its own, and these keep what pictures took: a third of the process's memory.
    MALLOC_ARENA_MAX: "2",
    ...services,
  };
}

/** Brings the database to the present schema. */
export async function migrate(env, context) {
  await runTypeScript("scripts/migrate.ts", env, context, {
    failure: "The database could not be brought to the present schema",
    advice: "Every migration that was complete stays; run the command again once the cause above is gone.",
  });
}

/** Imports the demo catalogue and its accounts where they are missing. */
export async function seed(env, secrets, context) {
  const accounts = { DEMO_ADMIN_PASSWORD: secrets.demoAdminPassword, DEMO_READER_PASSWORD: secrets.demoReaderPassword };
  await runTypeScript("scripts/seed.ts", { ...env, ...accounts }, context, {
    failure: "The demo catalogue could not be imported",
    advice: "Run the command again: what was imported stays, the rest is added.",
  });
}

function runTypeScript(file, env, { say, signal, owner, runDir }, words) {
  return runCommand(process.execPath, [...TSX, file], {
    cwd: ROOT,
    env,
    signal,
    owner,
    runDir,
    onLine: (line) => say(line),
    ...words,
  });
}

/** The worker, for the supervisor. In development it starts anew whenever a source file changes. */
export function workerProcess(env, { isDev = false, echo } = {}) {
  const watcher = [path.join(ROOT, "node_modules", "tsx", "dist", "cli.mjs"), "watch", "--clear-screen=false", TSX[0]];
  return {
    name: "worker",
    command: process.execPath,
    args: [...(isDev ? watcher : TSX), "workers/index.ts"],
    cwd: ROOT,
    env,
    echo,
    // Books are recognised and lent without it; what it has to do waits in the queues.
    isSpared: true,
    stopTimeoutMs: WORKER_STOP_TIMEOUT_MS,
  };
}

/** The web server, for the supervisor; it counts as ready when the site can recognise a book. */
export function webProcess(env, { isDev = false, echo } = {}) {
  const next = path.join(ROOT, "node_modules", "next", "dist", "bin", "next");
  const address = localAddress(env.HOST, env.PORT);
  return {
    name: "web",
    command: process.execPath,
    args: isDev
      ? [next, "dev", "--port", env.PORT, "--hostname", env.HOST]
      : [path.join(buildDirectory(), "server.js")],
    cwd: ROOT,
    env: isDev ? { ...env, NEXT_DIST_DIR: developmentFolder(env.DATA_DIR) } : env,
    echo,
    ready: (isOver) => until(() => askReady(address), READY_TIMEOUT_MS, isOver),
  };
}

// Next lets one development server use a folder; a second instance in the same checkout needs its own.
function developmentFolder(dataDir) {
  if (dataDir === path.join(ROOT, "data", "var")) return "";
  return `.next/cache/dev-${createHash("sha256").update(dataDir).digest("hex").slice(0, 8)}`;
}

async function askReady(address) {
  const response = await fetch(`${address}/api/v1/health/ready`, { signal: AbortSignal.timeout(ANSWER_TIMEOUT_MS) });
  if (response.status !== 200)
    throw new Error(`/api/v1/health/ready answers ${response.status}: ${(await response.text()).slice(0, 300)}`);
  const { workers } = await response.json();
  if (!workers?.alive) throw new Error("no worker process says that it is at work");
}

/** The address under which this machine itself reaches a server that listens on `host`. */
export function localAddress(host, port) {
  const name = host === "0.0.0.0" || host === "::" ? "127.0.0.1" : host;
  return `http://${name.includes(":") ? `[${name}]` : name}:${port}`;
}
