import "server-only";
import { handle, skip } from "@/lib/jobs/schema";
import { log } from "@/lib/platform/log";
import { compareBooks, findDuplicates, resolveCover, resolveWaiting } from "./finding/commands";
import * as jobs from "./jobs";

export const duplicateHandlers = [
  handle(jobs.lookAtBook, async ({ bookId }) => {
    const found = await compareBooks([bookId]);
    if (found.length === 0) return skip("like_no_other");
  }),
  handle(jobs.lookAtCover, async ({ coverId }) => {
    const result = await resolveCover(coverId);
    if (!result.ok) return skip(result.reason);
  }),
  handle(jobs.resolveWaiting, async (_, signal) => {
    const result = await resolveWaiting(signal);
    if (!result.ok) return skip(result.reason);
    log.info("duplicates.resolved", { resolved: result.resolved });
  }),
  handle(jobs.findAll, async (_, signal) => {
    log.info("duplicates.found", await findDuplicates(signal));
  }),
];
