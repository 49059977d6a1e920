import "server-only";
import { handle, skip } from "@/lib/jobs/schema";
import { log } from "@/lib/platform/log";
import { noteDrift } from "./commands";
import { sync } from "./drift/commands";
import { recordDays } from "./figures/commands";
import { checkAudit, clearOldIncidents, detectIncidents } from "./incidents/commands";
import * as incidentJobs from "./incidents/jobs";
import * as jobs from "./jobs";
import { prune } from "./pruning/commands";
import { KEPT_DAYS } from "./pruning/schema";

export const opsHandlers = [
  handle(jobs.recordDays, async (_, signal) => {
    await recordDays(new Date(), { signal });
  }),
  handle(jobs.prune, async (_, signal) => {
    const removed = await prune(KEPT_DAYS, new Date(), { signal });
    if (removed === 0) return skip("nothing_old");
    log.info("ops.pruned", { removed });
  }),
  handle(jobs.mendDrift, async (_, signal) => {
    const { found, left, mended, isFinished } = await sync(new Date(), { mending: "safe", signal });
    if (Object.keys(found).length === 0) return skip("nothing_drifted");
    log.warn("ops.drift", { found, left, mended, isFinished });
    await noteDrift({ found, left, mended, isFinished });
  }),
  handle(incidentJobs.detectIncidents, async (_, signal) => {
    const opened = await detectIncidents(new Date(), signal);
    if (opened === 0) return skip("nothing_found");
  }),
  handle(incidentJobs.checkAudit, async (_, signal) => {
    const now = new Date();
    const verdict = await checkAudit(now, signal);
    const cleared = await clearOldIncidents(now);
    // With the hash, who keeps the lines of the running site elsewhere has one more witness.
    if (verdict.isWhole) log.info("ops.audit_checked", { lines: verdict.lines, hash: verdict.hash, cleared });
    else log.error("ops.audit_broken", { at: verdict.at });
  }),
];
