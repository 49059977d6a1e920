import "server-only";
import { renewSnapshots } from "@/lib/covers/own/commands";
import { handle, skip } from "@/lib/jobs/schema";
import { log } from "@/lib/platform/log";
import { carryOutWithdrawal } from "./commands";
import { eraseDueAccounts } from "./erasure/commands";
import { makeExport } from "./exports/commands";
import * as jobs from "./jobs";
import { prune } from "./retention/commands";

export const privacyHandlers = [
  handle(jobs.makeExport, async ({ exportId }, signal) => {
    const result = await makeExport(exportId, signal);
    if (!result.ok) return skip(result.reason);
    log.info("privacy.exported", { exportId, bytes: result.bytes });
  }),
  handle(jobs.carryOutWithdrawal, async ({ consentId }, signal) => {
    const result = await carryOutWithdrawal(consentId, signal);
    if (!result.ok) return skip(result.reason);
    log.info("privacy.withdrawn", { consentId, forgotten: result.forgotten });
  }),
  handle(jobs.eraseDue, async (_, signal) => {
    const erased = await eraseDueAccounts(new Date(), signal);
    if (erased === 0) return skip("nothing_due");
  }),
  handle(jobs.renewSnapshots, async (_, signal) => {
    await renewSnapshots(signal);
  }),
  handle(jobs.prune, async (_, signal) => {
    const pruned = await prune(new Date(), signal);
    if (Object.values(pruned).every((count) => count === 0)) return skip("nothing_old");
    log.info("privacy.pruned", pruned);
  }),
];
