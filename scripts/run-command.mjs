// One command of a step: run to its end, its last lines kept for the case that it fails.
import { spawn } from "node:child_process";
import { createInterface } from "node:readline";
import { forgetProcess, OWNER_VARIABLE, recordProcess, signalGroup } from "./processes.mjs";
import { Interrupted, StepFailure } from "./steps.mjs";

export const TAIL_LINES = 30;
const STOP_TIMEOUT_MS = 10_000;
// biome-ignore lint/suspicious/noControlCharactersInRegex: colours begin with the escape character
const COLOURS = /\x1b\[[0-9;?]*[A-Za-z]/g;

const running = new Set();

/** Ends all commands at once, with whatever they started in their groups. */
export function killCommands() {
  for (const kill of running) kill("SIGKILL");
}

/**
 * Runs a command in its own process group and returns its output lines' tail. `onLine` sees each line without colours
 * and may return false to keep a line out of the tail. `signal` (AbortSignal) ends the whole group and throws
 * Interrupted; a bad end throws StepFailure with `failure` and `advice`. With `owner` and `runDir` the process is
 * recorded, so that a later run finds it if this one is killed. With `sharesGroup` it stays in ours, for a process that is
 * a command itself and must be found and ended together with what it runs.
 */
export async function runCommand(command, args, options = {}) {
  const { env = process.env, cwd, onLine, signal, failure, advice, owner, runDir, sharesGroup = false } = options;
  if (signal?.aborted) throw new Interrupted();
  const child = spawn(command, args, {
    cwd,
    env: owner ? { ...env, [OWNER_VARIABLE]: owner } : env,
    stdio: ["ignore", "pipe", "pipe"],
    detached: !sharesGroup,
  });
  const recordName = `command-${child.pid}`;
  if (runDir && child.pid) recordProcess(runDir, recordName, child.pid);
  const tail = [];
  for (const stream of [child.stdout, child.stderr]) {
    createInterface({ input: stream }).on("line", (raw) => {
      const line = raw.replace(COLOURS, "").split("\r").at(-1) ?? "";
      if (!line.trim() || onLine?.(line) === false) return;
      tail.push(line);
      if (tail.length > TAIL_LINES) tail.shift();
    });
  }

  let force;
  const kill = (name) => (sharesGroup ? child.kill(name) : child.pid && signalGroup(child.pid, name));
  const stop = () => {
    kill("SIGTERM");
    force = setTimeout(() => kill("SIGKILL"), STOP_TIMEOUT_MS);
  };
  running.add(kill);
  signal?.addEventListener("abort", stop, { once: true });
  try {
    const { code, by } = await new Promise((resolve, reject) => {
      child.once("error", reject);
      child.once("close", (exitCode, killedBy) => resolve({ code: exitCode, by: killedBy }));
    });
    if (signal?.aborted) throw new Interrupted();
    if (code === 0) return tail;
    const end = by ? `was ended by ${by}` : `ended with code ${code}`;
    throw new StepFailure(failure ? `${failure} (${command} ${end}).` : `${command} ${end}.`, advice, tail);
  } catch (error) {
    if (error.code === "ENOENT") throw new StepFailure(`${command} was not found.`, advice);
    throw error;
  } finally {
    running.delete(kill);
    clearTimeout(force);
    signal?.removeEventListener("abort", stop);
    if (runDir && child.pid) forgetProcess(runDir, recordName);
  }
}
