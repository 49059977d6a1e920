import { z } from "zod";
import { passkeyAnswer } from "../passkeys/schema";
import { signInInput } from "../schema";

/** Name and password, and in the second step the code with them; in the first it is empty. */
export const passwordSteps = signInInput.extend({ code: z.string().trim().max(60).default("") });

const ANSWER_LENGTH_MAX = 8_000;

/** What an authenticator answered, as JSON in a field of a form. */
export const passkeyStep = z.object({
  answer: z
    .string()
    .max(ANSWER_LENGTH_MAX)
    .transform((text, context) => {
      try {
        return JSON.parse(text) as unknown;
      } catch {
        context.addIssue({ code: "custom", message: "not JSON" });
        return z.NEVER;
      }
    })
    .pipe(passkeyAnswer),
});

/**
 * Why somebody is not signed in, as the form hears it; `code_needed` is no failure but the second step. Behind
 * `too_many_requests` stands for how many seconds to wait: "too_many_requests:45".
 */
export type SignInProblem =
  | "wrong_credentials"
  | "too_many_requests"
  | "code_needed"
  | "wrong_code"
  | "too_many_codes"
  | "passkey_refused"
  | "identity_taken"
  | "too_late"
  | "unavailable";
