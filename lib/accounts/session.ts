import "server-only";
import { redirect } from "next/navigation";
import type { AuthOptions } from "next-auth";
import { cache } from "react";
import { env } from "@/lib/platform/env";
import { log } from "@/lib/platform/log";
import { findLeaver } from "./erasure/queries";
import type { Actor } from "./schema";
import { hasAnyFactor } from "./second-factor/queries";
import { owesSecondFactor } from "./second-factor/rules";
import { readCookie, sessionCookie, usesSecureCookies } from "./sessions/adapters/cookie";
import { forgetSession, touchSession } from "./sessions/commands";
import { getSession } from "./sessions/queries";
import { SESSION_DAYS } from "./sessions/rules";
import { refusalPage, signInProviders } from "./sign-in/adapters/next-auth";

const SESSION_MAX_AGE_SECONDS = SESSION_DAYS.browser * 24 * 60 * 60;

// Left alone, next-auth prints a stack over many lines, and that for every request with a cookie that is not ours.
function logTrouble(code: string, metadata: Error | { error: Error }) {
  const error = metadata instanceof Error ? metadata : metadata.error;
  if (code === "JWT_SESSION_ERROR") log.info("accounts.session", { outcome: "unreadable_cookie" });
  // The service is away, is set up wrongly, or somebody came with what is not from there: no fault of this site.
  else if (code.includes("OAUTH")) log.warn("accounts.sign_in", { way: "oidc", outcome: "refused", code, error });
  else log.error("accounts.session", { outcome: "unexpected", code, error });
}

/** next-auth's configuration: the ways to sign in, and an encrypted cookie with the id of a session or of an unfinished sign-in. */
export function authOptions(): AuthOptions {
  const { secret } = env().accounts;
  if (!secret) throw new Error("AUTH_SECRET is not set: sessions cannot be signed. See .env.example.");
  process.env.NEXTAUTH_URL ??= env().web.appUrl;
  return {
    secret,
    session: { strategy: "jwt", maxAge: SESSION_MAX_AGE_SECONDS },
    pages: { signIn: "/sign-in", error: "/sign-in" },
    logger: { error: logTrouble },
    useSecureCookies: usesSecureCookies(),
    cookies: { sessionToken: sessionCookie() },
    providers: signInProviders(),
    callbacks: {
      signIn: ({ user }) => (user.refusal === undefined ? true : refusalPage(user.refusal)),
      jwt: ({ token, user }) => (user ? { sessionId: user.sessionId, ticket: user.ticket } : token),
      // What a page's scripts may ask for: nothing of it opens anything.
      session: ({ session }) => ({ expires: session.expires }),
    },
    events: { signOut: ({ token }) => forgetSession(token.sessionId) },
  };
}

/**
 * The session of the browser that asks, or null; also one that still owes the second factor which the site wants, and counts
 * for nothing but setting one up. The cookie alone is not believed: the session's row must still be there, so ending a
 * session, or deleting its account, works at once.
 */
export const getWeakSession = cache(async () => {
  const cookie = await readCookie();
  if (!cookie?.sessionId) return null;
  const now = new Date();
  const session = await getSession(cookie.sessionId, now);
  if (session?.kind !== "browser") return null;
  await touchSession(session, now);
  const { id, userId, username, role, startedAt, hasTwoFactors } = session;
  return { id, startedAt, hasTwoFactors, actor: { id: userId, username, role } satisfies Actor };
});

/** The session of the browser that asks, with as many factors as the site wants, or null. */
export async function getBrowserSession() {
  const session = await getWeakSession();
  return session && !owes(session) ? session : null;
}

const owes = ({ actor, hasTwoFactors }: { actor: Actor; hasTwoFactors: boolean }): boolean =>
  owesSecondFactor({ role: actor.role, hasTwoFactors }, env().accounts.requireSecondFactor);

/**
 * The session of the browser that asks where it may set a second factor up: one that counts, or one that owes the first of
 * its account. A factor that is there already is asked for at signing in; a password alone puts no other in its place.
 */
export async function getEnrollingSession() {
  const session = await getWeakSession();
  if (!session || !owes(session)) return session;
  return (await hasAnyFactor(session.actor.id)) ? null : session;
}

/** Who is asking, or null. */
export const getActor = async (): Promise<Actor | null> => (await getBrowserSession())?.actor ?? null;

/** Whose browser asks, where that account waits for its erasure and all that can be done is to take it back; or null. */
export const getLeaver = cache(async () => {
  // Asked on every page: for a reader who is signed in this is known already.
  if (await getWeakSession()) return null;
  const cookie = await readCookie();
  return cookie?.sessionId ? ((await findLeaver(cookie.sessionId, new Date())) ?? null) : null;
});

/** Where an account that waits for its erasure can be kept after all. */
const LEAVING_PAGE = "/leaving";

/**
 * Who is asking; a visitor who is not signed in is sent to sign in, and who owes a second factor to set one up, and back to
 * `next` after that.
 */
export async function requireActor(next = "/"): Promise<Actor> {
  const actor = await getActor();
  if (actor) return actor;
  if (await getLeaver()) redirect(LEAVING_PAGE);
  const page = (await getWeakSession()) ? "second-factor" : "sign-in";
  redirect(`/${page}?next=${encodeURIComponent(next)}`);
}
