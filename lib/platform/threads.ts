import "server-only";
import { existsSync } from "node:fs";
import path from "node:path";
import { pathToFileURL } from "node:url";
import { Tinypool } from "tinypool";
import { env } from "./env";
import { log } from "./log";
import { singleton } from "./singleton";

export type ThreadOptions = {
  /** A process of its own instead of a thread: what crashes takes nothing with it, and all memory comes back at its end. */
  isProcess?: boolean;
  /** Threads at most; each loads its own copy of what the file imports. */
  maxThreads: number;
  /** Threads that stay when there is nothing to do. */
  minThreads?: number;
  /** After this long without work a thread beyond `minThreads` ends and gives its memory back; else it stays. */
  idleMs?: number;
  /** Tasks that may wait; one more is refused at once. */
  maxQueue?: number;
};

/** The longest that a timer knows: 24 days. */
const NEVER_MS = 2 ** 31 - 1;

/** What a process of ours needs to know; it has no business with the secrets. */
const INHERITED = ["PATH", "HOME", "TMPDIR", "NODE_ENV", "MALLOC_ARENA_MAX"];

const inherited = () =>
  Object.fromEntries(INHERITED.flatMap((name) => (process.env[name] === undefined ? [] : [[name, process.env[name]]])));

/** The program of a thread: bundled by scripts/build.mjs beside the server, else the source (in development, tests, worker). */
function entryOf(file: string): { filename: string; execArgv: string[] } {
  const at = (name: string) => path.join(env().rootDir, name);
  const built = at(`threads/${path.basename(file)}.mjs`);
  if (existsSync(built)) return { filename: built, execArgv: [] };
  const loader = pathToFileURL(at("scripts/tsx-in-thread.mjs")).href;
  return { filename: at(`${file}.ts`), execArgv: ["--conditions=react-server", "--import", loader] };
}

/**
 * Threads, or processes, that run the functions exported by `file` (`lib/…/adapters/…-thread` or `…-process`, without
 * `.ts`), so that long work in native code or WebAssembly leaves the event loop free. `run(payload, { name, signal })` calls the export `name`;
 * an abort ends the thread in the middle of its work. A task whose thread cannot start waits for ever, so requests give a
 * signal with a time limit. One pool per file and process, started at the first task.
 */
export function threadPool(file: string, { isProcess = false, idleMs, ...options }: ThreadOptions): Tinypool {
  return singleton(`threads:${file}`, () => {
    const pool = new Tinypool({
      ...entryOf(file),
      ...(isProcess && { runtime: "child_process", serialization: "advanced", env: inherited() }),
      minThreads: 0,
      idleTimeout: idleMs ?? NEVER_MS,
      // Waiting with Atomics would keep a thread from seeing messages of the libraries that it runs.
      useAtomics: false,
      ...options,
    });
    // A thread that ended without a task: nobody listening would end the process. Tasks hear of theirs themselves.
    pool.on("error", (error) => log.warn("threads.thread_failed", { file, error }));
    return pool;
  });
}

/** True of what a task ends with whose time was over before a thread had done it: the process is busy, and nothing is wrong. */
export const wasGivenUp = (error: unknown): boolean => error instanceof Error && error.name === "AbortError";
