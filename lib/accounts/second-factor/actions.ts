"use server";

import { revalidatePath } from "next/cache";
import { z } from "zod";
import { takeFrom } from "@/lib/platform/rate-limit";
import { fail } from "@/lib/platform/result";
import { action, enrolmentAction } from "../action";
import { PASSWORD_ASKED } from "../passwords/rules";
import { getBrowserSession } from "../session";
import { confirmSecondFactor, renewRecoveryCodes, startSecondFactor, switchOffSecondFactor } from "./commands";
import { codeInput, switchOffInput } from "./schema";

const PAGE = "/account/security";

export const startSecondFactorAction = enrolmentAction("accounts.start_second_factor", z.object({}), ({ actor }) =>
  startSecondFactor(actor),
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
  async (actor, input) => {
    const verdict = await takeFrom(PASSWORD_ASKED, `user-${actor.id}`);
    if (!verdict.allowed) return fail("too_many_requests", "Too many tries. Please wait ten minutes and try again.");
    const session = await getBrowserSession();
    const result = await switchOffSecondFactor(actor, { ...input, sessionId: session?.id ?? null });
    if (result.ok) revalidatePath(PAGE);
    return result;
  },
);
