import "server-only";
import { type Job, Queue } from "bullmq";
import { log } from "@/lib/platform/log";
import { redis } from "@/lib/platform/redis";
import { singleton } from "@/lib/platform/singleton";
import { type FailedJob, type NewJob, PRIORITIES, QUEUE_NAMES, type QueueName, type QueueState } from "../schema";

export const PREFIX = "ridizi";
/** Finished jobs stay this long so that a repeated event is recognised as already done. */
const KEEP_DONE = { age: 24 * 60 * 60, count: 5_000 };
const KEEP_FAILED = { age: 30 * 24 * 60 * 60, count: 5_000 };
/** Jobs of one command to Redis. */
const REMOVED_AT_ONCE = 1_000;

/** One of the queues, as this process holds it; never closed, it shares the process's connection. */
export function queue(name: QueueName): Queue {
  return singleton(`queue-${name}`, () => {
    const created = new Queue(name, { connection: redis(), prefix: PREFIX });
    created.on("error", (error) => log.debug("queue.error", { queue: name, error }));
    return created;
  });
}

/** `isAlone`: not while another job of its name that was added so has not ended. */
function toBullJob({ job, payload, id, priority = job.priority }: NewJob, { isAlone = false } = {}) {
  const opts = {
    jobId: id,
    priority: PRIORITIES[priority],
    attempts: job.attempts,
    backoff: { type: "exponential", delay: job.backoffMs, jitter: 0.3 },
    removeOnComplete: KEEP_DONE,
    removeOnFail: KEEP_FAILED,
    deduplication: isAlone ? { id: job.name } : undefined,
  };
  return { name: job.name, data: payload, opts };
}

export async function addAloneJob(added: NewJob): Promise<void> {
  const { name, data, opts } = toBullJob(added, { isAlone: true });
  await queue(added.job.queue).add(name, data, opts);
}

/** Puts jobs on their queues, those of one queue in one round trip. */
export async function addJobs(jobs: NewJob[]): Promise<void> {
  for (const name of QUEUE_NAMES) {
    const mine = jobs.filter(({ job }) => job.queue === name);
    if (mine.length > 0) await queue(name).addBulk(mine.map((added) => toBullJob(added)));
  }
}

export async function readQueue(name: QueueName): Promise<QueueState> {
  const [counts, isPaused] = await Promise.all([
    queue(name).getJobCounts("wait", "prioritized", "active", "delayed", "failed"),
    queue(name).isPaused(),
  ]);
  const { wait = 0, prioritized = 0, active = 0, delayed = 0, failed = 0 } = counts;
  return { name, isPaused, waiting: wait + prioritized, running: active, delayed, failed };
}

/** Failed jobs of a queue, the latest first. */
export async function readFailed(name: QueueName, limit: number): Promise<FailedJob[]> {
  const jobs = await queue(name).getFailed(0, limit - 1);
  return jobs.flatMap((job: Job | undefined) =>
    job?.id
      ? {
          queue: name,
          id: job.id,
          name: job.name,
          payload: job.data,
          reason: job.failedReason ?? "",
          attempts: job.attemptsMade,
          failedAt: new Date(job.finishedOn ?? job.timestamp),
        }
      : [],
  );
}

/** Fields of BullMQ's own record of a job: how many processes it has lost, and for how many of these it has rested. */
const [LOSSES, RESTED] = ["stc", "ridizi-rested"] as const;

const keyOf = (name: string, id: string | undefined) => `${PREFIX}:${name}:${id}`;

export const lossesRestedFor = async ({ queueName, id }: Job): Promise<number> =>
  Number((await redis().hget(keyOf(queueName, id), RESTED)) ?? 0);

export async function noteRest({ queueName, id, stalledCounter }: Job): Promise<void> {
  await redis().hset(keyOf(queueName, id), RESTED, stalledCounter);
}

/** Puts a failed job back on its queue with all its tries; false where it is not, or no longer, a failed one. */
export async function retryFailed(name: QueueName, id: string): Promise<boolean> {
  const job = await queue(name).getJob(id);
  if (!job || !(await job.isFailed())) return false;
  try {
    // Of the processes that it went down with: it is to have all its chances again.
    await redis().hdel(keyOf(name, id), LOSSES, RESTED);
    await job.retry("failed", { resetAttemptsMade: true, resetAttemptsStarted: true });
    return true;
  } catch (error) {
    // Somebody else was quicker.
    if (!(await job.isFailed())) return false;
    throw error;
  }
}

export async function removeFailed(name: QueueName, id: string): Promise<boolean> {
  const job = await queue(name).getJob(id);
  if (!job || !(await job.isFailed())) return false;
  await job.remove();
  return true;
}

type Ended = "completed" | "failed";

/** How many of a queue's ended jobs there are, and how many ended before a moment. */
export async function countEnded(name: QueueName, type: Ended, before: Date) {
  const key = `${PREFIX}:${name}:${type}`;
  const [all, old] = await Promise.all([redis().zcard(key), redis().zcount(key, "-inf", before.getTime())]);
  return { all, old };
}

/** Removes some of a queue's jobs that ended before a moment, and answers with how many; 0 when none is left. */
export async function removeEnded(name: QueueName, type: Ended, before: Date): Promise<number> {
  const ids = await queue(name).clean(Date.now() - before.getTime(), REMOVED_AT_ONCE, type);
  return ids.length;
}
