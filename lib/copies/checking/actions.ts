"use server";

import { action, showPresent } from "@/lib/accounts/action";
import { ok } from "@/lib/platform/result";
import { beginCheck, endCheck, reopenCheck } from "./commands";
import { getCheckFor } from "./queries";
import { checkInput, reopenInput } from "./schema";

/** How far a check is that is under way, for a page that stays open. */
export const readCheckAction = action("copies.read_check", "user", checkInput, async (actor, { placeId }) => {
  const check = await getCheckFor(actor.id, placeId);
  return ok({
    counts: check?.isUnderWay ? { expected: check.expected, seen: check.seen, astray: check.astray } : null,
  });
});

export const beginCheckAction = action("copies.begin_check", "user", checkInput, async (actor, input) =>
  showPresent(await beginCheck(actor, input)),
);

export const endCheckAction = action("copies.end_check", "user", checkInput, async (actor, input) =>
  showPresent(await endCheck(actor, input)),
);

export const reopenCheckAction = action("copies.reopen_check", "user", reopenInput, async (actor, input) =>
  showPresent(await reopenCheck(actor, input)),
);
