import { z } from "zod";
import { defineJob } from "@/lib/jobs/schema";
import { TRIES_MAX } from "./rules";

/** Looks a pending book up at the providers. A reader waits for it on the screen. */
export const lookUpPending = defineJob("scans.look_up_pending", z.object({ pendingId: z.int() }), {
  queue: "lookup",
  priority: "reader",
  attempts: TRIES_MAX,
  backoffMs: 2_000,
});

/** Split from the look-up: the page is there without the cover, and each fails for its own reasons. */
export const coverPending = defineJob("scans.cover_pending", z.object({ pendingId: z.int() }), {
  queue: "lookup",
  priority: "reader",
  attempts: 4,
  backoffMs: 5_000,
});

/** Asks again for what rested long enough, and for what lost its job. Every few minutes. */
export const retryPending = defineJob("scans.retry_pending", z.object({}), { attempts: 1 });
