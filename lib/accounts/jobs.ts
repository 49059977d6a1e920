import { z } from "zod";
import { defineJob } from "@/lib/jobs/schema";

/** Writes one letter and hands it to the mail server. For about half an hour, since the link of most lasts one. */
export const sendLetter = defineJob("accounts.send_letter", z.object({ letterId: z.uuid() }), {
  queue: "letters",
  priority: "reader",
  attempts: 8,
  backoffMs: 15_000,
  timeoutMs: 90_000,
});

/** Takes away sessions, links and invitations that are over. Hourly. */
export const clearEnded = defineJob("accounts.clear_ended", z.object({}), { queue: "upkeep", attempts: 3 });
