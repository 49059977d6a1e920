import { signIn } from "next-auth/react";
import { TOO_MANY_CODES } from "@/lib/accounts/second-factor/schema";
import type { SignInProblem } from "@/lib/accounts/sign-in/schema";
import { sayTooMany } from "@/lib/platform/result";

/** With the seconds to wait where somebody tried too often. */
export type SignInFailure =
  | Exclude<SignInProblem, "too_many_requests">
  | `too_many_requests:${number}`
  | "no_connection";

const PROBLEMS: Record<Exclude<SignInProblem, "code_needed" | "too_many_requests"> | "no_connection", string> = {
  wrong_credentials: "No account has this name and password. Check both; capital letters count in the password.",
  wrong_code: "This code is not right, or was used already. Wait for the next one and try again.",
  too_many_codes: TOO_MANY_CODES,
  passkey_refused: "This passkey did not open an account here, or it took too long. Try again, or use your password.",
  identity_taken: "This is linked to another account already.",
  too_late: "That took too long. Please begin again.",
  unavailable: "The site cannot sign anybody in just now. Please try again shortly.",
  no_connection: "There is no connection to the site. Please try again.",
};

const isNamed = (said: string): said is keyof typeof PROBLEMS => Object.hasOwn(PROBLEMS, said);

/** In words. */
export function saySignInProblem(problem: SignInFailure): string {
  if (problem === "code_needed") return "Type the code.";
  return isNamed(problem) ? PROBLEMS[problem] : sayTooMany(Number(problem.split(":")[1]));
}

async function trySignIn(way: string, fields: Record<string, string>): Promise<SignInFailure | null> {
  try {
    const answer = await signIn(way, { ...fields, redirect: false });
    if (answer?.ok && !answer.error) return null;
    const said = answer?.error === "CredentialsSignin" ? "wrong_credentials" : (answer?.error ?? "");
    const [, seconds] = /^too_many_requests:(\d+)$/.exec(said) ?? [];
    if (seconds !== undefined) return `too_many_requests:${Number(seconds)}`;
    return said === "code_needed" || isNamed(said) ? said : "no_connection";
  } catch {
    return "no_connection";
  }
}

/** Signs in, and answers what went wrong or null. Without a code an account with a second factor answers `code_needed`. */
export const startSession = (username: string, password: string, code = "") =>
  trySignIn("credentials", { username, password, code });

/** Signs in by what an authenticator answered. */
export const startSessionByPasskey = (answer: object) => trySignIn("passkey", { answer: JSON.stringify(answer) });

/** The last step of a sign-in that another service has begun. */
export const finishSession = (step: { password: string; code: string }) => trySignIn("last-step", step);

/** Goes to the service for signing in; from there the browser comes back to `page`. */
export const goToService = (page: string) => signIn("oidc", { callbackUrl: page });

/** Leaves for a page that must be loaded anew: what the browser holds was made for a visitor. */
export function leaveFor(path: string) {
  window.location.replace(path);
}
