import "server-only";
import { DONE, handle, skip } from "@/lib/jobs/schema";
import { log } from "@/lib/platform/log";
import { retryDue } from "./pending/commands";
import * as pendingJobs from "./pending/jobs";
import { coverPending, lookUpPending } from "./pending/looking/commands";
import { clearPhoto, expirePhotos } from "./photos/commands";
import * as jobs from "./photos/jobs";

export const scanHandlers = [
  handle(jobs.clearPhoto, async ({ photoId }) => {
    const result = await clearPhoto(photoId);
    if (!result.ok) return skip(result.reason);
  }),
  handle(jobs.expirePhotos, async () => {
    const expired = await expirePhotos(new Date());
    if (expired === 0) return skip("nothing_expired");
    log.info("scans.photos_expired", { expired });
  }),
  handle(pendingJobs.lookUpPending, async ({ pendingId }, signal) => {
    const result = await lookUpPending(pendingId, signal);
    return result.ok ? DONE : skip(result.reason);
  }),
  handle(pendingJobs.coverPending, async ({ pendingId }, signal) => {
    const result = await coverPending(pendingId, signal);
    return result.ok ? DONE : skip(result.reason);
  }),
  handle(pendingJobs.retryPending, async () => {
    const retried = await retryDue(new Date());
    if (retried === 0) return skip("nothing_due");
    log.info("scans.pending_retried", { retried });
  }),
];
