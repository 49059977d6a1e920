import "server-only";
import { eq } from "drizzle-orm";
import { db } from "@/db/client";
import { users } from "@/db/schema/accounts";

/** Null for an account that has no password. Throws for one that is not there: whoever asks has its session. */
export async function getPasswordHash(userId: number): Promise<string | null> {
  const [account] = await db.select({ passwordHash: users.passwordHash }).from(users).where(eq(users.id, userId));
  if (!account) throw new Error("the account went away within its own request");
  return account.passwordHash;
}
