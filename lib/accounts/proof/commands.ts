import "server-only";
import { fail, ok } from "@/lib/platform/result";
import { isPassword } from "../adapters/password";
import { beginProof, clearAttempts, sourceOf } from "../attempts/commands";
import { getPasswordHash } from "../passwords/queries";
import type { Actor } from "../schema";
import { isFresh } from "./rules";
import type { Proof } from "./schema";

/** What a call of the API brings for it. Throws for one without a session, which no key's call has. */
export function proofOf(
  session: { startedAt: Date } | null,
  { headers }: Request,
  password: string | undefined,
): Proof {
  if (!session) throw new Error("only a session proves its owner");
  return { startedAt: session.startedAt, password, source: sourceOf(headers) };
}

/**
 * For an act that would outlast a session, or take an account over: whoever signed in just now may, and who types the
 * password once more.
 */
export async function proveOwner(actor: Actor, proof: Proof, now = new Date()) {
  return isFresh(proof.startedAt, now) ? ok() : provePassword(actor, proof, now);
}

/**
 * For an act that always asks for the password. A wrong one counts as at signing in: who finds a browser open guesses as
 * little as anybody. An account without one signs in anew instead. `passwordHash` is what the password was compared with.
 */
export async function provePassword(actor: Actor, { startedAt, password, source }: Proof, now = new Date()) {
  const passwordHash = await getPasswordHash(actor.id);
  if (passwordHash === null)
    return isFresh(startedAt, now)
      ? ok({ passwordHash })
      : fail("not_fresh", "Please sign out and in again first: this account has no password to ask you for.");
  if (!password) return fail("password_needed", "Please type your password once more.");
  const begun = await beginProof(actor, source);
  if (!begun.ok) return begun;
  if (!(await isPassword(password, passwordHash))) return fail("wrong_password", "This is not your present password.");
  await clearAttempts(begun.attempt);
  return ok({ passwordHash });
}
