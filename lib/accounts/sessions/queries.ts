import "server-only";
import { and, desc, eq, gt, isNull } from "drizzle-orm";
import { db } from "@/db/client";
import { sessions, users } from "@/db/schema/accounts";
import type { SessionSummary } from "./schema";

/**
 * The session of an id with the account it belongs to; undefined for one that was ended, has run out or never was, and for
 * one of an account that waits for its erasure: of that one nothing can be used.
 */
export async function getSession(id: string, now: Date) {
  const [session] = await db
    .select({
      ...{ id: sessions.id, kind: sessions.kind, startedAt: sessions.startedAt, lastSeenAt: sessions.lastSeenAt },
      ...{ userId: users.id, username: users.username, role: users.role, hasTwoFactors: sessions.hasTwoFactors },
    })
    .from(sessions)
    .innerJoin(users, eq(users.id, sessions.userId))
    .where(and(eq(sessions.id, id), gt(sessions.expiresAt, now), isNull(users.erasureDueAt)))
    .limit(1);
  return session;
}

/** Where an account is signed in, the one used last first. */
export async function listSessions(userId: number, currentId: string | null, now: Date): Promise<SessionSummary[]> {
  const rows = await db
    .select({
      ...{ id: sessions.id, kind: sessions.kind, device: sessions.device, address: sessions.address },
      ...{ startedAt: sessions.startedAt, lastSeenAt: sessions.lastSeenAt },
    })
    .from(sessions)
    .where(and(eq(sessions.userId, userId), gt(sessions.expiresAt, now)))
    .orderBy(desc(sessions.lastSeenAt), sessions.id)
    .limit(SHOWN_MAX);
  return rows.map((row) => ({ ...row, isCurrent: row.id === currentId }));
}

/** The addresses from which an account is signed in. */
export async function listAddresses(userId: number, now: Date): Promise<string[]> {
  const rows = await db
    .selectDistinct({ address: sessions.address })
    .from(sessions)
    .where(and(eq(sessions.userId, userId), gt(sessions.expiresAt, now)))
    .limit(SHOWN_MAX);
  return rows.map(({ address }) => address);
}

/** Nobody looks through more; the commands that end them count no page. */
const SHOWN_MAX = 200;
