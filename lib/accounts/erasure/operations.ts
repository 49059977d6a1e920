import "server-only";
import { z } from "zod";
import { fail } from "@/lib/platform/result";
import { operation, reply } from "../operation";
import { proofOf, provePassword } from "../proof/commands";
import { PROOF_REFUSALS } from "../proof/schema";
import { getTokenLeaver } from "../tokens/queries";
import { cancelErasure, requestErasure } from "./commands";
import { requestErasureInput } from "./schema";

export const requestErasureOperation = operation(
  {
    id: "accounts.request_erasure",
    method: "POST",
    path: "/account/erasure",
    summary: "Have one's account erased",
    description:
      "`password` is always asked for. From then on nothing of the account is shown or can be used, every other session has ended, and at `due_at` it is erased. Until then the token that asked can call it off.",
    access: "user",
    isSecret: true,
    body: requestErasureInput,
    answers: { 200: z.object({ dueAt: z.date() }) },
    refusals: { ...PROOF_REFUSALS, account_not_found: 404, last_admin: 409 },
  },
  async ({ actor, session, request, body }) => {
    const proven = await provePassword(actor, proofOf(session, request, body.password));
    return proven.ok ? requestErasure(actor, session?.id ?? null) : proven;
  },
);

export const cancelErasureOperation = operation(
  {
    id: "accounts.cancel_erasure",
    method: "POST",
    path: "/account/erasure/cancel",
    summary: "Keep one's account after all",
    description:
      "With the token that asked for the erasure, or one of signing in since; they are good for nothing else.",
    access: "public",
    // A token of an account that waits for its erasure is nobody's at the gate.
    isForStrangers: true,
    answers: { 204: null },
    refusals: { not_leaving: 409, too_late: 409 },
  },
  async ({ request }) => {
    const leaver = await getTokenLeaver(request, new Date());
    if (!leaver) return fail("not_leaving", "There is no account to keep.");
    const done = await cancelErasure(leaver);
    return done.ok ? reply(204) : done;
  },
);
