import { z } from "zod";

type QueueFacts = {
  /** Jobs of it that run at once: in each worker process, or in all of them together where it runs alone. */
  concurrency: number;
  /** Counted over all worker processes: what writes one file, or clears away, does it by itself. */
  isAlone: boolean;
  /** For people who look after the site. */
  purpose: string;
};

/**
 * A job runs as many times at once as its queue allows. Queues are few: one that must not hold up others, or that others
 * must not hold up, is one of its own. They are paused and resumed by these names.
 */
export const QUEUES = {
  default: { concurrency: 4, isAlone: false, purpose: "Short work: search rows, tidying up after photos" },
  letters: { concurrency: 2, isAlone: false, purpose: "Hands letters to the mail server" },
  lookup: { concurrency: 4, isAlone: false, purpose: "Asks sources outside about books" },
  vision: { concurrency: 2, isAlone: false, purpose: "Draws covers and looks at pictures" },
  "vector-index": { concurrency: 1, isAlone: true, purpose: "Fills the indexes and writes their snapshots" },
  upkeep: { concurrency: 1, isAlone: true, purpose: "Daily figures, checks and clearing away" },
} as const satisfies Record<string, QueueFacts>;
export type QueueName = keyof typeof QUEUES;
export const QUEUE_NAMES = Object.keys(QUEUES) as [QueueName, ...QueueName[]];

/** What waits in a queue runs in this order, and in the order of its coming within one. A crawl is `bulk`. */
export const PRIORITIES = { reader: 1, normal: 10, bulk: 100 } as const;
/** `reader`: somebody waits for it on the screen. */
export type Priority = keyof typeof PRIORITIES;

export type JobDefinition<Payload extends z.ZodType = z.ZodType> = {
  name: string;
  payload: Payload;
  queue: QueueName;
  priority: Priority;
  attempts: number;
  /** First pause before another try; it doubles. */
  backoffMs: number;
  /** The handler's signal fires after this long and the try counts as failed. */
  timeoutMs: number;
};

type Options = Partial<Omit<JobDefinition, "name" | "payload">>;

/** `module.verb_noun`; the payload is ids alone, the state is read again when the job runs. */
export function defineJob<Payload extends z.ZodType>(
  name: string,
  payload: Payload,
  options: Options = {},
): JobDefinition<Payload> {
  return {
    name,
    payload,
    queue: "default",
    priority: "normal",
    attempts: 5,
    backoffMs: 1_000,
    timeoutMs: 60_000,
    ...options,
  };
}

export type JobOutcome = { status: "done" } | { status: "skipped"; why: string };

/** Nothing to do, and why: a named outcome, not a failure. */
export const skip = (why: string): JobOutcome => ({ status: "skipped", why });

/** Surely done, though its signal fired before it ended; see `handle`. */
export const DONE: JobOutcome = { status: "done" };

export type JobHandler = {
  job: JobDefinition;
  run: (payload: unknown, signal: AbortSignal) => Promise<JobOutcome>;
};

/**
 * Binds a job to its code. The payload is parsed again here: it comes from a queue that outlives versions. The signal
 * fires when the time is over, and when the process is told to stop: what has not ended soon after that goes back to the
 * queue. So does what ends after that without saying `DONE`, since handlers return early when the signal fires; one that
 * takes no signal cannot have done so.
 */
export function handle<Payload extends z.ZodType>(
  job: JobDefinition<Payload>,
  // biome-ignore lint/suspicious/noConfusingVoidType: a handler that just ends is done
  work: (payload: z.output<Payload>, signal: AbortSignal) => Promise<JobOutcome | void>,
): JobHandler {
  return {
    job,
    run: async (payload, signal) => {
      const outcome = (await work(job.payload.parse(payload), signal)) ?? undefined;
      const mayBeCutShort = work.length > 1 && outcome !== DONE;
      if (mayBeCutShort) signal.throwIfAborted();
      return outcome ?? DONE;
    },
  };
}

/** A job to be put on its queue. The same id twice is one job. */
export type NewJob = { job: JobDefinition; payload: unknown; id: string; priority?: Priority };

/** How a try ended; `failed` is one that is not tried again by itself. */
export const ENDINGS = ["done", "skipped", "retried", "failed"] as const;
export type Ending = (typeof ENDINGS)[number];

export type QueueState = {
  name: QueueName;
  isPaused: boolean;
  /** Waits for its turn. */
  waiting: number;
  running: number;
  /** Waits until it is tried again. */
  delayed: number;
  failed: number;
};

/** A job that nobody tries again by itself. */
export type FailedJob = {
  queue: QueueName;
  id: string;
  name: string;
  payload: unknown;
  reason: string;
  /** Tries that failed. */
  attempts: number;
  failedAt: Date;
};

export const jobReference = z.object({ queue: z.enum(QUEUE_NAMES), id: z.string().min(1).max(200) });
export type JobReference = z.output<typeof jobReference>;

/** What a worker process says of itself every few seconds. */
export const heartbeat = z.object({
  id: z.string(),
  host: z.string(),
  pid: z.int(),
  startedAt: z.coerce.date(),
  beatAt: z.coerce.date(),
  /** The last time that its relay had looked for events, null before the first. */
  relayedAt: z.coerce.date().nullable(),
  running: z.array(z.object({ job: z.string(), id: z.string(), since: z.coerce.date() })),
});
export type Heartbeat = z.output<typeof heartbeat>;

/** A worker process; one that was stopped properly is not listed, one that is silent was not. */
export type WorkerState = Heartbeat & { isSilent: boolean };
