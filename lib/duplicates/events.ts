import { z } from "zod";
import { defineEvent } from "@/lib/events/schema";
import { DECISIONS, LOOK_REASONS } from "./schema";

/** What came of looking whether a new picture is known. Copies have no ids of their own until books are lent. */
export const dedupResolved = defineEvent(
  "duplicates.picture_resolved",
  z.object({
    event: z.literal("DedupResolved"),
    image_id: z.int(),
    decision: z.enum(DECISIONS),
    matched_copy_id: z.int().nullable(),
    matched_image_id: z.int().nullable(),
    reason: z.enum([...LOOK_REASONS, "none"]),
    timestamp: z.iso.datetime(),
  }),
);

/** `goneId` is no book any more; all that it had is `keptId`'s. */
export const booksMerged = defineEvent(
  "duplicates.books_merged",
  z.object({ mergeId: z.int(), keptId: z.int(), goneId: z.int() }),
);

export const mergeUndone = defineEvent(
  "duplicates.merge_undone",
  z.object({ mergeId: z.int(), keptId: z.int(), goneId: z.int() }),
);
