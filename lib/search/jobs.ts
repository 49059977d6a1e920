import { z } from "zod";
import { defineJob } from "@/lib/jobs/schema";

export const indexBook = defineJob("search.index_book", z.object({ bookId: z.int() }));

/** Makes rows anew that an older release made. */
export const renewIndex = defineJob("search.renew_index", z.object({}), {
  queue: "upkeep",
  attempts: 1,
  timeoutMs: 60 * 60_000,
});
