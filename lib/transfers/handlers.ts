import "server-only";
import { handle, skip } from "@/lib/jobs/schema";
import { log } from "@/lib/platform/log";
import { expireImports } from "./commands";
import * as jobs from "./jobs";
import { askNext } from "./running/asking/commands";
import { runImport } from "./running/commands";
import { landArrived, landPending } from "./running/landing/commands";

export const transfersHandlers = [
  handle(jobs.runImport, async ({ importId }, signal) => {
    const result = await runImport(importId, signal);
    if (!result.ok) return skip(result.reason);
    log.info("transfers.ran", { importId, rows: result.rows });
  }),
  handle(jobs.landPending, async ({ pendingId }) => {
    const landed = await landPending(pendingId);
    if (landed === 0) return skip("nobody_waits");
  }),
  handle(jobs.tidyImports, async (_, signal) => {
    const landed = await landArrived(signal);
    const [asked, expired] = [await askNext(signal), await expireImports(new Date())];
    if (landed + asked + expired === 0) return skip("nothing_to_do");
    log.info("transfers.tidied", { landed, asked, expired });
  }),
];
