"use server";

import { revalidatePath } from "next/cache";
import { headers } from "next/headers";
import { z } from "zod";
import { clientNetwork } from "@/lib/platform/client-address";
import { takeFrom, takeFromAll } from "@/lib/platform/rate-limit";
import { fail } from "@/lib/platform/result";
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

const tooManyLetters = () =>
  fail("too_many_requests", "Enough letters are on their way. Please look again in an hour.");

async function maySend(userId: number, address: string): Promise<boolean> {
  const verdict = await takeFromAll([
    { limit: LETTERS_OF_ACCOUNT, who: `user-${userId}` },
    { limit: LETTERS_TO_ADDRESS, who: addressKey(address) },
  ]);
  return verdict.allowed;
}

export const confirmAgainAction = action("accounts.confirm_again", "user", z.object({}), async (actor) => {
  const { waiting } = await getAddressState(actor.id, new Date());
  if (waiting !== null && !(await maySend(actor.id, waiting))) return tooManyLetters();
  return confirmAgain(actor);
});

export const changeAddressAction = action(
  "accounts.change_address",
  "user",
  changeAddressInput,
  async (actor, { email, password }) => {
    const proven = await provePassword(actor, await gatherProof(password));
    if (!proven.ok) return proven;
    if (!(await maySend(actor.id, email))) return tooManyLetters();
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
  if (!verdict.allowed) return fail("too_many_requests", "Too many tries. Please wait an hour and try again.");
  // Nothing is shown anew: the link is over now, and the page would say so instead of thanking.
  return confirmAddress(input);
});
