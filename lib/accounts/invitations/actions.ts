"use server";

import { revalidatePath } from "next/cache";
import { action } from "../action";
import { createInvitation, revokeInvitation } from "./commands";
import { createInvitationInput, invitationInput } from "./schema";

export const createInvitationAction = action(
  "accounts.create_invitation",
  "admin",
  createInvitationInput,
  async (actor, input) => {
    const result = await createInvitation(actor, input);
    revalidatePath("/admin/people");
    return result;
  },
);

export const revokeInvitationAction = action(
  "accounts.revoke_invitation",
  "admin",
  invitationInput,
  async (actor, input) => {
    const result = await revokeInvitation(actor, input);
    revalidatePath("/admin/people");
    return result;
  },
);
