import "server-only";
import { cookies, headers } from "next/headers";
import type { AuthOptions, User } from "next-auth";
import Credentials from "next-auth/providers/credentials";
import { env } from "@/lib/platform/env";
import { log } from "@/lib/platform/log";
import { attemptSignIn, deviceCookieFor, sourceOf } from "../../attempts/commands";
import { DEVICE_COOKIE } from "../../attempts/rules";
import type { Source } from "../../attempts/schema";
import { oidcProvider } from "../../oidc/adapters/provider";
import { linkIdentity, meetIdentity, takeUnfinished } from "../../oidc/commands";
import { getUnfinishedSignIn } from "../../oidc/queries";
import { claims, finishInput, type Refusal } from "../../oidc/schema";
import { verifyPasskey } from "../../passkeys/commands";
import { getAccount } from "../../queries";
import { passSecondFactor } from "../../second-factor/commands";
import { readCookie, usesSecureCookies } from "../../sessions/adapters/cookie";
import { beginBrowserSession, forgetSession } from "../../sessions/commands";
import { getSession } from "../../sessions/queries";
import { deviceOf } from "../../sessions/rules";
import { passkeyStep, passwordSteps, type SignInProblem } from "../schema";

declare module "next-auth" {
  interface User {
    sessionId?: string;
    /** Of a sign-in that waits for its last step. */
    ticket?: string;
    refusal?: Refusal;
  }
}

/** A browser is known for longer than it stays signed in: whoever comes back after months is no stranger. */
const DEVICE_MAX_AGE_SECONDS = 365 * 24 * 60 * 60;

/** The ways to sign in, for next-auth. Each ends in a session of ours, or in why there is none. */
export function signInProviders(): AuthOptions["providers"] {
  const { oidc } = env().accounts;
  return [
    Credentials({
      ...{ credentials: { username: {}, password: {}, code: {} } },
      authorize: guarded("password", signInWithPassword),
    }),
    Credentials({ id: "passkey", credentials: { answer: {} }, authorize: guarded("passkey", signInWithPasskey) }),
    Credentials({
      ...{ id: "last-step", credentials: { password: {}, code: {} } },
      authorize: guarded("last_step", finishSignIn),
    }),
    ...(oidc ? [oidcProvider(oidc, signInWithIdentity)] : []),
  ];
}

/** Where somebody goes whom the service has vouched for and who is not let in all the same. */
export function refusalPage(refusal: Refusal): string {
  const isSignedIn = refusal === "identity_taken" || refusal === "already_signed_in";
  return `${env().web.appUrl}${isSignedIn ? "/account/security" : "/sign-in"}?error=${refusal}`;
}

class SignInRefused extends Error {
  override name = "SignInRefused" as const;
  constructor(
    readonly problem: SignInProblem,
    waitSeconds?: number,
  ) {
    super(waitSeconds === undefined ? problem : `${problem}:${waitSeconds}`);
  }
}

/** The page says for how long to wait: the pauses grow from seconds to a quarter of an hour. */
const refusedTry = (known: Extract<Awaited<ReturnType<typeof attemptSignIn>>, { ok: false }>) =>
  new SignInRefused(known.reason, "retryAfterSeconds" in known ? known.retryAfterSeconds : undefined);

/** What next-auth calls. It sends the message of whatever is thrown to the browser, so only our own words leave here. */
function guarded(way: string, check: (given: unknown) => Promise<User>) {
  return async (given: unknown): Promise<User | null> => {
    try {
      const user = await check(given);
      log.info("accounts.sign_in", { way, outcome: "ok", userId: Number(user.id) });
      return user;
    } catch (error) {
      if (!(error instanceof SignInRefused)) {
        log.error("accounts.sign_in", { way, outcome: "unexpected", error });
        throw new Error("unavailable");
      }
      log.info("accounts.sign_in", { way, outcome: error.problem });
      if (error.problem === "wrong_credentials") return null;
      throw error;
    }
  };
}

async function signInWithPassword(given: unknown) {
  const parsed = passwordSteps.safeParse(given);
  if (!parsed.success) throw new SignInRefused("wrong_credentials");
  const { code, ...credentials } = parsed.data;
  const known = await attemptSignIn(credentials, sourceOf(await headers()));
  if (!known.ok) throw refusedTry(known);
  return beginWith(known.id, await takeCode(known.id, code));
}

/** A passkey asks for a finger, a face or a PIN of the device that it is on: both factors in one. */
async function signInWithPasskey(given: unknown) {
  const parsed = passkeyStep.safeParse(given);
  const known = parsed.success ? await verifyPasskey(parsed.data.answer) : undefined;
  if (!known?.ok) throw new SignInRefused("passkey_refused");
  return beginWith(known.userId, { hasTwoFactors: true });
}

/** The last step of who comes from the service: the account's own code, and its password to link the two. */
async function finishSignIn(given: unknown) {
  const { password, code } = finishInput.parse(given);
  const ticket = (await readCookie())?.ticket;
  const unfinished = await getUnfinishedSignIn(ticket);
  const account = unfinished && (await getAccount(unfinished.userId));
  if (ticket === undefined || !account) throw new SignInRefused("too_late");
  if (unfinished.wants === "password") {
    const { username } = account;
    const known = await attemptSignIn({ username, password }, sourceOf(await headers()));
    if (!known.ok) throw refusedTry(known);
    if (known.id !== account.id) throw new SignInRefused("too_late");
  }
  const factors = await takeCode(account.id, code);
  if (!(await takeUnfinished(ticket))) throw new SignInRefused("too_late");
  if (unfinished.wants === "password") {
    const linked = await linkIdentity(account.id, unfinished.claims);
    if (!linked.ok) throw new SignInRefused(linked.reason);
  }
  return beginWith(account.id, factors);
}

/** The second step: nothing for an account without a second factor. */
async function takeCode(userId: number, code: string): Promise<{ hasTwoFactors: boolean }> {
  const passed = await passSecondFactor(userId, code === "" ? undefined : code);
  if (!passed.ok) throw new SignInRefused(passed.reason);
  return passed;
}

/** Somebody came back from the service. Whatever happens is told by the user that is answered: next-auth drops what is thrown. */
async function signInWithIdentity(given: object): Promise<User> {
  try {
    const user = await followIdentity(given);
    log.info("accounts.sign_in", { way: "oidc", outcome: user.refusal ?? (user.ticket ? "unfinished" : "ok") });
    return user;
  } catch (error) {
    log.error("accounts.sign_in", { way: "oidc", outcome: "unexpected", error });
    return refused("unavailable");
  }
}

async function followIdentity(given: object): Promise<User> {
  const parsed = claims.safeParse(given);
  if (!parsed.success) return refused("incomplete");
  const cookie = await readCookie();
  const current = cookie?.sessionId === undefined ? undefined : await getSession(cookie.sessionId, new Date());
  const met = await meetIdentity(parsed.data, current);
  if (!met.ok) return refused(met.reason);
  if (met.outcome === "unfinished") return { id: "unfinished", ticket: met.ticket };
  if (met.outcome === "linked") return { id: String(met.userId), sessionId: current?.id };
  return beginWith(met.userId, { hasTwoFactors: false });
}

const refused = (refusal: Refusal): User => ({ id: "refused", refusal });

async function beginWith(userId: number, { hasTwoFactors }: { hasTwoFactors: boolean }): Promise<User> {
  const head = await headers();
  const source = sourceOf(head);
  const device = deviceOf(head.get("user-agent"));
  const session = await beginBrowserSession(userId, { device, address: source.address, hasTwoFactors });
  // The browser is about to forget that one: it would stay open, for whoever has its cookie.
  await forgetSession((await readCookie())?.sessionId);
  await rememberDevice(userId, source);
  return { id: String(userId), sessionId: session.id };
}

/** Lets the owner's tries in this browser be counted apart from a guesser's from now on, also after signing out. */
async function rememberDevice(userId: number, source: Source): Promise<void> {
  (await cookies()).set(DEVICE_COOKIE, deviceCookieFor(userId, source), {
    ...{ httpOnly: true, sameSite: "lax", path: "/", maxAge: DEVICE_MAX_AGE_SECONDS },
    secure: usesSecureCookies(),
  });
}
