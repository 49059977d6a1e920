import { z } from "zod";
import { defineJob } from "@/lib/jobs/schema";

/** Compares a book that came or changed with those that may be the same. Whole catalogues come at once: nobody waits for it. */
export const lookAtBook = defineJob("duplicates.look_at_book", z.object({ bookId: z.int() }), { priority: "bulk" });

/** Looks whether a new picture is known by its file or look, and compares its book. */
export const lookAtCover = defineJob("duplicates.look_at_cover", z.object({ coverId: z.int() }), { priority: "bulk" });

/**
 * Decides about the new pictures that neither tells, by their vectors. Many at once, since the index is opened for it: a
 * worker keeps none.
 */
export const resolveWaiting = defineJob("duplicates.resolve_waiting", z.object({}), {
  queue: "upkeep",
  attempts: 1,
  timeoutMs: 30 * 60_000,
});

/** Compares all books, also by what the vector index finds. Daily. */
export const findAll = defineJob("duplicates.find_all", z.object({}), {
  queue: "upkeep",
  attempts: 2,
  timeoutMs: 60 * 60_000,
});
