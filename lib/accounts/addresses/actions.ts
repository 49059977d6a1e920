"use server";

import { revalidatePath } from "next/cache";
import { headers } from "next/headers";
import { z } from "zod";
import { clientNetwork } from "@/lib/platform/client-address";
import { takeFrom, takeFromAll } from "@/lib/platform/rate-limit";
import { tooManyTries } from "@/lib/platform/result";
import { action, gatherProof, publicAction } from "../action";
import { addressKey, LETTERS_TO_ADDRESS } from "../letters/rules";
import { provePassword } from "../proof/commands";
import { changeAddress, confirmAddress, confirmAgain, keepAddress } from "./commands";
import { getAddressState } from "./queries";
import { changeAddressInput, confirmAddressInput } from "./schema";

const HOUR_MS = 60 * 60_000;
const LINKS = { name: "confirm-link", max: 30, windowMs: HOUR_MS };
/** Letters that one account has sent, to whatever addresses. */
const LETTERS_OF_ACCOUNT = { name: "letters-of", max: 8, windowMs: HOUR_MS };

const countLetter = (userId: number, address: string) =>
  takeFromAll([
    { limit: LETTERS_OF_ACCOUNT, who: `user-${userId}` },
    { limit: LETTERS_TO_ADDRESS, who: addressKey(address) },
  ]);

export const confirmAgainAction = action("accounts.confirm_again", "user", z.object({}), async (actor) => {
  const { waiting } = await getAddressState(actor.id, new Date());
  const verdict = waiting === null ? undefined : await countLetter(actor.id, waiting);
  return verdict?.allowed === false ? tooManyTries(verdict) : confirmAgain(actor);
});

export const changeAddressAction = action(
  "accounts.change_address",
  "user",
  changeAddressInput,
  async (actor, { email, password }) => {
    const proven = await provePassword(actor, await gatherProof(password));
    if (!proven.ok) return proven;
    const verdict = await countLetter(actor.id, email);
    if (!verdict.allowed) return tooManyTries(verdict);
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
  const verdict = await takeFrom(LINKS, clientNetwork(await headers()));
  if (!verdict.allowed) return tooManyTries(verdict);
  // Nothing is shown anew: the link is over now, and the page would say so instead of thanking.
  return confirmAddress(input);
});
