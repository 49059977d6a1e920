"use server";

import { z } from "zod";
import { action, showPresent } from "@/lib/accounts/action";
import { inviteMember, passOn, renameLibrary, revokeHouseholdInvitation } from "./commands";
import { householdInvitationInput, memberInput, renameLibraryInput } from "./schema";

export const renameLibraryAction = action("households.rename", "user", renameLibraryInput, async (actor, input) =>
  showPresent(await renameLibrary(actor, input)),
);

export const inviteMemberAction = action("households.invite", "user", z.object({}), async (actor) =>
  showPresent(await inviteMember(actor)),
);

export const revokeHouseholdInvitationAction = action(
  "households.revoke_invitation",
  "user",
  householdInvitationInput,
  async (actor, input) => showPresent(await revokeHouseholdInvitation(actor, input)),
);

export const passOnAction = action("households.pass_on", "user", memberInput, async (actor, input) =>
  showPresent(await passOn(actor, input)),
);
