import { z } from "zod";
import { defineJob } from "@/lib/jobs/schema";

/** Writes the copy of a reader's data. Begun anew where it was cut short: the file comes whole or not at all. */
export const makeExport = defineJob("privacy.make_export", z.object({ exportId: z.uuid() }), {
  attempts: 3,
  backoffMs: 5_000,
  timeoutMs: 30 * 60_000,
});

/** Deletes what was kept by a consent that its reader took back. */
export const carryOutWithdrawal = defineJob("privacy.carry_out_withdrawal", z.object({ consentId: z.int() }), {
  timeoutMs: 10 * 60_000,
});

/**
 * Erases the accounts whose grace is over. Every few minutes; it names nobody, so nothing of them is left in the queue, and
 * what was cut short or failed is found again the next time.
 */
export const eraseDue = defineJob("privacy.erase_due", z.object({}), {
  queue: "upkeep",
  attempts: 1,
  timeoutMs: 60 * 60_000,
});

/** Writes the indexes anew, without the pictures that an erasure took away: snapshots keep what was only marked. */
export const renewSnapshots = defineJob("privacy.renew_snapshots", z.object({}), {
  queue: "vector-index",
  attempts: 2,
  timeoutMs: 60 * 60_000,
});

/** Removes what has been held for long enough, and is not pruned elsewhere; see retention/rules. Daily. */
export const prune = defineJob("privacy.prune", z.object({}), {
  queue: "upkeep",
  attempts: 3,
  timeoutMs: 30 * 60_000,
});
