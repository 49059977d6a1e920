import "server-only";
import { namesAccount } from "@/lib/events/erasure/rules";
import { queue } from "../adapters/queue";
import { QUEUE_NAMES } from "../schema";

const READ_AT_ONCE = 500;
const STATES = ["completed", "failed", "delayed", "waiting", "prioritized"] as const;

/** Forgets every job that names an account, ended or waiting; one that runs is gone when it has ended and this is called again. */
export async function forgetJobsOf(userId: number): Promise<number> {
  let forgotten = 0;
  for (const name of QUEUE_NAMES) {
    for (const state of STATES) {
      for (let from = 0; ; ) {
        const jobs = await queue(name).getJobs(state, from, from + READ_AT_ONCE - 1);
        const theirs = jobs.filter((job) => job && namesAccount(job.data, userId));
        for (const job of theirs) await job.remove();
        forgotten += theirs.length;
        if (jobs.length < READ_AT_ONCE) break;
        // What was removed has let others move up.
        from += READ_AT_ONCE - theirs.length;
      }
    }
  }
  return forgotten;
}
