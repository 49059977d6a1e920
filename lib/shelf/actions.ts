"use server";

import { action, showPresent } from "@/lib/accounts/action";
import { setAllStatuses } from "./lots/commands";
import { setAllStatusesInput } from "./lots/schema";

// Between two parts of a lot no page is shown anew: the last one does so for all.
export const setAllStatusesAction = action(
  "shelf.set_all_statuses",
  "user",
  setAllStatusesInput,
  async (actor, input) => {
    const result = await setAllStatuses(actor, input);
    return result.next === null ? showPresent(result) : result;
  },
);
