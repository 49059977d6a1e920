import "server-only";
import { z } from "zod";
import { env } from "@/lib/platform/env";
import { operation, reply } from "../operation";
import { proofOf, proveOwner, provePassword } from "../proof/commands";
import { PROOF_REFUSALS, proofInput } from "../proof/schema";
import { confirmSecondFactor, renewRecoveryCodes, startSecondFactor, switchOffSecondFactor } from "./commands";
import { getSecondFactor } from "./queries";
import { isDemandedOf } from "./rules";
import { codeInput, switchOffInput } from "./schema";

const recoveryCodes = z.object({ recoveryCodes: z.array(z.string()).describe("Each is good once.") });
const CODE_REFUSALS = { code_needed: 403, wrong_code: 403, too_many_codes: 429 };

export const getSecondFactorOperation = operation(
  {
    id: "accounts.get_second_factor",
    method: "GET",
    path: "/account/second-factor",
    summary: "Read how one's second factor stands",
    access: "user",
    answers: {
      200: z.object({
        onSince: z.date().nullable(),
        recoveryCodesLeft: z.int(),
        isDemanded: z.boolean().describe("The site wants it of this account: it cannot be switched off."),
      }),
    },
  },
  async ({ actor }) => {
    const isDemanded = isDemandedOf(actor.role, env().accounts.requireSecondFactor);
    return { ...(await getSecondFactor(actor.id)), isDemanded };
  },
);

export const startSecondFactorOperation = operation(
  {
    id: "accounts.start_second_factor",
    method: "POST",
    path: "/account/second-factor/start",
    summary: "Begin to set up a second factor",
    description:
      "`secret`, `address` and `qr_code` say the same to an authenticator app. `password` is asked for where the session is not a new one.",
    access: "user",
    isSecret: true,
    body: proofInput,
    answers: { 200: z.object({ secret: z.string(), address: z.string(), qrCode: z.string() }) },
    refusals: { ...PROOF_REFUSALS, already_on: 409 },
  },
  async ({ actor, session, request, body }) => {
    const proven = await proveOwner(actor, proofOf(session, request, body.password));
    return proven.ok ? startSecondFactor(actor) : proven;
  },
);

export const confirmSecondFactorOperation = operation(
  {
    id: "accounts.confirm_second_factor",
    method: "POST",
    path: "/account/second-factor/confirm",
    summary: "Switch one's second factor on by a first code",
    description: "The recovery codes are in the answer, this once.",
    access: "user",
    isSecret: true,
    body: codeInput,
    answers: { 200: recoveryCodes },
    refusals: { ...CODE_REFUSALS, not_started: 409, already_on: 409 },
  },
  async ({ actor, session, body }) => {
    if (!session) throw new Error("only a session sets a second factor up");
    return confirmSecondFactor(actor, { code: body.code, sessionId: session.id });
  },
);

export const renewRecoveryCodesOperation = operation(
  {
    id: "accounts.renew_recovery_codes",
    method: "POST",
    path: "/account/second-factor/recovery-codes",
    summary: "Have ten new recovery codes",
    description: "Those before are worth nothing then.",
    access: "user",
    isSecret: true,
    body: codeInput,
    answers: { 200: recoveryCodes },
    refusals: { ...CODE_REFUSALS, not_on: 409 },
  },
  ({ actor, body }) => renewRecoveryCodes(actor, body),
);

export const switchOffSecondFactorOperation = operation(
  {
    id: "accounts.switch_off_second_factor",
    method: "POST",
    path: "/account/second-factor/switch-off",
    summary: "Switch one's second factor off",
    description: "By a code, and by the password where there is one.",
    access: "user",
    isSecret: true,
    body: switchOffInput,
    answers: { 204: null },
    refusals: { ...PROOF_REFUSALS, ...CODE_REFUSALS, demanded: 409 },
  },
  async ({ actor, session, request, body: { code, password } }) => {
    const proven = await provePassword(actor, proofOf(session, request, password));
    if (!proven.ok) return proven;
    const done = await switchOffSecondFactor(actor, { code });
    return done.ok ? reply(204) : done;
  },
);
