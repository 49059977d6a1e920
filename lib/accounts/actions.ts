"use server";

import { headers } from "next/headers";
import { clientAddress } from "@/lib/platform/client-address";
import { isMailConfigured } from "@/lib/platform/mail";
import { takeFrom } from "@/lib/platform/rate-limit";
import { fail } from "@/lib/platform/result";
import { publicAction } from "./action";
import { signUp } from "./commands";
import { addressKey, LETTERS_TO_ADDRESS } from "./letters/rules";
import { signUpInput } from "./schema";

const SIGN_UP = { name: "sign-up", max: 10, windowMs: 60 * 60_000 };

export const signUpAction = publicAction("accounts.sign_up", signUpInput, async (input) => {
  const verdict = await takeFrom(SIGN_UP, clientAddress(await headers()));
  if (!verdict.allowed) return fail("too_many_requests", "Too many new accounts from here. Please try again later.");
  if (input.email && isMailConfigured()) {
    const letters = await takeFrom(LETTERS_TO_ADDRESS, addressKey(input.email));
    if (!letters.allowed)
      return fail("too_many_requests", "Enough letters went to this address. Please try again later.");
  }
  return signUp(input);
});
