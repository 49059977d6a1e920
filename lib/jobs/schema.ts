import type { z } from "zod";

/** Queues are few: one for short work, one for pictures, one that writes index files and therefore never runs twice at once. */
export const QUEUES = { default: { concurrency: 4 }, vision: { concurrency: 2 }, "vector-index": { concurrency: 1 } };
export type QueueName = keyof typeof QUEUES;

export type JobDefinition<Payload extends z.ZodType = z.ZodType> = {
  name: string;
  payload: Payload;
  queue: QueueName;
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
  return { name, payload, queue: "default", attempts: 5, backoffMs: 1_000, timeoutMs: 60_000, ...options };
}

export type JobOutcome = { status: "done" } | { status: "skipped"; why: string };

/** Nothing to do, and why: a named outcome, not a failure. */
export const skip = (why: string): JobOutcome => ({ status: "skipped", why });

export type JobHandler = {
  job: JobDefinition;
  run: (payload: unknown, signal: AbortSignal) => Promise<JobOutcome>;
};

/** Binds a job to its code. The payload is parsed again here: it comes from a queue that outlives versions. */
export function handle<Payload extends z.ZodType>(
  job: JobDefinition<Payload>,
  // biome-ignore lint/suspicious/noConfusingVoidType: a handler that just ends is done
  work: (payload: z.output<Payload>, signal: AbortSignal) => Promise<JobOutcome | void>,
): JobHandler {
  return {
    job,
    run: async (payload, signal) => (await work(job.payload.parse(payload), signal)) ?? { status: "done" },
  };
}
