import { z } from "zod";
import { defineEvent } from "@/lib/events/schema";

/** A reader wants two collections to be one. */
export const mergeRequested = defineEvent("library.merge_requested", z.object({ mergeId: z.int() }));
