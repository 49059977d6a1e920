import { z } from "zod";
import { defineEvent } from "@/lib/events/schema";

/** What was kept by this consent is to be deleted. */
export const consentWithdrawn = defineEvent("accounts.consent_withdrawn", z.object({ consentId: z.int() }));
