"use server";

import { revalidatePath } from "next/cache";
import { ok } from "@/lib/platform/result";
import { action, gatherProof } from "../action";
import { proveOwner } from "../proof/commands";
import { proofInput } from "../proof/schema";
import { getBrowserSession } from "../session";
import { startLinking, unlinkIdentity } from "./commands";
import { identityInput } from "./schema";

/** Before the browser is sent to the service; without this, what comes back from there is linked to nothing. */
export const startLinkingAction = action("accounts.start_linking", "user", proofInput, async (actor, { password }) => {
  const proven = await proveOwner(actor, await gatherProof(password));
  if (!proven.ok) return proven;
  const session = await getBrowserSession();
  if (session) await startLinking(actor, session.id);
  return ok();
});

export const unlinkIdentityAction = action("accounts.unlink_identity", "user", identityInput, async (actor, input) => {
  const result = await unlinkIdentity(actor, input);
  revalidatePath("/account/security");
  return result;
});
