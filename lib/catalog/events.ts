import { z } from "zod";
import { defineEvent } from "@/lib/events/schema";

export const bookAdded = defineEvent(
  "catalog.book_added",
  /** `isAwaited`: a reader waits for it on the screen. */
  z.object({ bookId: z.int(), isAwaited: z.boolean().optional() }),
);

/** Something that it is found by, or looks like, may be another now. */
export const bookChanged = defineEvent("catalog.book_changed", z.object({ bookId: z.int() }));
