import "server-only";
import { handle, skip } from "@/lib/jobs/schema";
import { log } from "@/lib/platform/log";
import { clearInvitations } from "./invitations/commands";
import * as jobs from "./jobs";
import { clearLetters, sendLetter } from "./letters/commands";
import { clearEndedSessions } from "./sessions/commands";

export const accountHandlers = [
  handle(jobs.sendLetter, async ({ letterId }) => {
    const result = await sendLetter(letterId);
    if (!result.ok) return skip(result.reason);
  }),
  handle(jobs.clearEnded, async () => {
    const now = new Date();
    const cleared = {
      sessions: await clearEndedSessions(now),
      letters: await clearLetters(now),
      invitations: await clearInvitations(now),
    };
    if (Object.values(cleared).every((count) => count === 0)) return skip("nothing_ended");
    log.info("accounts.cleared", cleared);
  }),
];
