import { z } from "zod";
import { defineEvent } from "@/lib/events/schema";

/** What becomes of a kept photo is decided: it is a further view of a cover now, or nobody may keep it any longer. */
export const photoSettled = defineEvent("scans.photo_settled", z.object({ photoId: z.uuid() }));
