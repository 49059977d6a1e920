import "server-only";
import type { Actor } from "../schema";
import { getSession } from "../sessions/queries";
import { readToken } from "./adapters/jwt";

/** The session that a token stands for; undefined when the token is not valid, or its session was ended. */
export async function getTokenSession(token: string, now: Date) {
  const claims = await readToken(token, now);
  const session = claims && (await getSession(claims.sessionId, now));
  if (session?.kind !== "token" || session.userId !== claims?.userId) return undefined;
  const { userId, username, role } = session;
  return { ...session, actor: { id: userId, username, role } satisfies Actor };
}
