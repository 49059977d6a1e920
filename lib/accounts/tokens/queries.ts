import "server-only";
import { env } from "@/lib/platform/env";
import type { Actor } from "../schema";
import { owesSecondFactor } from "../second-factor/rules";
import { getSession } from "../sessions/queries";
import { readToken } from "./adapters/jwt";

/**
 * The session that a token stands for; undefined when the token is not valid, when its session was ended, and when it was
 * begun with fewer factors than the site wants by now.
 */
export async function getTokenSession(token: string, now: Date) {
  const claims = await readToken(token, now);
  const session = claims && (await getSession(claims.sessionId, now));
  if (session?.kind !== "token" || session.userId !== claims?.userId) return undefined;
  if (owesSecondFactor(session, env().accounts.requireSecondFactor)) return undefined;
  const { userId, username, role } = session;
  return { ...session, actor: { id: userId, username, role } satisfies Actor };
}
