import "server-only";
import { env } from "@/lib/platform/env";
import { findLeaver } from "../erasure/queries";
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

/** Whose token a request brings, where that account waits for its erasure and all that can be done is to take it back. */
export async function getTokenLeaver({ headers }: Request, now: Date) {
  const token = /^bearer +(\S+)$/i.exec(headers.get("authorization") ?? "")?.[1];
  const claims = token === undefined ? undefined : await readToken(token, now);
  const leaver = claims && (await findLeaver(claims.sessionId, now));
  return leaver?.userId === claims?.userId ? leaver : undefined;
}
