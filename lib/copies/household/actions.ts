"use server";

import { z } from "zod";
import { action, showPresent } from "@/lib/accounts/action";
import { joinInput, memberInput } from "@/lib/households/schema";
import { joinHousehold, leaveHousehold, removeMember } from "./commands";

// They are acts of households, and called so in the log; they live here because copies and places go along.
export const joinHouseholdAction = action("households.join", "user", joinInput, async (actor, input) =>
  showPresent(await joinHousehold(actor, input)),
);

export const leaveHouseholdAction = action("households.leave", "user", z.object({}), async (actor) =>
  showPresent(await leaveHousehold(actor)),
);

export const removeMemberAction = action("households.remove_member", "user", memberInput, async (actor, input) =>
  showPresent(await removeMember(actor, input)),
);
