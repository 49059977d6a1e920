import "server-only";
import { randomUUID } from "node:crypto";
import { hostname } from "node:os";
import type { z } from "zod";
import { log } from "@/lib/platform/log";
import { fail, ok } from "@/lib/platform/result";
import { forgetSilent, removeHeartbeat, writeHeartbeat } from "./adapters/heartbeats";
import {
  addAloneJob,
  addJobs,
  countEnded,
  queue,
  readFailed,
  removeEnded,
  removeFailed,
  retryFailed,
} from "./adapters/queue";
import {
  type Heartbeat,
  type JobDefinition,
  type JobReference,
  type NewJob,
  QUEUE_NAMES,
  type QueueName,
} from "./schema";

/**
 * Puts jobs on their queues. Ids make it idempotent: the same id twice is one job. Commands never call this; they record
 * an event, and the relay enqueues what follows from it. Throws, and may have put some of them there, when Redis is away.
 */
export async function enqueueAll(jobs: NewJob[]): Promise<void> {
  await addJobs(jobs.map((added) => ({ ...added, payload: added.job.payload.parse(added.payload) })));
}

/** Like `enqueueAll`, for one. */
export const enqueue = async <Payload extends z.ZodType>(
  job: JobDefinition<Payload>,
  payload: z.input<Payload>,
  id: string,
): Promise<void> => enqueueAll([{ job, payload, id }]);

/** Like `enqueue`, for what comes by the clock: does nothing while a job of that name, enqueued so, waits or runs. */
export async function enqueueUnlessWaiting<Payload extends z.ZodType>(
  job: JobDefinition<Payload>,
  payload: z.input<Payload>,
  id: string,
): Promise<void> {
  await addAloneJob({ job, payload: job.payload.parse(payload), id });
}

/** Lets no worker process begin a job of this queue any more; what runs is finished. It stays so over restarts. */
export async function pauseQueue(name: QueueName): Promise<void> {
  await queue(name).pause();
}

export async function resumeQueue(name: QueueName): Promise<void> {
  await queue(name).resume();
}

/** Puts a failed job back on its queue, with all its tries. */
export async function retryJob({ queue: name, id }: JobReference) {
  return (await retryFailed(name, id)) ? ok() : fail("job_not_failed");
}

const RETRIED_AT_ONCE = 500;

/** Puts all failed jobs back on their queues; those that fail meanwhile stay. Answers with how many. */
export async function retryAllJobs(): Promise<number> {
  let retried = 0;
  for (const name of QUEUE_NAMES) {
    const { all } = await countEnded(name, "failed", new Date());
    for (let left = all; left > 0; left -= RETRIED_AT_ONCE) {
      for (const { id } of await readFailed(name, Math.min(left, RETRIED_AT_ONCE)))
        if (await retryFailed(name, id)) retried += 1;
    }
  }
  return retried;
}

/** Forgets a failed job: what it was to do stays undone. */
export async function discardJob({ queue: name, id }: JobReference) {
  return (await removeFailed(name, id)) ? ok() : fail("job_not_failed");
}

type Ages = { doneBefore: Date; failedBefore: Date };

/** Removes jobs that ended before these moments, until none is left or the signal fires. Answers with how many. */
export async function pruneJobs(
  { doneBefore, failedBefore }: Ages,
  { signal, onRemoved }: { signal?: AbortSignal; onRemoved?: (count: number) => void } = {},
): Promise<number> {
  let sum = 0;
  for (const name of QUEUE_NAMES) {
    for (const [type, before] of [
      ["completed", doneBefore],
      ["failed", failedBefore],
    ] as const) {
      for (let removed = -1; removed !== 0 && !signal?.aborted; sum += removed) {
        removed = await removeEnded(name, type, before);
        onRemoved?.(removed);
      }
    }
  }
  return sum;
}

/** How this process is called on the list of workers: nobody else is, also after a restart under the same number. */
const SELF = { id: randomUUID(), host: hostname(), pid: process.pid, startedAt: new Date() };

/** Says that this worker process is alive, and what it is at work on. */
export async function beat(state: Pick<Heartbeat, "running" | "relayedAt">, now: Date): Promise<void> {
  await writeHeartbeat({ ...SELF, ...state, beatAt: now });
  await forgetSilent(now);
}

/** Takes this process off the list of workers: it was stopped properly. */
export async function leave(): Promise<void> {
  await removeHeartbeat(SELF.id).catch((error) => log.debug("jobs.not_left", { error }));
}
