import "server-only";
import { lt } from "drizzle-orm";
import { db } from "@/db/client";
import { appLogs } from "@/db/schema/ops";
import { pruneOutbox } from "@/lib/events/commands";
import { pruneJobs } from "@/lib/jobs/commands";
import { prunedBefore } from "./rules";
import type { KeptDays, Pruned } from "./schema";

/** Rows of one statement, so that no lock is held for long. */
const DELETED_AT_ONCE = 1_000;

type Options = { signal?: AbortSignal; onRemoved?: (kind: Pruned, count: number) => void };

/**
 * Removes what is over and old: ended jobs, events that have become jobs, lines of the log. Twice is once; after the signal
 * the rest is left for the next call.
 */
export async function prune(kept: KeptDays, now: Date, { signal, onRemoved }: Options = {}): Promise<number> {
  const before = prunedBefore(kept, now);
  let removed = 0;
  const count = (kind: Pruned) => (some: number) => {
    removed += some;
    onRemoved?.(kind, some);
  };
  await pruneJobs({ doneBefore: before.done, failedBefore: before.failed }, { signal, onRemoved: count("jobs") });
  await pruneOutbox(before.events, { signal, onRemoved: count("events") });
  await pruneLogs(before.logs, { signal, onRemoved: count("logs") });
  return removed;
}

async function pruneLogs(
  before: Date,
  { signal, onRemoved }: { signal?: AbortSignal; onRemoved: (count: number) => void },
) {
  for (let isMore = true; isMore && !signal?.aborted; ) {
    const [{ affectedRows }] = await db.delete(appLogs).where(lt(appLogs.timestamp, before)).limit(DELETED_AT_ONCE);
    onRemoved(affectedRows);
    isMore = affectedRows === DELETED_AT_ONCE;
  }
}
