"use server";

import { revalidatePath } from "next/cache";
import { headers } from "next/headers";
import { z } from "zod";
import { clientNetwork } from "@/lib/platform/client-address";
import { takeFrom } from "@/lib/platform/rate-limit";
import { tooManyTries } from "@/lib/platform/result";
import { action, enrolmentAction, gatherProof, publicAction } from "../action";
import { proveOwner } from "../proof/commands";
import { proofInput } from "../proof/schema";
import { deviceOf } from "../sessions/rules";
import { addPasskey, removePasskey, renamePasskey, startPasskey, startPasskeySignIn } from "./commands";
import { addPasskeyInput, passkeyInput, renamePasskeyInput } from "./schema";

const PAGE = "/account/security";

/** Each visit of the page for signing in asks once, so that the browser can offer its passkeys. */
const QUESTIONS = { name: "passkey-questions", max: 120, windowMs: 10 * 60_000 };

export const startPasskeySignInAction = publicAction("accounts.start_passkey_sign_in", z.object({}), async () => {
  const verdict = await takeFrom(QUESTIONS, clientNetwork(await headers()));
  return verdict.allowed ? startPasskeySignIn() : tooManyTries(verdict);
});

export const startPasskeyAction = enrolmentAction(
  "accounts.start_passkey",
  proofInput,
  async ({ actor }, { password }) => {
    const proven = await proveOwner(actor, await gatherProof(password));
    return proven.ok ? startPasskey(actor) : proven;
  },
);

export const addPasskeyAction = enrolmentAction(
  "accounts.add_passkey",
  addPasskeyInput,
  async ({ actor, id }, { answer }) => {
    const name = deviceOf((await headers()).get("user-agent"));
    const result = await addPasskey(actor, { answer, name, sessionId: id });
    if (result.ok) revalidatePath(PAGE);
    return result;
  },
);

export const renamePasskeyAction = action(
  "accounts.rename_passkey",
  "user",
  renamePasskeyInput,
  async (actor, input) => {
    const result = await renamePasskey(actor, input);
    revalidatePath(PAGE);
    return result;
  },
);

export const removePasskeyAction = action("accounts.remove_passkey", "user", passkeyInput, async (actor, input) => {
  const result = await removePasskey(actor, input);
  revalidatePath(PAGE);
  return result;
});
