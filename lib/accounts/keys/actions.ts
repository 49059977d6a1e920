"use server";

import { revalidatePath } from "next/cache";
import { headers } from "next/headers";
import { fail } from "@/lib/platform/result";
import { action } from "../action";
import { proveOwner, sourceOf } from "../attempts/commands";
import { getBrowserSession } from "../session";
import { createKey, revokeKey } from "./commands";
import { createKeyInput, keyInput } from "./schema";

export const createKeyAction = action("accounts.create_key", "user", createKeyInput, async (actor, input) => {
  const session = await getBrowserSession();
  if (!session) return fail("signed_out", "Please sign in first.");
  const source = sourceOf(await headers());
  const proof = { startedAt: session.startedAt, password: input.password, source };
  const proven = await proveOwner(actor, proof, new Date());
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
