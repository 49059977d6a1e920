import { z } from "zod";
import type { Source } from "../attempts/schema";

/** The password as it is typed once more; missing where nobody was asked for it, or the account has none. */
export const typedOnceMore = z.string().max(200).optional();

/** What an act takes that needs nothing but that. */
export const proofInput = z.object({ password: typedOnceMore });

/** By what an account's owner is known to be at the keyboard, and not who found a device unlocked. */
export type Proof = {
  /** When the session was begun that asks. */
  startedAt: Date;
  password: string | undefined;
  source: Source;
};

/** The status of each refusal in the REST API. */
export const PROOF_REFUSALS = { password_needed: 403, wrong_password: 403, not_fresh: 403 };
