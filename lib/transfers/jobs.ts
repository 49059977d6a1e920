import { z } from "zod";
import { defineJob } from "@/lib/jobs/schema";

/** Does what rows of an import are still to be done, or takes an import back; goes on where it was cut short. */
export const runImport = defineJob("transfers.run_import", z.object({ importId: z.uuid() }), {
  // Its reader looks on, whatever a crawl or a table has left to be done.
  priority: "reader",
  attempts: 5,
  backoffMs: 2_000,
  timeoutMs: 60 * 60_000,
});

/** Gives imports the book that one of their rows waits for. */
export const landPending = defineJob("transfers.land_pending", z.object({ pendingId: z.int() }), {
  priority: "reader",
});

/** The same for all that have come another way; asks for what waits for its turn; takes imports away whose time is over. */
export const tidyImports = defineJob("transfers.tidy_imports", z.object({}), {
  queue: "upkeep",
  attempts: 3,
  timeoutMs: 30 * 60_000,
});
