"use server";

import { action, showPresent } from "@/lib/accounts/action";
import { beginCheck, endCheck, reopenCheck } from "./commands";
import { checkInput, reopenInput } from "./schema";

export const beginCheckAction = action("copies.begin_check", "user", checkInput, async (actor, input) =>
  showPresent(await beginCheck(actor, input)),
);

export const endCheckAction = action("copies.end_check", "user", checkInput, async (actor, input) =>
  showPresent(await endCheck(actor, input)),
);

export const reopenCheckAction = action("copies.reopen_check", "user", reopenInput, async (actor, input) =>
  showPresent(await reopenCheck(actor, input)),
);
