import "server-only";
import { z } from "zod";
import { operation, reply } from "../operation";
import { withdrawConsent } from "./commands";
import { listConsents } from "./queries";
import { consentWords } from "./rules";
import { CONSENT_PURPOSES, withdrawConsentInput } from "./schema";

export const listConsentsOperation = operation(
  {
    id: "accounts.list_consents",
    method: "GET",
    path: "/account/consents",
    summary: "List what one has agreed to",
    description: "The latest first, with the words. `ended_by` is `newer` where one agreed to the same in newer words.",
    access: "user",
    answers: {
      200: z.object({
        consents: z.array(
          z.object({
            purpose: z.enum(CONSENT_PURPOSES),
            version: z.int(),
            statement: z.string().nullable(),
            givenAt: z.date(),
            endedAt: z.date().nullable(),
            endedBy: z.enum(["reader", "newer"]).nullable(),
          }),
        ),
      }),
    },
  },
  async ({ actor }) => {
    const listed = await listConsents(actor.id);
    const statementOf = ({ purpose, version }: (typeof listed)[number]) => consentWords(purpose, version)?.statement;
    return { consents: listed.map((one) => ({ ...one, statement: statementOf(one) ?? null })) };
  },
);

export const withdrawConsentOperation = operation(
  {
    id: "accounts.withdraw_consent",
    method: "DELETE",
    path: "/account/consents/{purpose}",
    summary: "Take back what one has agreed to",
    description: "What was kept by it is deleted soon after.",
    access: "user",
    params: withdrawConsentInput,
    answers: { 204: null },
    refusals: { not_given: 404 },
  },
  async ({ actor, params }) => {
    const done = await withdrawConsent(actor, params);
    return done.ok ? reply(204) : done;
  },
);
