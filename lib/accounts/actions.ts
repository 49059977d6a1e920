"use server";

import { headers } from "next/headers";
import { publicAction } from "./action";
import { beginSignUp, sourceOf } from "./attempts/commands";
import { signUp } from "./commands";
import { signUpInput } from "./schema";

export const signUpAction = publicAction("accounts.sign_up", signUpInput, async (input) => {
  const begun = await beginSignUp(input.email, sourceOf(await headers()));
  return begun.ok ? signUp(input) : begun;
});
