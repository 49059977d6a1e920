import { z } from "zod";
import { defineJob } from "@/lib/jobs/schema";

/** A book without a picture gets a drawn one. */
export const drawCover = defineJob("covers.draw_cover", z.object({ bookId: z.int() }), { queue: "vision" });

/** Split from drawing and from snapshots: each fails and is tried again for its own reasons. */
export const embedCover = defineJob("covers.embed_cover", z.object({ coverId: z.int() }), { queue: "vision" });

/** Writes a snapshot of the vector index where enough has changed. The only writer: its queue runs one job at a time. */
export const snapshotIndex = defineJob("covers.snapshot_index", z.object({}), {
  queue: "vector-index",
  attempts: 2,
  timeoutMs: 30 * 60_000,
});

/** Gives covers that the wanted model has not seen their vectors, and lets it answer when it has seen all. */
export const fillIndex = defineJob("covers.fill_index", z.object({}), {
  queue: "vector-index",
  attempts: 1,
  timeoutMs: 30 * 60_000,
});

/** Takes away the vectors of models that answer no more. */
export const pruneModels = defineJob("covers.prune_models", z.object({}), {
  queue: "vector-index",
  attempts: 1,
  timeoutMs: 30 * 60_000,
});
