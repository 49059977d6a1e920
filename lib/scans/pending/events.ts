import { z } from "zod";
import { defineEvent } from "@/lib/events/schema";

/** `isAwaited`: somebody waits for the answer on the screen, unlike for what the clock asks for again. */
const pending = z.object({ pendingId: z.int(), isAwaited: z.boolean().optional() });

export const bookAskedFor = defineEvent("scans.book_asked_for", pending);

/** It is in the catalogue; what it may still lack is a cover. */
export const pendingFound = defineEvent("scans.pending_found", pending);
