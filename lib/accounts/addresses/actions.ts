"use server";

import { revalidatePath } from "next/cache";
import { headers } from "next/headers";
import { z } from "zod";
import { clientNetwork } from "@/lib/platform/client-address";
import { takeFrom } from "@/lib/platform/rate-limit";
import { fail } from "@/lib/platform/result";
import { action, publicAction } from "../action";
import { addressKey, LETTERS_TO_ADDRESS } from "../letters/rules";
import { PASSWORD_ASKED } from "../passwords/rules";
import { getBrowserSession } from "../session";
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
  const of = await takeFrom(LETTERS_OF_ACCOUNT, `user-${userId}`);
  return of.allowed && (await takeFrom(LETTERS_TO_ADDRESS, addressKey(address))).allowed;
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
  async (actor, input) => {
    const verdict = await takeFrom(PASSWORD_ASKED, `user-${actor.id}`);
    if (!verdict.allowed) return fail("too_many_requests", "Too many tries. Please wait ten minutes and try again.");
    if (!(await maySend(actor.id, input.email))) return tooManyLetters();
    const session = await getBrowserSession();
    const result = await changeAddress(actor, input, session?.id ?? null);
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
