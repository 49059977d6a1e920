import { z } from "zod";
import { givenId } from "@/lib/platform/given";

const words = z.string().trim().min(1).max(200).optional().catch(undefined);

/** What the service says of somebody, as far as it is read here. What identifies must be there; the rest may be missing. */
export const claims = z.object({
  iss: z.string().min(1).max(255),
  sub: z.string().min(1).max(255),
  email: words,
  // Some services write it as a text.
  email_verified: z.union([z.boolean(), z.enum(["true", "false"]).transform((said) => said === "true")]).catch(false),
  preferred_username: words,
  nickname: words,
  name: words,
});
export type Claims = z.output<typeof claims>;

/** A person at a service. */
export type Identity = { issuer: string; subject: string };

/**
 * A sign-in that waits for its last step, kept on our side: the service has said who it is, and the account's own second
 * factor, or, to link the two, its password, is still to come.
 */
export const unfinishedSignIn = z.discriminatedUnion("wants", [
  z.object({ wants: z.literal("code"), userId: z.int() }),
  z.object({ wants: z.literal("password"), userId: z.int(), claims }),
]);
export type UnfinishedSignIn = z.output<typeof unfinishedSignIn>;

/** The last step of it. Of both fields what is not asked for stays empty. */
export const finishInput = z.object({
  password: z.string().max(200).default(""),
  code: z.string().trim().max(60).default(""),
});

/** Why somebody who came back from the service is not signed in; the page for signing in has words for each. */
export const REFUSALS = [
  "not_linked",
  "registration_closed",
  "invitation_needed",
  "invitation_over",
  "identity_taken",
  "already_signed_in",
  "incomplete",
  "unavailable",
] as const;
export type Refusal = (typeof REFUSALS)[number];

export const identityInput = z.object({ identityId: givenId });

/** A linked identity as its owner sees it. */
export type IdentitySummary = { id: number; name: string; linkedAt: Date; lastUsedAt: Date | null };
