import "server-only";
import { z } from "zod";
import { operation, reply } from "@/lib/accounts/operation";
import { bookAnswer, toBookAnswer } from "@/lib/catalog/answers/schema";
import { heartbeat, jobReference, QUEUE_NAMES } from "@/lib/jobs/schema";
import { discardJob, pauseQueue, resumeQueue, retryAllJobs, retryJob } from "./commands";
import { getJobBoard } from "./queries";

const queueName = z.enum(QUEUE_NAMES);
const ofQueue = z.object({ id: queueName.describe("The name of a queue.") });
const turned = z.object({ queue: queueName, isPaused: z.boolean() });
const REFUSALS = { job_not_failed: 404 };

export const getJobBoardOperation = operation(
  {
    id: "ops.get_job_board",
    method: "GET",
    path: "/admin/workers/status",
    summary: "Read how workers, queues and failed jobs stand",
    description: "The latest fifty failed jobs; `count` is of all.",
    access: "admin",
    scope: "admin:jobs",
    answers: {
      200: z.object({
        queues: z.array(
          z.object({
            name: queueName,
            purpose: z.string(),
            isPaused: z.boolean(),
            waiting: z.int(),
            running: z.int(),
            delayed: z.int(),
            failed: z.int(),
          }),
        ),
        workers: z.array(
          z.object({
            ...heartbeat.shape,
            startedAt: z.date(),
            beatAt: z.date(),
            relayedAt: z.date().nullable(),
            running: z.array(z.object({ job: z.string(), id: z.string(), since: z.date() })),
            isSilent: z.boolean(),
          }),
        ),
        failed: z.object({
          jobs: z.array(
            z.object({
              queue: queueName,
              id: z.string(),
              name: z.string(),
              payload: z.unknown(),
              reason: z.string(),
              attempts: z.int(),
              failedAt: z.date(),
              book: bookAnswer.nullable().describe("The book that it is about."),
            }),
          ),
          count: z.int(),
        }),
        waitingEvents: z.int().describe("Events that no job has come of yet."),
      }),
    },
  },
  async () => {
    const { failed, ...board } = await getJobBoard(new Date());
    const jobs = failed.jobs.map(({ book, ...job }) => ({ ...job, book: book && toBookAnswer(book) }));
    return { ...board, failed: { ...failed, jobs } };
  },
);

export const pauseQueueOperation = operation(
  {
    id: "ops.pause_queue",
    method: "POST",
    path: "/admin/workers/{id}/stop",
    summary: "Let the workers begin nothing of a queue any more",
    access: "admin",
    scope: "admin:jobs",
    params: ofQueue,
    answers: { 200: turned },
  },
  async ({ actor, params: { id: queue } }) => {
    const done = await pauseQueue(actor, { queue });
    return done.ok ? { queue, isPaused: true } : done;
  },
);

export const resumeQueueOperation = operation(
  {
    id: "ops.resume_queue",
    method: "POST",
    path: "/admin/workers/{id}/start",
    summary: "Let the workers go on with a queue",
    access: "admin",
    scope: "admin:jobs",
    params: ofQueue,
    answers: { 200: turned },
  },
  async ({ actor, params: { id: queue } }) => {
    const done = await resumeQueue(actor, { queue });
    return done.ok ? { queue, isPaused: false } : done;
  },
);

export const retryJobOperation = operation(
  {
    id: "ops.retry_job",
    method: "POST",
    path: "/admin/jobs/retry",
    summary: "Let a failed job be tried again",
    access: "admin",
    scope: "admin:jobs",
    body: jobReference,
    answers: { 204: null },
    refusals: REFUSALS,
  },
  async ({ actor, body }) => {
    const done = await retryJob(actor, body);
    return done.ok ? reply(204) : done;
  },
);

export const retryAllJobsOperation = operation(
  {
    id: "ops.retry_all_jobs",
    method: "POST",
    path: "/admin/jobs/retry-all",
    summary: "Let all failed jobs be tried again",
    access: "admin",
    scope: "admin:jobs",
    answers: { 200: z.object({ retried: z.int() }) },
  },
  ({ actor }) => retryAllJobs(actor),
);

export const discardJobOperation = operation(
  {
    id: "ops.discard_job",
    method: "POST",
    path: "/admin/jobs/discard",
    summary: "Forget a failed job",
    description: "What it was to do stays undone, until a daily check finds that it is missing.",
    access: "admin",
    scope: "admin:jobs",
    body: jobReference,
    answers: { 204: null },
    refusals: REFUSALS,
  },
  async ({ actor, body }) => {
    const done = await discardJob(actor, body);
    return done.ok ? reply(204) : done;
  },
);
