import { z } from "zod";

/** `browser`: a cookie; `token`: a program that signed in over the API. */
export type SessionKind = "browser" | "token";

/** Where a session is begun from. */
export type Origin = {
  kind: SessionKind;
  device: string;
  address: string;
  /** A passkey, or a password and a code; false where it was a password alone, or another service's word. */
  hasTwoFactors?: boolean;
};

/** A session as its owner sees it. */
export type SessionSummary = {
  id: string;
  kind: SessionKind;
  device: string;
  address: string;
  startedAt: Date;
  lastSeenAt: Date;
  /** The one that asks. */
  isCurrent: boolean;
};

export const sessionInput = z.object({ sessionId: z.uuid() });
export type SessionInput = z.output<typeof sessionInput>;
