import { z } from "zod";

export const CONSENT_PURPOSES = ["scan_photos", "own_pictures"] as const;
/** What a reader may agree to, each for itself. */
export type ConsentPurpose = (typeof CONSENT_PURPOSES)[number];

/** The words of one version, as they are shown where a reader agrees. */
export type ConsentWords = {
  /** What the reader says by agreeing, as a sentence. */
  statement: string;
  /** What that means. */
  details: string;
};

/** A consent as its reader sees it; `endedBy` "newer": the same was agreed to in newer words. */
export type ConsentLine = {
  purpose: ConsentPurpose;
  version: number;
  givenAt: Date;
  endedAt: Date | null;
  endedBy: "reader" | "newer" | null;
};

export const withdrawConsentInput = z.object({ purpose: z.enum(CONSENT_PURPOSES) });
export type WithdrawConsentInput = z.output<typeof withdrawConsentInput>;
