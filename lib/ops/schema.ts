import { z } from "zod";
import type { BookSummary } from "@/lib/catalog/schema";
import { type FailedJob, QUEUE_NAMES, type QueueState, type WorkerState } from "@/lib/jobs/schema";

/** The message of an `app_logs` row about a job that is not tried again; the daily figures count these. */
export const JOB_GIVEN_UP = "job_given_up";

/** Of a row about what the daily check found. */
export const DRIFT_FOUND = "drift_found";

export const queueInput = z.object({ queue: z.enum(QUEUE_NAMES) });
export type QueueInput = z.output<typeof queueInput>;

/** A failed job, and the book that it is about where it is about one. */
export type ShownJob = FailedJob & { book: BookSummary | null };

/** How the work behind the site stands. */
export type JobBoard = {
  queues: (QueueState & { purpose: string })[];
  workers: WorkerState[];
  failed: { jobs: ShownJob[]; count: number };
  /** Events that no job has come of yet. */
  waitingEvents: number;
};
