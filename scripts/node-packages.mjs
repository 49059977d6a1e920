// The packages of package-lock.json, installed when they are missing or no longer those of the lock file.
import { createHash } from "node:crypto";
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import { runCommand } from "./run-command.mjs";
import { ROOT } from "./settings.mjs";
import { StepFailure } from "./steps.mjs";
import { findProgram, installSystemPackages } from "./system-packages.mjs";

const STAMP = path.join(ROOT, "node_modules", ".ridizi-stamp");
const NATIVE_ADDON = path.join(ROOT, "node_modules", "hnswlib-node", "build", "Release", "addon.node");
const COMPILER_ADVICE = [
  "One package, the vector index, is compiled on this machine and needs a C++ compiler, make and Python 3.",
  "Debian, Ubuntu:  sudo apt-get install g++ make python3",
  "macOS:           xcode-select --install",
].join("\n");

/** Makes node_modules match the lock file; returns what was done, for the step's line. Does nothing when it does. */
export async function installNodePackages({ say, signal, owner, runDir }) {
  const lockText = readFileSync(path.join(ROOT, "package-lock.json"), "utf8");
  // The compiled addon fits one Node version only, so a change of Node counts as a change of packages.
  const stamp = createHash("sha256")
    .update(lockText)
    .update(process.versions.modules)
    .update(process.platform)
    .update(process.arch)
    .digest("hex");
  if (existsSync(NATIVE_ADDON)) {
    if (existsSync(STAMP) && readFileSync(STAMP, "utf8") === stamp) return "up to date";
    if (!existsSync(STAMP) && isInstalled(JSON.parse(lockText))) {
      writeFileSync(STAMP, stamp);
      return "up to date";
    }
  }
  await provideCompiler({ say, signal });
  const options = { say, signal, owner, runDir };
  try {
    await runNpm(["ci"], options);
  } catch (error) {
    if (!(error instanceof StepFailure)) throw error;
    // A registry mirror may lack the optional packages of other systems: `npm ci` then refuses, `npm install` does not.
    say("npm ci refused; trying npm install");
    await runNpm(["install", "--no-save"], options);
  }
  writeFileSync(STAMP, stamp);
  return "installed";
}

/** Whether npm's own record of what it installed agrees with the lock file; packages for other systems may lack. */
function isInstalled(lock) {
  const recordFile = path.join(ROOT, "node_modules", ".package-lock.json");
  if (!existsSync(recordFile)) return false;
  const installed = JSON.parse(readFileSync(recordFile, "utf8")).packages;
  return Object.entries(lock.packages).every(
    ([name, entry]) =>
      name === "" || (installed[name] ? installed[name].version === entry.version : entry.optional || entry.peer),
  );
}

async function provideCompiler({ say, signal }) {
  const missing = [
    ...(findProgram("g++", "clang++") ? [] : ["g++"]),
    ...(findProgram("make") ? [] : ["make"]),
    ...(findProgram("python3") ? [] : ["python3"]),
  ];
  if (missing.length > 0)
    await installSystemPackages(missing, { what: missing.join(", "), advice: COMPILER_ADVICE, say, signal });
}

async function runNpm(args, { say, signal, owner, runDir }) {
  // Under `npm run` the npm that runs us is named; otherwise the one on the PATH serves.
  const npm = process.env.npm_execpath ? [process.execPath, process.env.npm_execpath] : ["npm"];
  const [command, ...first] = npm;
  let fetched = 0;
  await runCommand(command, [...first, ...args, "--include=dev", "--loglevel=http"], {
    cwd: ROOT,
    signal,
    owner,
    runDir,
    env: { ...process.env, ...nodeHeaders(), ONNXRUNTIME_NODE_INSTALL: "skip" },
    failure: `npm ${args[0]} failed`,
    advice: `See what npm says above. Without a network the first start is not possible.\n${COMPILER_ADVICE}`,
    onLine: (line) => {
      if (!line.startsWith("npm http")) return true;
      fetched += 1;
      say(`${fetched} packages fetched`);
      return false;
    },
  });
}

// node-gyp downloads Node's headers unless it is told where they lie; many installations of Node bring them.
function nodeHeaders() {
  const prefix = path.resolve(path.dirname(process.execPath), "..");
  const isThere = existsSync(path.join(prefix, "include", "node", "node_version.h"));
  return isThere && !process.env.npm_config_nodedir ? { npm_config_nodedir: prefix } : {};
}
