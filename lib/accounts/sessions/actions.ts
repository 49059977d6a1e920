"use server";

import { revalidatePath } from "next/cache";
import { z } from "zod";
import { action } from "../action";
import { getBrowserSession } from "../session";
import { endSession, signOutElsewhere } from "./commands";
import { sessionInput } from "./schema";

export const endSessionAction = action("accounts.end_session", "user", sessionInput, async (actor, input) => {
  const result = await endSession(actor, input);
  revalidatePath("/account/security");
  return result;
});

export const signOutElsewhereAction = action("accounts.sign_out_elsewhere", "user", z.object({}), async (actor) => {
  const session = await getBrowserSession();
  const result = await signOutElsewhere(actor, session?.id ?? null);
  revalidatePath("/account/security");
  return result;
});
