import "server-only";
import { log } from "@/lib/platform/log";
import { fail } from "@/lib/platform/result";
import { singleton } from "@/lib/platform/singleton";
import { isOutOfMemory, threadPool, wasGivenUp } from "@/lib/platform/threads";
import type { OpenedFile } from "../queries";
import type * as thread from "./file-thread";

/** A second file need not wait for a first one that is slow. */
const THREADS = 2;
const WAITING_MAX = 20;
const IDLE_MS = 10_000;
/** Twice what the largest library that is taken needs: 20,000 books in 83 MB of JSON. */
const MEMORY_MAX_MB = 512;
/** Waiting and reading; the largest library takes a quarter of it where the machine has other things to do. */
const TIME_MAX_MS = 60_000;
/** Of it so much for waiting: who has a turn then still has time enough for the largest library. */
const WAIT_MAX_MS = 30_000;

const pool = () =>
  threadPool("lib/transfers/files/adapters/file-thread", {
    maxThreads: THREADS,
    idleMs: IDLE_MS,
    resourceLimits: { maxOldGenerationSizeMb: MEMORY_MAX_MB },
  });

const tooSlow = () =>
  fail("too_slow", "Reading this took too long. Please try again in a while, or bring the file in parts.");
const busy = () => fail("busy", "Many files are being read just now. Please try again in a minute.");
const tooLarge = () => fail("too_much", "This file holds more than can be read at once. Please bring it in parts.");

/**
 * Reads in a thread what somebody brings: whatever it was made to be, it costs its own thread and no page. One that takes too
 * long, or too much memory, is ended in the middle of its work.
 */
async function run<Value>(name: keyof typeof thread, task: object, timeMaxMs: number) {
  const since = Date.now();
  if (!(await takeTurn(Math.min(WAIT_MAX_MS, timeMaxMs)))) {
    log.warn("transfers.file_not_begun", { name, waitedMs: Date.now() - since });
    return busy();
  }
  try {
    return await read<Value>(name, task, timeMaxMs - (Date.now() - since));
  } finally {
    endTurn();
  }
}

/** The pool's own queue would count waiting as reading, so nothing waits there: as many turns as there are threads. */
const turns = () => singleton("file-turns", () => ({ taken: 0, waiting: new Set<() => void>() }));

/** False: too many wait already, or it took too long. Whoever has a turn ends it. */
async function takeTurn(waitMaxMs: number): Promise<boolean> {
  const own = turns();
  if (own.taken < THREADS) {
    own.taken += 1;
    return true;
  }
  if (own.waiting.size >= WAITING_MAX) return false;
  return new Promise((resolve) => {
    const begin = () => {
      clearTimeout(timer);
      resolve(true);
    };
    const timer = setTimeout(() => {
      own.waiting.delete(begin);
      resolve(false);
    }, waitMaxMs);
    own.waiting.add(begin);
  });
}

/** Hands the turn on to who has waited the longest. */
function endTurn(): void {
  const own = turns();
  const [next] = own.waiting;
  if (!next) own.taken -= 1;
  else {
    own.waiting.delete(next);
    next();
  }
}

async function read<Value>(name: keyof typeof thread, task: object, timeMaxMs: number) {
  try {
    return (await pool().run(task, { name, signal: AbortSignal.timeout(Math.max(1, timeMaxMs)) })) as Value;
  } catch (error) {
    const isMemory = isOutOfMemory(error);
    if (!isMemory && !wasGivenUp(error)) throw error;
    log.warn("transfers.file_given_up", { name, reason: isMemory ? "memory" : "time" });
    return isMemory ? tooLarge() : tooSlow();
  }
}

type Opened = Awaited<ReturnType<typeof thread.open>>;

/** A file of whatever app; see `openFile`. */
export const openInThread = (task: thread.FileTask, timeMaxMs = TIME_MAX_MS) => run<Opened>("open", task, timeMaxMs);

/** The same of pasted text. */
export const openTextInThread = (task: thread.TextTask) => run<Opened>("openText", task, TIME_MAX_MS);

/** Rows of a table again; undefined for what was no table. */
export const readAgainInThread = (task: thread.CellsTask) =>
  run<OpenedFile | undefined>("readAgain", task, TIME_MAX_MS);
