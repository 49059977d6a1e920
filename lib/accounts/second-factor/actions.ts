"use server";

import { revalidatePath } from "next/cache";
import { action, enrolmentAction, gatherProof } from "../action";
import { proveOwner, provePassword } from "../proof/commands";
import { proofInput } from "../proof/schema";
import { confirmSecondFactor, renewRecoveryCodes, startSecondFactor, switchOffSecondFactor } from "./commands";
import { codeInput, switchOffInput } from "./schema";

const PAGE = "/account/security";

export const startSecondFactorAction = enrolmentAction(
  "accounts.start_second_factor",
  proofInput,
  async ({ actor }, { password }) => {
    const proven = await proveOwner(actor, await gatherProof(password));
    return proven.ok ? startSecondFactor(actor) : proven;
  },
);

// The page is fetched anew once the reader has kept the codes: they would be gone from it otherwise.
export const confirmSecondFactorAction = enrolmentAction(
  "accounts.confirm_second_factor",
  codeInput,
  ({ actor, id }, { code }) => confirmSecondFactor(actor, { code, sessionId: id }),
);

export const renewRecoveryCodesAction = action("accounts.renew_recovery_codes", "user", codeInput, renewRecoveryCodes);

export const switchOffSecondFactorAction = action(
  "accounts.switch_off_second_factor",
  "user",
  switchOffInput,
  async (actor, { code, password }) => {
    const proven = await provePassword(actor, await gatherProof(password));
    if (!proven.ok) return proven;
    const result = await switchOffSecondFactor(actor, { code });
    if (result.ok) revalidatePath(PAGE);
    return result;
  },
);
