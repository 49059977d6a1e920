import "server-only";
import { handle, skip } from "@/lib/jobs/schema";
import { log } from "@/lib/platform/log";
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
];
