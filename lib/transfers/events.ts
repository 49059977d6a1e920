import { z } from "zod";
import { defineEvent } from "@/lib/events/schema";

/** A reader wants rows of an import done, or the whole of it undone. */
export const importWanted = defineEvent("transfers.import_wanted", z.object({ importId: z.uuid() }));
