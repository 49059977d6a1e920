"use server";

import { action, showPresent } from "@/lib/accounts/action";
import { actOnScan, undoAct } from "./commands";
import { actInput, undoActInput } from "./schema";

export const actOnScanAction = action("scanning.act", "user", actInput, async (actor, input) =>
  showPresent(await actOnScan(actor, input)),
);

export const undoActAction = action("scanning.undo", "user", undoActInput, async (actor, input) =>
  showPresent(await undoAct(actor, input)),
);
