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
