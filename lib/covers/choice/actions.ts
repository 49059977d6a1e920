"use server";

import { revalidatePath } from "next/cache";
import { action } from "@/lib/accounts/action";
import { chooseCover, decideSpare, setCoverAside } from "./commands";
import { chooseCoverInput, decideSpareInput, setCoverAsideInput } from "./schema";

/** A cover is on every page that lists its book. Also after a refusal: what is gone is no longer to be chosen. */
function showPresent<Result>(result: Result): Result {
  revalidatePath("/", "layout");
  return result;
}

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
