import { z } from "zod";
import { defineEvent } from "@/lib/events/schema";

export const coverAdded = defineEvent(
  "covers.cover_added",
  /** `isAwaited`: a reader waits until it is found. */
  z.object({ coverId: z.int(), isAwaited: z.boolean().optional() }),
);
