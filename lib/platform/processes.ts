import "server-only";
import { Tinypool } from "tinypool";
import { singleton } from "./singleton";
import { entryOf } from "./threads";

export type ProcessOptions = {
  /** Processes at most; each loads its own copy of what the file imports. */
  max: number;
  /** After this long without work a process ends, and its memory is free. */
  idleMs: number;
  /** Tasks that may wait; one more is refused at once. */
  maxQueue: number;
};

/** What a process of ours needs to know; it has no business with the secrets. */
const INHERITED = ["PATH", "HOME", "TMPDIR", "NODE_ENV", "MALLOC_ARENA_MAX"];

const inherited = () =>
  Object.fromEntries(INHERITED.flatMap((name) => (process.env[name] === undefined ? [] : [[name, process.env[name]]])));

/**
 * Processes that run the functions exported by `file` (`lib/…/adapters/…-process`, without `.ts`): unlike a thread one takes
 * nothing with it when it crashes, and all of its memory comes back at its end. `run(payload, { name })` calls the export
 * `name`. Give no signal: this pool loses track of tasks that have one while all processes are busy, so a task must end by
 * itself. One pool per file and process, started at the first task.
 */
export function processPool(file: string, { max, idleMs, maxQueue }: ProcessOptions): Tinypool {
  return singleton(
    `processes:${file}`,
    () =>
      new Tinypool({
        ...entryOf(file),
        ...{ runtime: "child_process", serialization: "advanced", env: inherited() },
        ...{ minThreads: 0, maxThreads: max, idleTimeout: idleMs, maxQueue, useAtomics: false },
      }),
  );
}
