import "server-only";
import { DelayedError, type Job, UnrecoverableError, WaitingError, Worker } from "bullmq";
import { ZodError } from "zod";
import { keptText } from "@/lib/platform/error-text";
import { log } from "@/lib/platform/log";
import { newBlockingRedis } from "@/lib/platform/redis";
import { restAfterLossesMs } from "../rules";
import { type FailedJob, type Heartbeat, type JobHandler, type JobOutcome, QUEUE_NAMES, QUEUES } from "../schema";
import { lossesRestedFor, noteRest, PREFIX, queue } from "./queue";
import { countEnding } from "./tally";

/**
 * A job whose process is gone is taken for lost when its lock has not been renewed for so long, and then goes back to the
 * front of its queue at the second of these checks: after 10 to 20 s. Nothing in a worker may hold its event loop for longer.
 */
const LOCK_MS = 10_000;
const STALLED_CHECK_MS = 5_000;
/** So often may the process that runs a job be gone; then the job is given up. See `restAfterLossesMs`. */
const LOST_MAX = 10;

/** After being told to stop, a job may go on for so long undisturbed, … */
const FINISH_MS = 5_000;
/** … and when its signal has fired, for so long to end by itself. Together below the ten seconds that a stop may take. */
const YIELD_MS = 2_000;

/** Why a job's signal fires when the process stops. */
class Stopping extends Error {
  override name = "Stopping";
  override message = "the worker is stopping";
}

type Hooks = {
  /** Called when a job has failed for good. */
  onGivenUp?: (job: Omit<FailedJob, "failedAt">) => void;
};

export type RunningWorkers = {
  /** What this process is at work on. */
  running: () => Heartbeat["running"];
  /** Finishes what runs, or gives it back to its queue: after seven seconds nothing runs any more. */
  stop: () => Promise<void>;
};

/** Refuses to start when two handlers claim one job: one of them would never run. */
function byName(handlers: JobHandler[]): Map<string, JobHandler> {
  const map = new Map(handlers.map((handler) => [handler.job.name, handler]));
  if (map.size !== handlers.length) throw new Error("two handlers for one job");
  return map;
}

/**
 * Runs a handler until it ends, or until `control` is fired, by its time limit or by whoever stops the process. It has a
 * moment then to end by itself; one that does not is left to itself.
 */
async function runWithLimit(handler: JobHandler, payload: unknown, control: AbortController): Promise<JobOutcome> {
  const { signal } = control;
  const { timeoutMs } = handler.job;
  const overdue = new Error(`took longer than ${timeoutMs} ms`);
  const timers = [setTimeout(() => control.abort(overdue), timeoutMs)];
  const calledOff = new Promise<never>((_, reject) => {
    signal.addEventListener("abort", () => timers.push(setTimeout(() => reject(signal.reason), YIELD_MS)));
  });
  try {
    const outcome = await Promise.race([handler.run(payload, signal), calledOff]);
    if (signal.reason === overdue) throw overdue;
    return outcome;
  } catch (error) {
    // What a handler throws because it was called off says less than why it was.
    throw signal.aborted ? signal.reason : error;
  } finally {
    for (const timer of timers) clearTimeout(timer);
  }
}

/** Puts a job aside for a while whose process was lost again since it last rested. */
async function rests(job: Job, token: string | undefined): Promise<boolean> {
  const restMs = restAfterLossesMs(job.stalledCounter);
  if (restMs === 0) return false;
  if ((await lossesRestedFor(job)) >= job.stalledCounter) return false;
  await noteRest(job);
  await job.moveToDelayed(Date.now() + restMs, token);
  log.warn("job", { job: job.name, id: job.id, status: "rests", losses: job.stalledCounter, ms: restMs });
  return true;
}

/** Starts one BullMQ worker a queue. */
export function startWorkers(handlers: JobHandler[], { onGivenUp }: Hooks = {}): RunningWorkers {
  const handlerOf = byName(handlers);
  const running = new Map<AbortController, Heartbeat["running"][number]>();

  async function run(job: Job, token: string | undefined) {
    const handler = handlerOf.get(job.name);
    if (!handler) throw new UnrecoverableError(`no handler for ${job.name}`);
    if (await rests(job, token)) throw new DelayedError();
    const control = new AbortController();
    const startedAt = performance.now();
    const about = { job: job.name, id: job.id };
    running.set(control, { job: job.name, id: job.id ?? "", since: new Date() });
    try {
      const outcome = await runWithLimit(handler, job.data, control);
      log.info("job", { ...about, ...outcome, ms: Math.round(performance.now() - startedAt) });
      countEnding(outcome.status);
      return outcome;
    } catch (error) {
      if (error instanceof Stopping) {
        await job.moveToWait(token);
        log.info("job", { ...about, status: "handed_back" });
        throw new WaitingError();
      }
      log.error("job", { ...about, status: "failed", attempt: job.attemptsMade + 1, error });
      // The queue keeps both for weeks, where nobody would look for a person.
      if (error instanceof Error) Object.assign(error, keptText(error));
      // A payload that does not parse will not parse the next time either.
      if (error instanceof ZodError) throw new UnrecoverableError(error.message);
      throw error;
    } finally {
      running.delete(control);
    }
  }

  const connections = QUEUE_NAMES.map((name) => {
    const { concurrency, isAlone } = QUEUES[name];
    const connection = newBlockingRedis(`worker-${name}`);
    const options = { lockDuration: LOCK_MS, stalledInterval: STALLED_CHECK_MS, maxStalledCount: LOST_MAX };
    const worker = new Worker(name, (job, token) => run(job, token), {
      ...{ connection, prefix: PREFIX, concurrency, autorun: false },
      ...options,
    });
    // Before the first job is taken, or two processes that start at once could each take one.
    const limited = isAlone ? queue(name).setGlobalConcurrency(concurrency) : Promise.resolve();
    limited
      .catch((error) => log.warn("worker.not_alone", { queue: name, error }))
      .then(() => worker.run())
      .catch((error) => log.warn("worker.not_running", { queue: name, error }));
    worker.on("error", (error) => log.debug("worker.error", { queue: name, error }));
    worker.on("stalled", (id) => log.warn("job", { queue: name, id, status: "recovered" }));
    worker.on("failed", (job, error) => {
      // Without `finishedOn` it is tried again.
      if (job?.finishedOn === undefined) return countEnding("retried");
      countEnding("failed");
      const { id = "", data: payload, attemptsMade: attempts } = job;
      log.error("job", { job: job.name, id, status: "given_up", attempts, reason: error.message });
      onGivenUp?.({ queue: name, id, name: job.name, payload, attempts, reason: error.message });
    });
    return { worker, connection };
  });

  return {
    running: () => [...running.values()],
    stop: async () => {
      const timer = setTimeout(() => {
        for (const control of running.keys()) control.abort(new Stopping());
      }, FINISH_MS);
      await Promise.all(connections.map(({ worker }) => worker.close()));
      clearTimeout(timer);
      for (const { connection } of connections) connection.disconnect();
    },
  };
}
