"use server";

import { revalidatePath } from "next/cache";
import { headers } from "next/headers";
import { clientNetwork } from "@/lib/platform/client-address";
import { takeFrom } from "@/lib/platform/rate-limit";
import { tooManyTries } from "@/lib/platform/result";
import { action, gatherProof, publicAction } from "../action";
import { addressKey, LETTERS_TO_ADDRESS } from "../letters/rules";
import { provePassword } from "../proof/commands";
import { getBrowserSession } from "../session";
import { askForReset, changePassword, resetPassword } from "./commands";
import { askForResetInput, changePasswordInput, resetPasswordInput } from "./schema";

const HOUR_MS = 60 * 60_000;

/** Per address of the network, against who would send letters to many people, or try links. */
const RESETS = { name: "reset", max: 10, windowMs: HOUR_MS };
const LINKS = { name: "reset-link", max: 30, windowMs: HOUR_MS };

export const changePasswordAction = action(
  "accounts.change_password",
  "user",
  changePasswordInput,
  async (actor, { present, password }) => {
    const proven = await provePassword(actor, await gatherProof(present));
    if (!proven.ok) return proven;
    const session = await getBrowserSession();
    const change = { password, oldHash: proven.passwordHash, sessionId: session?.id ?? null };
    const result = await changePassword(actor, change);
    if (result.ok) revalidatePath("/account/security");
    return result;
  },
);

export const askForResetAction = publicAction("accounts.ask_for_reset", askForResetInput, async (input) => {
  const from = await takeFrom(RESETS, clientNetwork(await headers()));
  if (!from.allowed) return tooManyTries(from);
  const to = await takeFrom(LETTERS_TO_ADDRESS, addressKey(input.email));
  return to.allowed ? askForReset(input) : tooManyTries(to);
});

export const resetPasswordAction = publicAction("accounts.reset_password", resetPasswordInput, async (input) => {
  const verdict = await takeFrom(LINKS, clientNetwork(await headers()));
  return verdict.allowed ? resetPassword(input) : tooManyTries(verdict);
});
