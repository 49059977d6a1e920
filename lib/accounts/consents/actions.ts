"use server";

import { revalidatePath } from "next/cache";
import { action } from "../action";
import { withdrawConsent } from "./commands";
import { withdrawConsentInput } from "./schema";

export const withdrawConsentAction = action(
  "accounts.withdraw_consent",
  "user",
  withdrawConsentInput,
  async (actor, input) => {
    const result = await withdrawConsent(actor, input);
    revalidatePath("/account/privacy");
    return result;
  },
);
