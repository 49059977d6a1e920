// Keeps long-running processes alive: starts them, restarts those that die, stops them in order.
import { spawn } from "node:child_process";
import { setTimeout as sleep } from "node:timers/promises";
import { openLog } from "./logs.mjs";
import { forgetProcess, OWNER_VARIABLE, recordProcess, signalGroup } from "./processes.mjs";
import { Interrupted, StepFailure } from "./steps.mjs";

// Whoever dies sooner than this after its start is ill rather than unlucky.
const FAST_FAILURE_MS = 60_000;
const FAST_FAILURES_MAX = 5;
const BACKOFF_FIRST_MS = 500;
const BACKOFF_MAX_MS = 60_000;
const STOP_TIMEOUT_MS = 10_000;

/**
 * `say(text)` hears about deaths and restarts; `giveUp(failure)` is called once, when a process has failed
 * FAST_FAILURES_MAX times in quick succession. One that the others can do without (`isSpared`) is tried for ever instead,
 * with a longer rest each time. Each process gets a group of its own, so that Ctrl-C in the terminal
 * reaches only us and the order of stopping stays ours.
 */
export function createSupervisor({ dataDir, say, giveUp, backoffMs = BACKOFF_FIRST_MS }) {
  const runDir = `${dataDir}/run`;
  const logsDir = `${dataDir}/logs`;
  const running = [];
  let isStopping = false;

  function launch(entry) {
    const { spec } = entry;
    spec.prepare?.();
    entry.log ??= openLog(logsDir, spec.name, spec.echo);
    entry.startedAt = Date.now();
    const child = spawn(spec.command, spec.args, {
      cwd: spec.cwd,
      env: { ...(spec.env ?? process.env), [OWNER_VARIABLE]: dataDir },
      stdio: entry.log.stdio,
      detached: true,
    });
    entry.child = child;
    entry.log.attach(child);
    if (child.pid) recordProcess(runDir, spec.name, child.pid);
    entry.ended = new Promise((resolve) => {
      child.once("error", (error) => resolve(`could not be started (${error.code})`));
      child.once("exit", (code, signal) => resolve(signal ? `was ended by ${signal}` : `ended with code ${code}`));
    }).then((how) => {
      // What the process started itself must not outlive it: it may hold the port.
      if (child.pid) signalGroup(child.pid, "SIGKILL");
      forgetProcess(runDir, spec.name);
      entry.child = undefined;
      return how;
    });
  }

  async function watch(entry) {
    let fastFailures = 0;
    for (;;) {
      const how = await entry.ended;
      if (isStopping) return;
      fastFailures = Date.now() - entry.startedAt < FAST_FAILURE_MS ? fastFailures + 1 : 1;
      const { name, isSpared } = entry.spec;
      if (fastFailures >= FAST_FAILURES_MAX && !isSpared) {
        giveUp(
          new StepFailure(
            `${name} failed ${fastFailures} times in a row; the last time it ${how}.`,
            `Look for the cause above and in the whole log, mend it, and start again.\nThe whole log: ${entry.log.file}`,
            entry.log.tail(),
          ),
        );
        return;
      }
      const delayMs = Math.min(backoffMs * 2 ** (fastFailures - 1), BACKOFF_MAX_MS);
      const tries = isSpared
        ? `the rest goes on without it; its log: ${entry.log.file}`
        : `${fastFailures} of ${FAST_FAILURES_MAX - 1} tries`;
      say(`${name} ${how}; starting it again in ${delayMs / 1000} s (${tries})`);
      await sleep(delayMs, undefined, { ref: false });
      if (isStopping) return;
      launch(entry);
      const { ended } = entry;
      let isOver = false;
      ended.then(() => {
        isOver = true;
      });
      Promise.resolve(entry.spec.ready?.(() => isOver || isStopping)).then(
        () => !isOver && !isStopping && say(`${entry.spec.name} is running again`),
        () => undefined,
      );
    }
  }

  async function stopOne(entry) {
    const { child } = entry;
    if (child?.pid) {
      child.kill("SIGTERM");
      const timeoutMs = entry.spec.stopTimeoutMs ?? STOP_TIMEOUT_MS;
      const timer = setTimeout(() => {
        say(`${entry.spec.name} did not stop within ${timeoutMs / 1000} s and is ended`);
        signalGroup(child.pid, "SIGKILL");
      }, timeoutMs);
      await entry.ended;
      clearTimeout(timer);
    }
    entry.spec.tidy?.();
    entry.log?.close();
  }

  return {
    runDir,

    /**
     * Starts a process `{ name, command, args, cwd, env, isSpared, prepare, ready, tidy, stopTimeoutMs, echo }` and resolves with what
     * `ready` gives; rejects with its last output when it ends or stays silent before that. From then on it is watched.
     */
    async start(spec) {
      if (isStopping) throw new Interrupted();
      const entry = { spec };
      running.push(entry);
      launch(entry);
      let how;
      entry.ended.then((text) => {
        how = text;
      });
      const early = entry.ended.then((text) => {
        throw new Error(text);
      });
      try {
        const answer = await Promise.race([
          Promise.resolve(spec.ready?.(() => how !== undefined || isStopping)),
          early,
        ]);
        early.catch(() => undefined);
        watch(entry).catch(giveUp);
        return answer;
      } catch (error) {
        if (isStopping) throw new Interrupted();
        const reason = how
          ? `${spec.name} ${how} before it was ready.`
          : `${spec.name} did not become ready: ${error.message}`;
        throw new StepFailure(reason, `The whole log: ${entry.log.file}`, entry.log.tail());
      }
    },

    /** The last output lines of a process that was started here. */
    tail: (name) => running.find(({ spec }) => spec.name === name)?.log.tail() ?? [],

    /** Stops everything, last started first, each with time to finish; resolves when nothing is left. */
    async stop() {
      isStopping = true;
      for (const entry of running.toReversed()) await stopOne(entry);
    },

    /** Ends everything at once. */
    kill() {
      isStopping = true;
      for (const { child } of running) if (child?.pid) signalGroup(child.pid, "SIGKILL");
    },
  };
}
