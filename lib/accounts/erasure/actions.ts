"use server";

import { z } from "zod";
import { fail } from "@/lib/platform/result";
import { action, gatherProof, publicAction } from "../action";
import { provePassword } from "../proof/commands";
import { getBrowserSession, getLeaver } from "../session";
import { cancelErasure, requestErasure } from "./commands";
import { requestErasureInput } from "./schema";

/** Always asks for the password, as its form does: whoever finds a phone unlocked must not end an account. */
export const requestErasureAction = action(
  "accounts.request_erasure",
  "user",
  requestErasureInput,
  async (actor, { password }) => {
    const proven = await provePassword(actor, await gatherProof(password));
    if (!proven.ok) return proven;
    const session = await getBrowserSession();
    return requestErasure(actor, session?.id ?? null);
  },
);

/** For the one whose account waits for its erasure, and who is nobody else to the site any more. */
export const cancelErasureAction = publicAction("accounts.cancel_erasure", z.object({}), async () => {
  const leaver = await getLeaver();
  return leaver ? cancelErasure(leaver) : fail("not_leaving", "There is no account to keep.");
});
