"use server";

import { revalidatePath } from "next/cache";
import { action, gatherProof } from "../action";
import { proveOwner } from "../proof/commands";
import { createKey, revokeKey } from "./commands";
import { createKeyInput, keyInput } from "./schema";

export const createKeyAction = action("accounts.create_key", "user", createKeyInput, async (actor, input) => {
  const proven = await proveOwner(actor, await gatherProof(input.password));
  if (!proven.ok) return proven;
  const made = await createKey(actor, input);
  if (made.ok) revalidatePath("/account/security");
  return made;
});

export const revokeKeyAction = action("accounts.revoke_key", "user", keyInput, async (actor, input) => {
  const revoked = await revokeKey(actor, input);
  revalidatePath("/account/security");
  return revoked;
});
