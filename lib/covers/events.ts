import { z } from "zod";
import { defineEvent } from "@/lib/events/schema";

export const coverAdded = defineEvent("covers.cover_added", z.object({ coverId: z.int() }));
