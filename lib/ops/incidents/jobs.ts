import { z } from "zod";
import { defineJob } from "@/lib/jobs/schema";

/** Looks at what was counted of sign-ins, keys, exports and searches. Every five minutes. */
export const detectIncidents = defineJob("ops.detect_incidents", z.object({}), {
  queue: "upkeep",
  attempts: 3,
  timeoutMs: 2 * 60_000,
});

/** Reads the log of acts from its first line to its last, and takes away incidents that are over and old. Daily. */
export const checkAudit = defineJob("ops.check_audit", z.object({}), {
  queue: "upkeep",
  attempts: 3,
  timeoutMs: 30 * 60_000,
});
