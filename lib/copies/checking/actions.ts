"use server";

import { action, showPresent } from "@/lib/accounts/action";
import { ok } from "@/lib/platform/result";
import { endCheck, reopenCheck } from "./commands";
import { getCheckFor } from "./queries";
import { type CheckCounts, checkInput, reopenInput } from "./schema";

/** How far a check is that is under way, for a page that stays open. */
export const readCheckAction = action("copies.read_check", "user", checkInput, async (actor, { placeId }) => {
  const check = await getCheckFor(actor.id, placeId);
  if (!check?.isUnderWay) return ok({ counts: null });
  const { expected, seen, astray } = check;
  return ok({ counts: { placeId, expected, seen, astray } satisfies CheckCounts });
});

export const endCheckAction = action("copies.end_check", "user", checkInput, async (actor, input) =>
  showPresent(await endCheck(actor, input)),
);

export const reopenCheckAction = action("copies.reopen_check", "user", reopenInput, async (actor, input) =>
  showPresent(await reopenCheck(actor, input)),
);
