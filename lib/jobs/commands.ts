import "server-only";
import type { z } from "zod";
import { addJob } from "./adapters/queue";
import type { JobDefinition } from "./schema";

/**
 * Puts a job on its queue. `id` makes it idempotent: the same id twice is one job. Commands never call this; they
 * record an event, and the relay enqueues what follows from it.
 */
export async function enqueue<Payload extends z.ZodType>(
  job: JobDefinition<Payload>,
  payload: z.input<Payload>,
  id: string,
): Promise<void> {
  await addJob(job, job.payload.parse(payload), id);
}

/** Like `enqueue`, for what comes by the clock: does nothing while a job of that name, enqueued so, waits or runs. */
export async function enqueueUnlessWaiting<Payload extends z.ZodType>(
  job: JobDefinition<Payload>,
  payload: z.input<Payload>,
  id: string,
): Promise<void> {
  await addJob(job, job.payload.parse(payload), id, { isAlone: true });
}
