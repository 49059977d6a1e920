import "server-only";
import { and, eq } from "drizzle-orm";
import { db } from "@/db/client";
import { sessions, users } from "@/db/schema/accounts";

/** Null for an account that has no password. Throws for one that is not there: whoever asks has its session. */
export async function getPasswordHash(userId: number): Promise<string | null> {
  const [account] = await db.select({ passwordHash: users.passwordHash }).from(users).where(eq(users.id, userId));
  if (!account) throw new Error("the account went away within its own request");
  return account.passwordHash;
}

/** When the session of an account was begun. */
export async function getSessionStart(userId: number, sessionId: string): Promise<Date | undefined> {
  const [session] = await db
    .select({ startedAt: sessions.startedAt })
    .from(sessions)
    .where(and(eq(sessions.id, sessionId), eq(sessions.userId, userId)));
  return session?.startedAt;
}
