import "server-only";
import { cookies } from "next/headers";
import { getToken } from "next-auth/jwt";
import { env } from "@/lib/platform/env";

declare module "next-auth/jwt" {
  interface JWT {
    sessionId?: string;
    /** In place of a session: of a sign-in that waits for its last step. */
    ticket?: string;
  }
}

/** Behind https the cookie goes nowhere else. */
export const usesSecureCookies = (): boolean => env().web.appUrl.startsWith("https:");

/** Behind https under a name that browsers take from this very host alone, by TLS, and for all of its paths. */
export const sessionCookie = () => ({
  name: `${usesSecureCookies() ? "__Host-" : ""}next-auth.session-token`,
  options: { httpOnly: true, sameSite: "lax", path: "/", secure: usesSecureCookies() } as const,
});

/**
 * What next-auth's cookie says, which it has encrypted; null for none, and for one that is not ours or too old. Only that:
 * whether the session is still there, the database knows.
 */
export async function readCookie(): Promise<{ sessionId?: string; ticket?: string } | null> {
  const secret = env().accounts.secret;
  const jar = Object.fromEntries((await cookies()).getAll().map(({ name, value }) => [name, value]));
  // No headers: a bearer token is not looked at here.
  const req = { cookies: jar, headers: {} } as Parameters<typeof getToken>[0]["req"];
  const token = await getToken({ req, secret, cookieName: sessionCookie().name });
  return token && { sessionId: token.sessionId, ticket: token.ticket };
}
