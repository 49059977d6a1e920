import { z } from "zod";

const BASE64URL = /^[\w-]+$/;
const base64url = (max: number) => z.string().max(max).regex(BASE64URL);

/** An id of a credential, 1023 bytes at most by the standard. */
export const credentialId = base64url(1_400);

const envelope = {
  id: credentialId,
  rawId: credentialId,
  type: z.literal("public-key"),
  authenticatorAttachment: z.enum(["platform", "cross-platform"]).optional().catch(undefined),
  // Nothing of what extensions answer is read.
  clientExtensionResults: z.unknown().transform(() => ({})),
};

/** What a browser answers when a passkey was made. Only what is read is let through. */
export const newPasskeyAnswer = z.object({
  ...envelope,
  response: z.object({
    clientDataJSON: base64url(8_000),
    attestationObject: base64url(16_000),
    transports: z
      .array(z.string().regex(/^[a-z-]{1,20}$/))
      .max(10)
      .optional()
      .catch(undefined),
  }),
});
export type NewPasskeyAnswer = z.output<typeof newPasskeyAnswer>;

/** What a browser answers when somebody signs in with one. */
export const passkeyAnswer = z.object({
  ...envelope,
  response: z.object({
    clientDataJSON: base64url(4_000),
    authenticatorData: base64url(4_000),
    signature: base64url(4_000),
    userHandle: base64url(100).optional(),
  }),
});
export type PasskeyAnswer = z.output<typeof passkeyAnswer>;

export const addPasskeyInput = z.object({ answer: newPasskeyAnswer });
export const passkeyInput = z.object({ passkeyId: z.uuid() });
export const renamePasskeyInput = passkeyInput.extend({
  name: z.string().trim().min(1, "Give it a name.").max(60, "A name has at most 60 characters."),
});
export type RenamePasskeyInput = z.output<typeof renamePasskeyInput>;

/** A passkey as its owner sees it. */
export type PasskeySummary = {
  id: string;
  name: string;
  addedAt: Date;
  lastUsedAt: Date | null;
  /** Kept by a password manager or the maker's cloud, so that it is there on the owner's other devices too. */
  isSynced: boolean;
};
