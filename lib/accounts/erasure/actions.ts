"use server";

import { headers } from "next/headers";
import { z } from "zod";
import { fail } from "@/lib/platform/result";
import { action, publicAction } from "../action";
import { proveOwner, sourceOf } from "../attempts/commands";
import { getBrowserSession, getLeaver } from "../session";
import { cancelErasure, requestErasure } from "./commands";
import { requestErasureInput } from "./schema";

/** Asks for the password, unless the owner signed in just now: whoever finds a phone unlocked must not end an account. */
export const requestErasureAction = action(
  "accounts.request_erasure",
  "user",
  requestErasureInput,
  async (actor, { password }) => {
    const session = await getBrowserSession();
    if (!session) return fail("signed_out", "Please sign in first.");
    const source = sourceOf(await headers());
    const proof = await proveOwner(actor, { startedAt: session.startedAt, password, source }, new Date());
    return proof.ok ? requestErasure(actor, session.id) : proof;
  },
);

/** For the one whose account waits for its erasure, and who is nobody else to the site any more. */
export const cancelErasureAction = publicAction("accounts.cancel_erasure", z.object({}), async () => {
  const leaver = await getLeaver();
  return leaver ? cancelErasure(leaver) : fail("not_leaving", "There is no account to keep.");
});
