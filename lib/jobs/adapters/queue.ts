import "server-only";
import { Queue, UnrecoverableError, Worker } from "bullmq";
import { ZodError } from "zod";
import { log } from "@/lib/platform/log";
import { newBlockingRedis, redis } from "@/lib/platform/redis";
import { singleton } from "@/lib/platform/singleton";
import { type JobDefinition, type JobHandler, QUEUES, type QueueName } from "../schema";

const PREFIX = "ridizi";
/** Finished jobs stay this long so that a repeated event is recognised as already done. */
const KEEP_DONE = { age: 24 * 60 * 60, count: 5_000 };
const KEEP_FAILED = { age: 30 * 24 * 60 * 60, count: 5_000 };

function queue(name: QueueName): Queue {
  return singleton(`queue-${name}`, () => {
    const created = new Queue(name, { connection: redis(), prefix: PREFIX });
    created.on("error", (error) => log.debug("queue.error", { queue: name, error }));
    return created;
  });
}

/** `isAlone`: not while another job of its name that was added so has not ended. */
export async function addJob(
  job: JobDefinition,
  payload: unknown,
  id: string,
  { isAlone = false }: { isAlone?: boolean } = {},
): Promise<void> {
  await queue(job.queue).add(job.name, payload, {
    jobId: id,
    attempts: job.attempts,
    backoff: { type: "exponential", delay: job.backoffMs, jitter: 0.3 },
    removeOnComplete: KEEP_DONE,
    removeOnFail: KEEP_FAILED,
    deduplication: isAlone ? { id: job.name } : undefined,
  });
}

async function runWithLimit(handler: JobHandler, payload: unknown) {
  const limit = AbortSignal.timeout(handler.job.timeoutMs);
  const ranOut = new Promise<never>((_, reject) => {
    limit.addEventListener("abort", () => reject(new Error(`took longer than ${handler.job.timeoutMs} ms`)));
  });
  return Promise.race([handler.run(payload, limit), ranOut]);
}

/** Refuses to start when two handlers claim one job: one of them would never run. */
function byName(handlers: JobHandler[]): Map<string, JobHandler> {
  const map = new Map(handlers.map((handler) => [handler.job.name, handler]));
  if (map.size !== handlers.length) throw new Error("two handlers for one job");
  return map;
}

export type RunningWorkers = {
  /** Finishes what runs; what has not begun stays in the queue. */
  stop: () => Promise<void>;
};

/** Starts one BullMQ worker a queue. */
export function startWorkers(handlers: JobHandler[]): RunningWorkers {
  const handlerOf = byName(handlers);
  const connections = (Object.keys(QUEUES) as QueueName[]).map((name) => {
    const connection = newBlockingRedis(`worker-${name}`);
    const worker = new Worker(
      name,
      async (job) => {
        const handler = handlerOf.get(job.name);
        if (!handler) throw new UnrecoverableError(`no handler for ${job.name}`);
        const startedAt = performance.now();
        try {
          const outcome = await runWithLimit(handler, job.data);
          log.info("job", { job: job.name, id: job.id, ...outcome, ms: Math.round(performance.now() - startedAt) });
          return outcome;
        } catch (error) {
          log.error("job", { job: job.name, id: job.id, status: "failed", attempt: job.attemptsMade + 1, error });
          // A payload that does not parse will not parse the next time either.
          if (error instanceof ZodError) throw new UnrecoverableError(error.message);
          throw error;
        }
      },
      { connection, prefix: PREFIX, concurrency: QUEUES[name].concurrency },
    );
    worker.on("error", (error) => log.debug("worker.error", { queue: name, error }));
    return { worker, connection };
  });
  return {
    stop: async () => {
      await Promise.all(connections.map(({ worker }) => worker.close()));
      for (const { connection } of connections) connection.disconnect();
    },
  };
}
