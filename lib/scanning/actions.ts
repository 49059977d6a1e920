"use server";

import { action, showPresent } from "@/lib/accounts/action";
import { undoAct } from "./commands";
import { actOnce } from "./repeating/commands";
import { repeatableActInput, undoActInput } from "./schema";

export const actOnScanAction = action("scanning.act", "user", repeatableActInput, async (actor, input) => {
  const done = await actOnce(actor, input);
  // To look at a book changes no page; a hall of them would have every page made anew for each.
  return done.ok && done.undo.length === 0 ? done : showPresent(done);
});

export const undoActAction = action("scanning.undo", "user", undoActInput, async (actor, input) =>
  showPresent(await undoAct(actor, input)),
);
