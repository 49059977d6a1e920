"use server";

import { revalidatePath } from "next/cache";
import { ok } from "@/lib/platform/result";
import { action, gatherProof } from "../action";
import { proveOwner } from "../proof/commands";
import { getBrowserSession } from "../session";
import { changeRole, endSessionsOf } from "./commands";
import { changeRoleInput, personInput } from "./schema";

export const changeRoleAction = action(
  "accounts.change_role",
  "admin",
  changeRoleInput,
  async (actor, { password, ...change }) => {
    // An administrator outlasts the session in which one was made, and can make others.
    const proven = change.role === "admin" ? await proveOwner(actor, await gatherProof(password)) : ok();
    const result = proven.ok ? await changeRole(actor, change) : proven;
    // Also after a refusal: somebody else may have been quicker.
    revalidatePath("/admin/people");
    return result;
  },
);

export const endSessionsOfAction = action("accounts.end_sessions_of", "admin", personInput, async (actor, input) => {
  const session = await getBrowserSession();
  const result = await endSessionsOf(actor, input, session?.id ?? null);
  revalidatePath("/admin/people");
  return result;
});
