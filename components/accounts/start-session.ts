import { signIn } from "next-auth/react";
import type { SignInProblem } from "@/lib/accounts/sign-in/schema";

export type SignInFailure = SignInProblem | "no_connection";

/** In words; `code_needed` has none, since it leads on. */
export const SIGN_IN_PROBLEMS: Record<Exclude<SignInFailure, "code_needed">, string> = {
  wrong_credentials: "No account has this name and password. Check both; capital letters count in the password.",
  too_many_requests:
    "Too many tries. Please wait a little: each wrong one makes the pause longer, up to fifteen minutes.",
  wrong_code: "This code is not right, or was used already. Wait for the next one and try again.",
  too_many_codes: "Too many wrong codes. Wait a while, or use a recovery code.",
  passkey_refused: "This passkey did not open an account here, or it took too long. Try again, or use your password.",
  identity_taken: "This is linked to another account already.",
  too_late: "That took too long. Please begin again.",
  unavailable: "The site cannot sign anybody in just now. Please try again shortly.",
  no_connection: "There is no connection to the site. Please try again.",
};

async function trySignIn(way: string, fields: Record<string, string>): Promise<SignInFailure | null> {
  try {
    const answer = await signIn(way, { ...fields, redirect: false });
    if (answer?.ok && !answer.error) return null;
    const said = answer?.error === "CredentialsSignin" ? "wrong_credentials" : answer?.error;
    if (said === "code_needed") return said;
    return said && said in SIGN_IN_PROBLEMS ? (said as SignInFailure) : "no_connection";
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
