import "server-only";
import { db } from "@/db/client";
import { appLogs } from "@/db/schema/ops";
import { recordAuditAlone } from "@/lib/accounts/audit/commands";
import type { Actor } from "@/lib/accounts/schema";
import * as jobs from "@/lib/jobs/commands";
import type { FailedJob, JobReference } from "@/lib/jobs/schema";
import { log } from "@/lib/platform/log";
import { fail, ok } from "@/lib/platform/result";
import type { SyncSummary } from "./drift/schema";
import { canManageJobs } from "./policy";
import { DRIFT_FOUND, JOB_GIVEN_UP, type QueueInput } from "./schema";

const REASON_MAX = 2_000;

/** Notes a job that is not tried again, for the console and the day's figures. Never throws: the queue has it as well. */
export async function noteGivenUpJob({ reason, ...job }: Omit<FailedJob, "failedAt">): Promise<void> {
  const context = { ...job, reason: reason.slice(0, REASON_MAX) };
  await db
    .insert(appLogs)
    .values({ level: "error", message: JOB_GIVEN_UP, context })
    .catch((error) => log.warn("ops.not_noted", { id: job.id, error }));
}

/** Notes what the daily check found, for the console, and whether it came to its end. */
export async function noteDrift(context: Pick<SyncSummary, "found" | "left" | "mended" | "isFinished">): Promise<void> {
  await db.insert(appLogs).values({ level: "warn", message: DRIFT_FOUND, context });
}

const notAllowed = () => fail("not_allowed", "Only an administrator may do that.");
const notFailed = () => fail("job_not_failed", "This job is no longer among those that failed.");

/** Lets the workers begin nothing of a queue any more, until it is resumed. Twice is once. */
export async function pauseQueue(actor: Actor, { queue }: QueueInput) {
  if (!canManageJobs(actor)) return notAllowed();
  await jobs.pauseQueue(queue);
  log.warn("ops.queue_paused", { queue, userId: actor.id });
  await recordAuditAlone({ act: "ops.queue_paused", actorId: actor.id, subject: `queue:${queue}` });
  return ok();
}

/** Lets the workers go on with a queue. */
export async function resumeQueue(actor: Actor, { queue }: QueueInput) {
  if (!canManageJobs(actor)) return notAllowed();
  await jobs.resumeQueue(queue);
  log.warn("ops.queue_resumed", { queue, userId: actor.id });
  await recordAuditAlone({ act: "ops.queue_resumed", actorId: actor.id, subject: `queue:${queue}` });
  return ok();
}

/** Lets a failed job be tried again, with all its tries. */
export async function retryJob(actor: Actor, job: JobReference) {
  if (!canManageJobs(actor)) return notAllowed();
  const result = await jobs.retryJob(job);
  return result.ok ? result : notFailed();
}

/** The same for all failed jobs. */
export async function retryAllJobs(actor: Actor) {
  if (!canManageJobs(actor)) return notAllowed();
  return ok({ retried: await jobs.retryAllJobs() });
}

/** Forgets a failed job: what it was to do stays undone, until a daily check finds that it is missing. */
export async function discardJob(actor: Actor, job: JobReference) {
  if (!canManageJobs(actor)) return notAllowed();
  const result = await jobs.discardJob(job);
  if (!result.ok) return notFailed();
  log.warn("ops.job_discarded", { ...job, userId: actor.id });
  await recordAuditAlone({ act: "ops.job_discarded", actorId: actor.id, subject: `queue:${job.queue}` });
  return result;
}
