"use server";

import { revalidatePath } from "next/cache";
import { action } from "../action";
import { getBrowserSession } from "../session";
import { changeRole, endSessionsOf } from "./commands";
import { changeRoleInput, personInput } from "./schema";

export const changeRoleAction = action("accounts.change_role", "admin", changeRoleInput, async (actor, input) => {
  const result = await changeRole(actor, input);
  // Also after a refusal: somebody else may have been quicker.
  revalidatePath("/admin/people");
  return result;
});

export const endSessionsOfAction = action("accounts.end_sessions_of", "admin", personInput, async (actor, input) => {
  const session = await getBrowserSession();
  const result = await endSessionsOf(actor, input, session?.id ?? null);
  revalidatePath("/admin/people");
  return result;
});
