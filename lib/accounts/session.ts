import "server-only";
import { cookies, headers } from "next/headers";
import { redirect } from "next/navigation";
import { type AuthOptions, getServerSession } from "next-auth";
import Credentials from "next-auth/providers/credentials";
import { cache } from "react";
import { env } from "@/lib/platform/env";
import { log } from "@/lib/platform/log";
import { attemptSignIn, deviceCookieFor, sourceOf } from "./attempts/commands";
import { DEVICE_COOKIE } from "./attempts/rules";
import type { Source } from "./attempts/schema";
import { findLeaver } from "./erasure/queries";
import { type Actor, signInInput } from "./schema";
import { beginSession, forgetSession, touchSession } from "./sessions/commands";
import { getSession } from "./sessions/queries";
import { deviceOf, SESSION_DAYS } from "./sessions/rules";

const SESSION_MAX_AGE_SECONDS = SESSION_DAYS.browser * 24 * 60 * 60;
/** A browser is known for longer than it stays signed in: whoever comes back after months is no stranger. */
const DEVICE_MAX_AGE_SECONDS = 365 * 24 * 60 * 60;

declare module "next-auth/jwt" {
  interface JWT {
    sessionId?: string;
  }
}

declare module "next-auth" {
  interface Session {
    sessionId?: string;
  }
  interface User {
    sessionId?: string;
  }
}

/** What next-auth calls. It sends the message of whatever is thrown to the browser, so only our own words leave here. */
async function authorize(credentials: unknown) {
  try {
    return await checkSignIn(credentials);
  } catch (error) {
    if (error instanceof TooManyAttempts) throw error;
    log.error("accounts.sign_in", { outcome: "unexpected", error });
    throw new Error("unavailable");
  }
}

class TooManyAttempts extends Error {
  override message = "too_many_requests" as const;
}

async function checkSignIn(credentials: unknown) {
  const parsed = signInInput.safeParse(credentials);
  if (!parsed.success) return null;
  const head = await headers();
  const source = sourceOf(head);
  const result = await attemptSignIn(parsed.data, source);
  log.info("accounts.sign_in", { outcome: result.ok ? "ok" : result.reason, userId: result.ok ? result.id : null });
  if (!result.ok && result.reason === "too_many_requests") throw new TooManyAttempts();
  if (!result.ok) return null;
  const device = deviceOf(head.get("user-agent"));
  const session = await beginSession(result.id, { kind: "browser", device, address: source.address });
  await rememberDevice(result.id, source);
  return { id: String(result.id), sessionId: session.id };
}

/** Lets the owner's tries in this browser be counted apart from a guesser's from now on, also after signing out. */
async function rememberDevice(userId: number, source: Source): Promise<void> {
  (await cookies()).set(DEVICE_COOKIE, deviceCookieFor(userId, source), {
    ...{ httpOnly: true, sameSite: "lax", path: "/", maxAge: DEVICE_MAX_AGE_SECONDS },
    secure: env().web.appUrl.startsWith("https:"),
  });
}

// Left alone, next-auth prints a stack over many lines, and that for every request with a cookie that is not ours.
function logTrouble(code: string, metadata: Error | { error: Error }) {
  const error = metadata instanceof Error ? metadata : metadata.error;
  if (code === "JWT_SESSION_ERROR") log.info("accounts.session", { outcome: "unreadable_cookie" });
  else log.error("accounts.session", { outcome: "unexpected", code, error });
}

/** next-auth's configuration: name and password, session in an encrypted cookie. */
export function authOptions(): AuthOptions {
  const { secret } = env().accounts;
  if (!secret) throw new Error("AUTH_SECRET is not set: sessions cannot be signed. See .env.example.");
  process.env.NEXTAUTH_URL ??= env().web.appUrl;
  return {
    secret,
    session: { strategy: "jwt", maxAge: SESSION_MAX_AGE_SECONDS },
    pages: { signIn: "/sign-in", error: "/sign-in" },
    logger: { error: logTrouble },
    providers: [
      Credentials({ credentials: { username: {}, password: {} }, authorize: (credentials) => authorize(credentials) }),
    ],
    callbacks: {
      jwt: ({ token, user }) => (user ? { sessionId: user.sessionId } : token),
      session: ({ session, token }) => ({ ...session, sessionId: token.sessionId }),
    },
    events: { signOut: ({ token }) => forgetSession(token.sessionId) },
  };
}

/**
 * The session of the browser that asks, or null. The cookie alone is not believed: the session's row must still be there,
 * so ending a session, or deleting its account, works at once.
 */
export const getBrowserSession = cache(async () => {
  const cookie = await getServerSession(authOptions());
  if (!cookie?.sessionId) return null;
  const now = new Date();
  const session = await getSession(cookie.sessionId, now);
  if (session?.kind !== "browser") return null;
  await touchSession(session, now);
  const { userId, username, role, startedAt } = session;
  return { id: session.id, startedAt, actor: { id: userId, username, role } satisfies Actor };
});

/** Who is asking, or null. */
export const getActor = async (): Promise<Actor | null> => (await getBrowserSession())?.actor ?? null;

/** Whose browser asks, where that account waits for its erasure and all that can be done is to take it back; or null. */
export const getLeaver = cache(async () => {
  const cookie = await getServerSession(authOptions());
  return cookie?.sessionId ? ((await findLeaver(cookie.sessionId, new Date())) ?? null) : null;
});

/** Where an account that waits for its erasure can be kept after all. */
const LEAVING_PAGE = "/leaving";

/** Who is asking; a visitor who is not signed in is sent to sign in, and back to `next` after that. */
export async function requireActor(next = "/"): Promise<Actor> {
  const actor = await getActor();
  if (!actor) redirect((await getLeaver()) ? LEAVING_PAGE : `/sign-in?next=${encodeURIComponent(next)}`);
  return actor;
}
