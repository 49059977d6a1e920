"use server";

import { action, showPresent } from "@/lib/accounts/action";
import { chooseCover, decideSpare, setCoverAside, undoUse } from "./commands";
import { chooseCoverInput, decideSpareInput, setCoverAsideInput, undoUseInput } from "./schema";

export const chooseCoverAction = action("covers.choose_cover", "moderator", chooseCoverInput, async (actor, input) =>
  showPresent(await chooseCover(actor, input)),
);

export const setCoverAsideAction = action(
  "covers.set_cover_aside",
  "moderator",
  setCoverAsideInput,
  async (actor, input) => showPresent(await setCoverAside(actor, input)),
);

export const decideSpareAction = action("covers.decide_spare", "moderator", decideSpareInput, async (actor, input) =>
  showPresent(await decideSpare(actor, input)),
);

export const undoUseAction = action("covers.undo_use", "moderator", undoUseInput, async (actor, input) =>
  showPresent(await undoUse(actor, input)),
);
