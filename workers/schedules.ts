import { clearEnded } from "@/lib/accounts/jobs";
import {
  expireSpares,
  fillFeatures,
  fillHashes,
  fillIndex,
  pruneModels,
  snapshotDetails,
  snapshotIndex,
} from "@/lib/covers/jobs";
import { findAll, resolveWaiting } from "@/lib/duplicates/jobs";
import { enqueueUnlessWaiting } from "@/lib/jobs/commands";
import type { JobDefinition } from "@/lib/jobs/schema";
import { checkAudit, detectIncidents } from "@/lib/ops/incidents/jobs";
import { mendDrift, prune, recordDays } from "@/lib/ops/jobs";
import { log } from "@/lib/platform/log";
import { sleep } from "@/lib/platform/sleep";
import { eraseDue, prune as prunePersonal } from "@/lib/privacy/jobs";
import { retryPending } from "@/lib/scans/pending/jobs";
import { expirePhotos } from "@/lib/scans/photos/jobs";
import { renewIndex } from "@/lib/search/jobs";
import { tidyImports } from "@/lib/transfers/jobs";

const MINUTE_MS = 60_000;
const DAY_MS = 24 * 60 * MINUTE_MS;

type Schedule = { job: JobDefinition; everyMs: number };

/** What comes by the clock, in one list. */
export const schedules: Schedule[] = [
  { job: fillIndex, everyMs: MINUTE_MS },
  { job: snapshotIndex, everyMs: MINUTE_MS },
  { job: fillFeatures, everyMs: MINUTE_MS },
  { job: snapshotDetails, everyMs: MINUTE_MS },
  { job: fillHashes, everyMs: MINUTE_MS },
  { job: renewIndex, everyMs: MINUTE_MS },
  { job: retryPending, everyMs: MINUTE_MS },
  { job: tidyImports, everyMs: 5 * MINUTE_MS },
  { job: resolveWaiting, everyMs: 5 * MINUTE_MS },
  { job: detectIncidents, everyMs: 5 * MINUTE_MS },
  { job: pruneModels, everyMs: 60 * MINUTE_MS },
  { job: recordDays, everyMs: 60 * MINUTE_MS },
  { job: clearEnded, everyMs: 60 * MINUTE_MS },
  { job: eraseDue, everyMs: 5 * MINUTE_MS },
  { job: prunePersonal, everyMs: DAY_MS },
  { job: expirePhotos, everyMs: DAY_MS },
  { job: expireSpares, everyMs: DAY_MS },
  { job: mendDrift, everyMs: DAY_MS },
  { job: findAll, everyMs: DAY_MS },
  { job: checkAudit, everyMs: DAY_MS },
  { job: prune, everyMs: DAY_MS },
];

/**
 * Enqueues each job once per period. The period's number is in the id, so several worker processes agree on one. A job
 * that still waits or runs is not enqueued again: the fills may take longer together than their period.
 */
export async function runSchedules(signal: AbortSignal): Promise<void> {
  while (!signal.aborted) {
    for (const { job, everyMs } of schedules) {
      const period = Math.floor(Date.now() / everyMs);
      await enqueueUnlessWaiting(job, {}, `schedule-${job.name}-${period}`).catch((error) =>
        log.warn("schedule.trouble", { job: job.name, error }),
      );
    }
    await sleep(MINUTE_MS, signal);
  }
}
