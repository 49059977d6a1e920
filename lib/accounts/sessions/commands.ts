import "server-only";
import { and, eq, lt, ne } from "drizzle-orm";
import { db, type Tx } from "@/db/client";
import { sessions } from "@/db/schema/accounts";
import { newId } from "@/lib/platform/id";
import { fail, ok } from "@/lib/platform/result";
import { recordAudit } from "../audit/commands";
import type { Actor } from "../schema";
import { expiryOf, isSeenAnew } from "./rules";
import type { Origin, SessionInput } from "./schema";

/** Begins a session of an account and answers its id, always a new one: a cookie from before signing in leads nowhere. */
export async function beginSession(userId: number, origin: Origin, now = new Date(), tx: Pick<Tx, "insert"> = db) {
  const id = newId();
  const expiresAt = expiryOf(origin.kind, now);
  await tx.insert(sessions).values({ ...origin, id, userId, startedAt: now, lastSeenAt: now, expiresAt });
  return { id, expiresAt };
}

/** `beginSession` for somebody who signs in with a browser, with a line in the log of acts. */
export const beginBrowserSession = (userId: number, origin: Omit<Origin, "kind">) =>
  db.transaction(async (tx) => {
    const session = await beginSession(userId, { ...origin, kind: "browser" }, new Date(), tx);
    const details = { hasTwoFactors: origin.hasTwoFactors ?? false };
    await recordAudit(tx, { act: "accounts.signed_in", actorId: userId, userId, details });
    return session;
  });

/** Notes that a session is in use; seldom, see `isSeenAnew`. */
export async function touchSession({ id, lastSeenAt }: { id: string; lastSeenAt: Date }, now: Date) {
  if (isSeenAnew(lastSeenAt, now)) await db.update(sessions).set({ lastSeenAt: now }).where(eq(sessions.id, id));
}

/** Ends one of the actor's own sessions, at once. */
export async function endSession(actor: Actor, { sessionId }: SessionInput) {
  return db.transaction(async (tx) => {
    const [{ affectedRows }] = await tx
      .delete(sessions)
      .where(and(eq(sessions.id, sessionId), eq(sessions.userId, actor.id)));
    if (affectedRows === 0) return fail("session_not_found");
    await recordAudit(tx, { act: "accounts.session_ended", actorId: actor.id, userId: actor.id });
    return ok();
  });
}

/** Ends all of the actor's own sessions but the one that asks. */
export async function signOutElsewhere(actor: Actor, currentId: string | null) {
  return db.transaction(async (tx) => {
    const result = await endOtherSessions(actor.id, currentId, tx);
    const details = { ended: result.ended };
    await recordAudit(tx, { act: "accounts.sessions_ended", actorId: actor.id, userId: actor.id, details });
    return result;
  });
}

/** Ends the session that its own cookie names, when its reader signs out, or in anew. */
export async function forgetSession(id: string | undefined): Promise<void> {
  if (id !== undefined) await db.delete(sessions).where(eq(sessions.id, id));
}

/** Ends every session of an account but the one that asks. */
export async function endOtherSessions(userId: number, currentId: string | null, tx: Pick<Tx, "delete"> = db) {
  const [{ affectedRows }] = await tx
    .delete(sessions)
    .where(and(eq(sessions.userId, userId), currentId === null ? undefined : ne(sessions.id, currentId)));
  return ok({ ended: affectedRows });
}

/** Takes away the rows of sessions that have run out. */
export async function clearEndedSessions(now: Date): Promise<number> {
  const [{ affectedRows }] = await db.delete(sessions).where(lt(sessions.expiresAt, now));
  return affectedRows;
}
