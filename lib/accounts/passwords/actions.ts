"use server";

import { revalidatePath } from "next/cache";
import { headers } from "next/headers";
import { action, gatherProof, publicAction } from "../action";
import { beginReset, beginResetLink, sourceOf } from "../attempts/commands";
import { provePassword } from "../proof/commands";
import { getBrowserSession } from "../session";
import { askForReset, changePassword, resetPassword } from "./commands";
import { askForResetInput, changePasswordInput, resetPasswordInput } from "./schema";

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
  const begun = await beginReset(input.email, sourceOf(await headers()));
  return begun.ok ? askForReset(input) : begun;
});

export const resetPasswordAction = publicAction("accounts.reset_password", resetPasswordInput, async (input) => {
  const begun = await beginResetLink(sourceOf(await headers()));
  return begun.ok ? resetPassword(input) : begun;
});
