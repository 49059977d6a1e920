"use server";

import { revalidatePath } from "next/cache";
import { headers } from "next/headers";
import { z } from "zod";
import { action, gatherProof, publicAction } from "../action";
import { beginConfirmLink, beginLetter, sourceOf } from "../attempts/commands";
import { provePassword } from "../proof/commands";
import { changeAddress, confirmAddress, confirmAgain, keepAddress } from "./commands";
import { getAddressState } from "./queries";
import { changeAddressInput, confirmAddressInput } from "./schema";

export const confirmAgainAction = action("accounts.confirm_again", "user", z.object({}), async (actor) => {
  const { waiting } = await getAddressState(actor.id, new Date());
  const begun = waiting === null ? undefined : await beginLetter(actor, waiting);
  return begun?.ok === false ? begun : confirmAgain(actor);
});

export const changeAddressAction = action(
  "accounts.change_address",
  "user",
  changeAddressInput,
  async (actor, { email, password }) => {
    const proven = await provePassword(actor, await gatherProof(password));
    if (!proven.ok) return proven;
    const begun = await beginLetter(actor, email);
    if (!begun.ok) return begun;
    const result = await changeAddress(actor, email);
    if (result.ok) revalidatePath("/", "layout");
    return result;
  },
);

export const keepAddressAction = action("accounts.keep_address", "user", z.object({}), async (actor) => {
  const result = await keepAddress(actor);
  revalidatePath("/", "layout");
  return result;
});

export const confirmAddressAction = publicAction("accounts.confirm_address", confirmAddressInput, async (input) => {
  const begun = await beginConfirmLink(sourceOf(await headers()));
  // Nothing is shown anew: the link is over now, and the page would say so instead of thanking.
  return begun.ok ? confirmAddress(input) : begun;
});
