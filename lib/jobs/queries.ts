import "server-only";
import { readHeartbeats } from "./adapters/heartbeats";
import { countEnded, readFailed, readQueue } from "./adapters/queue";
import { readTally } from "./adapters/tally";
import { toWorkerStates } from "./rules";
import { type FailedJob, QUEUE_NAMES, type QueueState, type WorkerState } from "./schema";

export const listQueues = (): Promise<QueueState[]> => Promise.all(QUEUE_NAMES.map(readQueue));

/** The latest failed jobs of all queues, and how many there are. */
export async function listFailedJobs(limit: number): Promise<{ jobs: FailedJob[]; count: number }> {
  const ofQueues = await Promise.all(QUEUE_NAMES.map((name) => readFailed(name, limit)));
  const counts = await Promise.all(QUEUE_NAMES.map((name) => countEnded(name, "failed", new Date())));
  const jobs = ofQueues
    .flat()
    .sort((a, b) => b.failedAt.getTime() - a.failedAt.getTime())
    .slice(0, limit);
  return { jobs, count: counts.reduce((sum, { all }) => sum + all, 0) };
}

/** Ended jobs there are, and those that ended before these moments. */
export async function countPrunableJobs(doneBefore: Date, failedBefore: Date) {
  let [all, old] = [0, 0];
  for (const name of QUEUE_NAMES) {
    for (const counted of [
      await countEnded(name, "completed", doneBefore),
      await countEnded(name, "failed", failedBefore),
    ]) {
      all += counted.all;
      old += counted.old;
    }
  }
  return { all, old };
}

/** Worker processes that are at work, and those of the last day that were not stopped properly. */
export const listWorkers = async (now: Date): Promise<WorkerState[]> => toWorkerStates(await readHeartbeats(), now);

/** How many jobs ended how on a day, `YYYY-MM-DD` in UTC. */
export const getJobTally = readTally;
