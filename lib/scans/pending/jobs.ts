import { z } from "zod";
import { defineJob } from "@/lib/jobs/schema";
import { LOOK_UPS_MAX } from "./rules";

/** Looks a pending book up at the providers. */
export const lookUpPending = defineJob("scans.look_up_pending", z.object({ pendingId: z.int() }), {
  queue: "lookup",
  attempts: LOOK_UPS_MAX,
  backoffMs: 2_000,
});

/**
 * Split from the look-up: the page is there without the cover, and each fails for its own reasons. Its tries last for ten
 * minutes: the budget for covers by ISBN is one of five.
 */
export const coverPending = defineJob("scans.cover_pending", z.object({ pendingId: z.int() }), {
  queue: "lookup",
  attempts: 8,
  backoffMs: 5_000,
});

/** Asks again for what rested long enough, and for what lost its job, and gives readers what came another way. Every minute. */
export const retryPending = defineJob("scans.retry_pending", z.object({}), { attempts: 1 });
