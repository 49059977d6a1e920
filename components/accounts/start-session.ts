import { signIn } from "next-auth/react";

export type SignInProblem = "wrong_credentials" | "too_many_requests" | "no_connection";

/** Signs in, and answers what went wrong or null. */
export async function startSession(username: string, password: string): Promise<SignInProblem | null> {
  try {
    const answer = await signIn("credentials", { username, password, redirect: false });
    if (answer?.ok && !answer.error) return null;
    if (answer?.error === "too_many_requests") return "too_many_requests";
    return answer?.error === "CredentialsSignin" ? "wrong_credentials" : "no_connection";
  } catch {
    return "no_connection";
  }
}

/** Leaves for a page that must be loaded anew: what the browser holds was made for a visitor. */
export function leaveFor(path: string) {
  window.location.replace(path);
}
