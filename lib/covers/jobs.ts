import { z } from "zod";
import { defineJob } from "@/lib/jobs/schema";

/** A book without a picture gets a drawn one. */
export const drawCover = defineJob("covers.draw_cover", z.object({ bookId: z.int() }), { queue: "vision" });

/** Split from drawing and from snapshots: each fails and is tried again for its own reasons. */
export const embedCover = defineJob("covers.embed_cover", z.object({ coverId: z.int() }), { queue: "vision" });

/** Split from embedding: covers are found by look at once, and by their details when these are there. */
export const extractFeatures = defineJob("covers.extract_features", z.object({ coverId: z.int() }), {
  queue: "vision",
});

/** Extracts features that are missing, e.g. after an update of the extractor. */
export const fillFeatures = defineJob("covers.fill_features", z.object({}), {
  queue: "vector-index",
  attempts: 1,
  timeoutMs: 30 * 60_000,
});

/** Looks at covers of which it is not known what they look like: those of an earlier release. */
export const fillHashes = defineJob("covers.fill_hashes", z.object({}), {
  queue: "upkeep",
  attempts: 1,
  timeoutMs: 5 * 60_000,
});

/** Writes a snapshot of the index of details where enough has changed. The only writer, as for vectors. */
export const snapshotDetails = defineJob("covers.snapshot_details", z.object({}), {
  queue: "vector-index",
  attempts: 2,
  timeoutMs: 30 * 60_000,
});

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

/**
 * Forgets pictures that were rejected or taken away a month ago, and those that nothing waits for any more, with their files.
 * Daily.
 */
export const expireSpares = defineJob("covers.expire_spares", z.object({}), {
  queue: "upkeep",
  attempts: 3,
  timeoutMs: 30 * 60_000,
});
