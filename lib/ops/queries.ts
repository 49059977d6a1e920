import "server-only";
import { inArray, sql } from "drizzle-orm";
import { z } from "zod";
import { db } from "@/db/client";
import { covers } from "@/db/schema/covers";
import { listBooksByIds } from "@/lib/catalog/queries";
import { getDetailState, getNewestFeatureSeq } from "@/lib/covers/features/queries";
import { getIndexState, getNewestSeq } from "@/lib/covers/vectors/queries";
import { getOutboxLag } from "@/lib/events/queries";
import { listFailedJobs, listQueues, listWorkers } from "@/lib/jobs/queries";
import { type FailedJob, QUEUES } from "@/lib/jobs/schema";
import { redis } from "@/lib/platform/redis";
import type { JobBoard, ShownJob } from "./schema";

/** A probe that hangs is a service that is away. */
const PROBE_TIMEOUT_MS = 2_000;

async function works(probe: () => Promise<unknown>): Promise<boolean> {
  const timeout = new Promise<false>((resolve) => setTimeout(resolve, PROBE_TIMEOUT_MS, false).unref());
  const answer = probe().then(
    () => true,
    () => false,
  );
  return Promise.race([answer, timeout]);
}

/**
 * Can this process recognise a book? Needs the database, the encoder and a filled index. Without Redis reading goes on,
 * so that is told but does not decide.
 */
export async function getReadiness() {
  const [database, cache, index] = await Promise.all([
    works(() => db.execute(sql`select 1`)),
    works(() => redis().ping()),
    getIndexState().catch(() => undefined),
  ]);
  const newestSeq = database && index ? await getNewestSeq(index.modelId).catch(() => index.seq) : 0;
  const details = getDetailState();
  const newestFeature = database && details ? await getNewestFeatureSeq().catch(() => details.seq) : 0;
  const covers = index?.size ?? 0;
  const workers = cache ? await listWorkers(new Date()).catch(() => undefined) : undefined;
  return {
    ready: database && covers > 0,
    checks: { database, redis: cache, index: index !== undefined },
    index: index ? { ...index.modelId, covers, behind: Math.max(0, newestSeq - index.seq) } : null,
    // Without them covers are compared by look alone, so it is told but does not decide.
    details: details
      ? { extractor: details.extractor, covers: details.size, behind: Math.max(0, newestFeature - details.seq) }
      : null,
    // Told by Redis; without any, what comes in waits. That does not keep a book from being recognised.
    workers: workers
      ? { alive: workers.filter(({ isSilent }) => !isSilent).length, heardAt: workers[0]?.beatAt ?? null }
      : null,
    // A model that is made ready to take the place of the one that answers, and the covers that it has seen.
    next: index?.next ? { ...index.next.modelId, covers: index.next.size } : null,
  };
}

const FAILED_SHOWN = 50;

/** How the work behind the site stands. Throws while the database or Redis is away. */
export async function getJobBoard(now: Date): Promise<JobBoard> {
  const [queues, workers, failed, lag] = await Promise.all([
    listQueues(),
    listWorkers(now),
    listFailedJobs(FAILED_SHOWN),
    getOutboxLag(),
  ]);
  return {
    queues: queues.map((queue) => ({ ...queue, purpose: QUEUES[queue.name].purpose })),
    workers,
    failed: { jobs: await nameBooks(failed.jobs), count: failed.count },
    waitingEvents: lag.waiting,
  };
}

const subject = z.object({ bookId: z.int().optional(), coverId: z.int().optional() });

/** Finds the book that each job is about; a cover's job is about the cover's book. */
async function nameBooks(jobs: FailedJob[]): Promise<ShownJob[]> {
  const subjects = jobs.map(({ payload }) => subject.safeParse(payload).data);
  const coverIds = subjects.flatMap((of) => of?.coverId ?? []);
  const rows = await db
    .select({ id: covers.id, bookId: covers.bookId })
    .from(covers)
    .where(inArray(covers.id, coverIds));
  const bookOfCover = new Map(rows.map(({ id, bookId }) => [id, bookId]));
  const bookIds = subjects.map((of) => of?.bookId ?? bookOfCover.get(of?.coverId ?? 0));
  const listed = await listBooksByIds(bookIds.filter((id) => id !== undefined));
  const books = new Map(listed.map(({ id, book }) => [id, book]));
  return jobs.map((job, at) => ({ ...job, book: books.get(bookIds[at] ?? 0) ?? null }));
}
