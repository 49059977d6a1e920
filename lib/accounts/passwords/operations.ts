import "server-only";
import { z } from "zod";
import { beginReset, beginResetLink, sourceOf } from "../attempts/commands";
import { operation, reply } from "../operation";
import { proofOf, provePassword } from "../proof/commands";
import { PROOF_REFUSALS } from "../proof/schema";
import { askForReset, changePassword, resetPassword } from "./commands";
import { askForResetInput, changePasswordInput, resetPasswordInput } from "./schema";

export const changePasswordOperation = operation(
  {
    id: "accounts.change_password",
    method: "PUT",
    path: "/account/password",
    summary: "Choose another password",
    description:
      "`present` is the one there is; missing where there is none yet. Every other session ends; `ended` is how many.",
    access: "user",
    body: changePasswordInput,
    answers: { 200: z.object({ ended: z.int() }) },
    refusals: { ...PROOF_REFUSALS, password_weak: 400 },
  },
  async ({ actor, session, request, body: { present, password } }) => {
    const proven = await provePassword(actor, proofOf(session, request, present));
    if (!proven.ok) return proven;
    return changePassword(actor, { password, oldHash: proven.passwordHash, sessionId: session?.id ?? null });
  },
);

export const askForResetOperation = operation(
  {
    id: "accounts.ask_for_reset",
    method: "POST",
    path: "/auth/reset/ask",
    summary: "Ask for a letter with a link to choose a new password",
    description: "The same answer for every address, whether or not it is an account's.",
    access: "public",
    isForStrangers: true,
    body: askForResetInput,
    answers: { 202: null },
    refusals: { no_mail_server: 409 },
  },
  async ({ request, body }) => {
    const begun = await beginReset(body.email, sourceOf(request.headers));
    const asked = begun.ok ? await askForReset(body) : begun;
    return asked.ok ? reply(202) : asked;
  },
);

export const resetPasswordOperation = operation(
  {
    id: "accounts.reset_password",
    method: "POST",
    path: "/auth/reset",
    summary: "Choose a new password by the link of a letter",
    description: "`secret` is the end of the link. Every session of the account ends, and nobody is signed in by it.",
    access: "public",
    isForStrangers: true,
    body: resetPasswordInput,
    answers: { 204: null },
    refusals: { link_over: 404, password_weak: 400 },
  },
  async ({ request, body }) => {
    const begun = await beginResetLink(sourceOf(request.headers));
    const done = begun.ok ? await resetPassword(body) : begun;
    return done.ok ? reply(204) : done;
  },
);
