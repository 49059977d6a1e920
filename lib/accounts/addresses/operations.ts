import "server-only";
import { z } from "zod";
import { beginConfirmLink, beginLetter, sourceOf } from "../attempts/commands";
import { operation, reply } from "../operation";
import { proofOf, provePassword } from "../proof/commands";
import { PROOF_REFUSALS } from "../proof/schema";
import { changeAddress, confirmAddress, confirmAgain, keepAddress } from "./commands";
import { getAddressState } from "./queries";
import { changeAddressInput, confirmAddressInput } from "./schema";

const waiting = z.string().nullable().describe("What a letter was sent to, and waits to be confirmed.");

export const getAddressOperation = operation(
  {
    id: "accounts.get_address",
    method: "GET",
    path: "/account/address",
    summary: "Read one's e-mail address",
    access: "user",
    answers: { 200: z.object({ address: z.string().nullable(), isConfirmed: z.boolean(), waiting }) },
  },
  ({ actor }) => getAddressState(actor.id, new Date()),
);

export const changeAddressOperation = operation(
  {
    id: "accounts.change_address",
    method: "PUT",
    path: "/account/address",
    summary: "Change to another e-mail address",
    description:
      "`password` is asked for where there is one. Where the site sends letters the account has the address before until the letter to the new one is answered.",
    access: "user",
    body: changeAddressInput,
    answers: { 200: z.object({ waiting }) },
    refusals: { ...PROOF_REFUSALS, same_address: 409, email_taken: 409 },
  },
  async ({ actor, session, request, body: { email, password } }) => {
    const proven = await provePassword(actor, proofOf(session, request, password));
    if (!proven.ok) return proven;
    const begun = await beginLetter(actor, email);
    return begun.ok ? changeAddress(actor, email) : begun;
  },
);

export const keepAddressOperation = operation(
  {
    id: "accounts.keep_address",
    method: "DELETE",
    path: "/account/address/change",
    summary: "Call off a change of address that waits for its letter",
    access: "user",
    answers: { 204: null },
  },
  async ({ actor }) => {
    await keepAddress(actor);
    return reply(204);
  },
);

export const confirmAgainOperation = operation(
  {
    id: "accounts.confirm_again",
    method: "POST",
    path: "/account/address/letter",
    summary: "Have the letter sent again by which an address is confirmed",
    description: "The link of the one before is worth nothing then.",
    access: "user",
    answers: { 200: z.object({ address: z.string() }) },
    refusals: { nothing_to_confirm: 409 },
  },
  async ({ actor }) => {
    const state = await getAddressState(actor.id, new Date());
    const begun = state.waiting === null ? undefined : await beginLetter(actor, state.waiting);
    return begun?.ok === false ? begun : confirmAgain(actor);
  },
);

export const confirmAddressOperation = operation(
  {
    id: "accounts.confirm_address",
    method: "POST",
    path: "/auth/confirm",
    summary: "Confirm an e-mail address by the link of a letter",
    description: "`secret` is the end of the link.",
    access: "public",
    isForStrangers: true,
    body: confirmAddressInput,
    answers: { 200: z.object({ address: z.string() }) },
    refusals: { link_over: 404, email_taken: 409 },
  },
  async ({ request, body }) => {
    const begun = await beginConfirmLink(sourceOf(request.headers));
    return begun.ok ? confirmAddress(body) : begun;
  },
);
