import "server-only";
import { lt } from "drizzle-orm";
import { db } from "@/db/client";
import { appLogs } from "@/db/schema/ops";
import { countOutbox } from "@/lib/events/queries";
import { countPrunableJobs } from "@/lib/jobs/queries";
import { prunedBefore } from "./rules";
import type { KeptDays, Pruned } from "./schema";

/** Of each kind how many there are, and how many of them are old enough to go. */
export async function countPrunable(kept: KeptDays, now: Date): Promise<Record<Pruned, { all: number; old: number }>> {
  const before = prunedBefore(kept, now);
  return {
    jobs: await countPrunableJobs(before.done, before.failed),
    events: await countOutbox(before.events),
    logs: { all: await db.$count(appLogs), old: await db.$count(appLogs, lt(appLogs.timestamp, before.logs)) },
  };
}
