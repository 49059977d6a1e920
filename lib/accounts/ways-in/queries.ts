import "server-only";
import { and, count, eq } from "drizzle-orm";
import { db, type Tx } from "@/db/client";
import { identities, passkeys, users } from "@/db/schema/accounts";
import { env } from "@/lib/platform/env";
import type { WaysIn } from "./schema";

/** By what an account can be signed in to. Identities of a service that this site does not ask any more are none. */
export async function getWaysIn(userId: number, tx: Pick<Tx, "select"> = db): Promise<WaysIn> {
  const issuer = env().accounts.oidc?.issuer;
  const [account] = await tx.select({ passwordHash: users.passwordHash }).from(users).where(eq(users.id, userId));
  const [keys] = await tx.select({ count: count() }).from(passkeys).where(eq(passkeys.userId, userId));
  const [links] = await tx
    .select({ count: count() })
    .from(identities)
    .where(and(eq(identities.userId, userId), eq(identities.issuer, issuer ?? "")));
  return {
    hasPassword: account?.passwordHash != null,
    passkeys: keys?.count ?? 0,
    identities: links?.count ?? 0,
  };
}

/**
 * The same in a transaction that is to take one of them away. The account's row is held until it ends: of two that are
 * taken away at the same time, the second sees that it would be the last.
 */
export async function holdWaysIn(tx: Tx, userId: number): Promise<WaysIn> {
  await tx.select({ id: users.id }).from(users).where(eq(users.id, userId)).for("update");
  return getWaysIn(userId, tx);
}
