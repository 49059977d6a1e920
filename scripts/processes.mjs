// Who is running: processes are known by pid and start time together, because pids are used again. Records of what a
// command started lie in DATA_DIR/run, so that the next command can tell its own leftovers from strangers.
import { execFileSync } from "node:child_process";
import { mkdirSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import path from "node:path";
import { setTimeout as sleep } from "node:timers/promises";

// Children carry this variable with the data directory they belong to; a process without it is never ended.
export const OWNER_VARIABLE = "RIDIZI_DATA_DIR_OWNER";
const IS_LINUX = process.platform === "linux";
const POLL_MS = 50;

/** All live processes: `{ pid, group, started }`. Zombies count as gone: nobody may ever collect them. */
function listProcesses() {
  return IS_LINUX ? listFromProc() : listFromPs();
}

function listFromProc() {
  const found = [];
  for (const name of readdirSync("/proc")) {
    if (!/^\d+$/.test(name)) continue;
    try {
      // The command in parentheses may hold spaces and parentheses itself, so fields are counted after the last one.
      const stat = readFileSync(`/proc/${name}/stat`, "utf8");
      const fields = stat.slice(stat.lastIndexOf(")") + 2).split(" ");
      if (fields[0] !== "Z" && fields[0] !== "X")
        found.push({ pid: Number(name), group: Number(fields[2]), started: fields[19] });
    } catch {
      // It ended between the listing and the reading.
    }
  }
  return found;
}

function listFromPs() {
  const text = execFileSync("ps", ["-A", "-o", "pid=,pgid=,stat=,lstart="], { encoding: "utf8" });
  return text.split("\n").flatMap((line) => {
    const match = /^\s*(\d+)\s+(\d+)\s+(\S+)\s+(.+?)\s*$/.exec(line);
    return match && !match[3].startsWith("Z")
      ? [{ pid: Number(match[1]), group: Number(match[2]), started: match[4] }]
      : [];
  });
}

// Start times count from boot on Linux, so a record from before a reboot must not match by chance.
function bootId() {
  return IS_LINUX ? readFileSync("/proc/sys/kernel/random/boot_id", "utf8").trim() : "";
}

/** What tells this process from any later one with the same pid, or undefined when it has already ended. */
export function describeProcess(pid) {
  const found = listProcesses().find((entry) => entry.pid === pid);
  return found && { pid, started: found.started, boot: bootId() };
}

/** Whether the very process of a record is still running. */
export function isRunning(record) {
  return Boolean(record) && record.boot === bootId() && listProcesses().some((entry) => isSame(entry, record));
}

const isSame = (entry, record) => entry.pid === record.pid && entry.started === record.started;

/** Writes `{ pid, started, boot, ...details }` to `runDir/name.json`. */
export function recordProcess(runDir, name, pid, details = {}) {
  const description = describeProcess(pid);
  if (!description) return;
  mkdirSync(runDir, { recursive: true });
  const file = path.join(runDir, `${name}.json`);
  writeFileSync(`${file}.${process.pid}`, JSON.stringify({ ...description, ...details }), { mode: 0o600 });
  renameSync(`${file}.${process.pid}`, file);
}

/** Forgets a process that has ended. */
export function forgetProcess(runDir, name) {
  rmSync(path.join(runDir, `${name}.json`), { force: true });
}

/** Reads one record; undefined when there is none or it is damaged. */
export function readRecord(file) {
  try {
    return JSON.parse(readFileSync(file, "utf8"));
  } catch {
    return undefined;
  }
}

/** Sends a signal to a whole process group that we started; a group that is gone is fine. */
export function signalGroup(pid, signal) {
  try {
    process.kill(-pid, signal);
  } catch (error) {
    if (error.code !== "ESRCH" && error.code !== "EPERM") throw error;
  }
}

/**
 * Takes the lock `file` for this process. Returns undefined when it is ours, else the record of the live holder.
 * A lock whose holder has ended is taken over.
 */
export async function takeLock(file, details = {}) {
  mkdirSync(path.dirname(file), { recursive: true });
  const own = { ...describeProcess(process.pid), ...details };
  for (;;) {
    try {
      writeFileSync(file, JSON.stringify(own), { flag: "wx", mode: 0o600 });
    } catch (error) {
      if (error.code !== "EEXIST") throw error;
      const holder = readRecord(file);
      if (isRunning(holder)) return holder;
      rmSync(file, { force: true });
      continue;
    }
    // Two processes may find the same stale lock, and the slower one removes the faster one's. Both look again.
    await sleep(100);
    const holder = readRecord(file);
    if (holder && isSame(holder, own)) return undefined;
    if (isRunning(holder)) return holder;
  }
}

/** Gives a lock back that this process holds. */
export function releaseLock(file) {
  if (readRecord(file)?.pid === process.pid) rmSync(file, { force: true });
}

/** The records in `runDir` in the order in which their processes stop: what uses the database before the database. */
export function leftoverNames(runDir) {
  const commands = readdirSync(runDir).flatMap((file) => /^(command-\d+)\.json$/.exec(file)?.[1] ?? []);
  return ["web", "worker", ...commands, "redis", "mariadb"];
}

/**
 * Ends what an earlier command left behind in `runDir` after it was killed, in the order of `names`, and returns the
 * names of those that were still alive. Only processes whose start time matches their record are touched, and of
 * their group only members that carry the owner's mark.
 */
export async function endLeftovers(runDir, names, owner, { timeoutMs = 30_000 } = {}) {
  const ended = [];
  for (const name of names) {
    const record = readRecord(path.join(runDir, `${name}.json`));
    if (record?.boot === bootId()) {
      const leader = isRunning(record);
      if (leader) await endProcess(record, timeoutMs);
      const members = listProcesses().filter((entry) => entry.group === record.pid && hasOwner(entry.pid, owner));
      for (const entry of members) signalProcess(entry.pid, "SIGKILL");
      if (leader || members.length > 0) ended.push(name);
    }
    forgetProcess(runDir, name);
  }
  return ended;
}

async function endProcess(record, timeoutMs) {
  signalProcess(record.pid, "SIGTERM");
  const deadline = Date.now() + timeoutMs;
  while (isRunning(record)) {
    if (Date.now() > deadline) signalProcess(record.pid, "SIGKILL");
    await sleep(POLL_MS);
  }
}

function signalProcess(pid, signal) {
  try {
    process.kill(pid, signal);
  } catch (error) {
    if (error.code !== "ESRCH") throw error;
  }
}

// Elsewhere the environment of another process cannot be read without asking ps for everything; there only the
// recorded process itself is ended.
function hasOwner(pid, owner) {
  if (!IS_LINUX) return false;
  try {
    return readFileSync(`/proc/${pid}/environ`, "utf8").split("\0").includes(`${OWNER_VARIABLE}=${owner}`);
  } catch {
    return false;
  }
}
