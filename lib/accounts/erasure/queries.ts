import "server-only";
import { and, asc, eq, gt, lte, type SQL, sql } from "drizzle-orm";
import type { MySqlColumn } from "drizzle-orm/mysql-core";
import { db } from "@/db/client";
import { sessions, users } from "@/db/schema/accounts";
import type { Leaver, Leaving } from "./schema";

/** An account's name for others' eyes: null for one that is gone, and for one that waits for its erasure. */
export const shownName = sql<string | null>`if(${users.erasureDueAt} is null, ${users.username}, null)`;

/** As a filter: the account in this column does not wait for its erasure; what it left to be decided waits too. */
export const isNotLeaving = (userId: MySqlColumn): SQL =>
  sql`not exists (select 1 from ${users} where ${users.id} = ${userId} and ${users.erasureDueAt} is not null)`;

/** The account of a session, where it waits for its erasure; `getSession` knows none of these. */
export async function findLeaver(sessionId: string, now: Date): Promise<Leaver | undefined> {
  const [row] = await db
    .select({ userId: users.id, username: users.username, erasureDueAt: users.erasureDueAt })
    .from(sessions)
    .innerJoin(users, eq(users.id, sessions.userId))
    .where(and(eq(sessions.id, sessionId), gt(sessions.expiresAt, now)))
    .limit(1);
  return row?.erasureDueAt ? { ...row, erasureDueAt: row.erasureDueAt } : undefined;
}

const LEAVING = { id: users.id, username: users.username, email: users.email, auditRef: users.auditRef };

/** An account whose grace is over, by the reference that jobs and the audit log name it with. */
export async function getDueErasure(auditRef: string, now: Date): Promise<Leaving | undefined> {
  const [row] = await db
    .select(LEAVING)
    .from(users)
    .where(and(eq(users.auditRef, auditRef), lte(users.erasureDueAt, now)))
    .limit(1);
  return row;
}

/** Accounts whose grace is over, those that wait longest first. */
export const listDueErasures = (now: Date, limit: number): Promise<Leaving[]> =>
  db.select(LEAVING).from(users).where(lte(users.erasureDueAt, now)).orderBy(asc(users.erasureDueAt)).limit(limit);

/** What the audit log knows an account by. */
export async function getAuditRef(userId: number): Promise<string> {
  const [row] = await db.select({ auditRef: users.auditRef }).from(users).where(eq(users.id, userId));
  if (!row) throw new Error("the account went away within its own request");
  return row.auditRef;
}
