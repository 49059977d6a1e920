import { z } from "zod";
import { defineEvent } from "@/lib/events/schema";

export const bookAskedFor = defineEvent("scans.book_asked_for", z.object({ pendingId: z.int() }));

/** It is in the catalogue; what it may still lack is a cover. */
export const pendingFound = defineEvent("scans.pending_found", z.object({ pendingId: z.int() }));
