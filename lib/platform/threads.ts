import "server-only";
import { existsSync } from "node:fs";
import path from "node:path";
import { pathToFileURL } from "node:url";
import type { ResourceLimits } from "node:worker_threads";
import { Piscina } from "piscina";
import { env } from "./env";
import { log } from "./log";
import { singleton } from "./singleton";

export type ThreadOptions = {
  /** Threads at most; each loads its own copy of what the file imports. */
  maxThreads: number;
  /** Threads that stay when there is nothing to do. */
  minThreads?: number;
  /** After this long without work a thread beyond `minThreads` ends and gives its memory back; else it stays. */
  idleMs?: number;
  /** Tasks that may wait; one more is refused at once. */
  maxQueue?: number;
  /** What a thread may hold before it is ended; see `isOutOfMemory`. */
  resourceLimits?: ResourceLimits;
};

/** The program of a thread or process: bundled by scripts/build.mjs beside the server, else the source (in development, tests, worker). */
export function entryOf(file: string): { filename: string; execArgv: string[] } {
  const at = (name: string) => path.join(env().rootDir, name);
  const built = at(`threads/${path.basename(file)}.mjs`);
  if (existsSync(built)) return { filename: built, execArgv: [] };
  const loader = pathToFileURL(at("scripts/tsx-in-thread.mjs")).href;
  return { filename: at(`${file}.ts`), execArgv: ["--conditions=react-server", "--import", loader] };
}

/**
 * Threads that run the functions exported by `file` (`lib/…/adapters/…-thread`, without `.ts`), so that long work in
 * native code or WebAssembly leaves the event loop free. `run(payload, { name, signal })` calls the export `name`;
 * an abort ends the thread in the middle of its work. A task whose thread cannot start waits for ever, so requests give a
 * signal with a time limit. One pool per file and process, started at the first task.
 */
export function threadPool(file: string, { idleMs, ...options }: ThreadOptions): Piscina {
  return singleton(`threads:${file}`, () => {
    const pool = new Piscina({
      ...entryOf(file),
      minThreads: 0,
      idleTimeout: idleMs ?? Number.POSITIVE_INFINITY,
      // Waiting with Atomics would keep a thread from seeing messages of the libraries that it runs.
      atomics: "disabled",
      ...options,
    });
    // A thread that ended without a task: nobody listening would end the process. Tasks hear of theirs themselves.
    pool.on("error", (error) => log.warn("threads.thread_failed", { file, error }));
    return pool;
  });
}

/** True of what a task ends with whose time was over before a thread had done it: the process is busy, and nothing is wrong. */
export const wasGivenUp = (error: unknown): boolean => error instanceof Error && error.name === "AbortError";

/** True of what a task ends with whose thread took more memory than it may: the others go on. */
export const isOutOfMemory = (error: unknown): boolean =>
  error instanceof Error && (error as NodeJS.ErrnoException).code === "ERR_WORKER_OUT_OF_MEMORY";
