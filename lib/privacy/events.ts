import { z } from "zod";
import { defineEvent } from "@/lib/events/schema";

/** Pictures are gone that snapshots of the indexes still hold, marked as removed. */
export const picturesErased = defineEvent("privacy.pictures_erased", z.object({}));

/** A reader wants a copy of everything. */
export const exportRequested = defineEvent("privacy.export_requested", z.object({ exportId: z.uuid() }));
