"use server";

import { revalidatePath } from "next/cache";
import { z } from "zod";
import { ok } from "@/lib/platform/result";
import { action } from "../action";
import { getBrowserSession } from "../session";
import { startLinking, unlinkIdentity } from "./commands";
import { identityInput } from "./schema";

/** Before the browser is sent to the service; without this, what comes back from there is linked to nothing. */
export const startLinkingAction = action("accounts.start_linking", "user", z.object({}), async (actor) => {
  const session = await getBrowserSession();
  if (session) await startLinking(actor, session.id);
  return ok();
});

export const unlinkIdentityAction = action("accounts.unlink_identity", "user", identityInput, async (actor, input) => {
  const result = await unlinkIdentity(actor, input);
  revalidatePath("/account/security");
  return result;
});
