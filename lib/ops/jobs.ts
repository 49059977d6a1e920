import { z } from "zod";
import { defineJob } from "@/lib/jobs/schema";

/** Counts today's figures, and those of the days before that have not been counted as a whole. Hourly. */
export const recordDays = defineJob("ops.record_days", z.object({}), {
  queue: "upkeep",
  attempts: 3,
  timeoutMs: 10 * 60_000,
});

/** Removes jobs, events and lines of the log that are over and old. Daily. */
export const prune = defineJob("ops.prune", z.object({}), { queue: "upkeep", attempts: 3, timeoutMs: 30 * 60_000 });

/** Looks for what has drifted apart, and mends what can be mended without losing anything. Daily. */
export const mendDrift = defineJob("ops.mend_drift", z.object({}), {
  queue: "upkeep",
  attempts: 2,
  timeoutMs: 2 * 60 * 60_000,
});
