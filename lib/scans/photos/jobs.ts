import { z } from "zod";
import { defineJob } from "@/lib/jobs/schema";

/** Removes what is no longer needed of one photo. */
export const clearPhoto = defineJob("scans.clear_photo", z.object({ photoId: z.uuid() }));

/** Removes the photos that waited too long for a moderator, and those that lost their feedback with an account. Daily. */
export const expirePhotos = defineJob("scans.expire_photos", z.object({}), {
  queue: "upkeep",
  attempts: 3,
  timeoutMs: 10 * 60_000,
});
