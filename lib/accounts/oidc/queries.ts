import "server-only";
import { and, desc, eq, isNotNull } from "drizzle-orm";
import { db } from "@/db/client";
import { identities, users } from "@/db/schema/accounts";
import { env } from "@/lib/platform/env";
import { lookAtOnce } from "@/lib/platform/single-use";
import { hashOfIdentity, UNFINISHED } from "./rules";
import { type Identity, type IdentitySummary, type UnfinishedSignIn, unfinishedSignIn } from "./schema";

/** Whose identity this is. */
export async function getOwnerOfIdentity(identity: Identity): Promise<number | undefined> {
  const [row] = await db
    .select({ userId: identities.userId })
    .from(identities)
    .where(eq(identities.hash, hashOfIdentity(identity)));
  return row?.userId;
}

/** The account that has proved to be reached at this address, and can prove by its password to be the same person. */
export async function getAccountAt(email: string) {
  const [account] = await db
    .select({ id: users.id })
    .from(users)
    .where(and(eq(users.email, email), isNotNull(users.emailVerifiedAt), isNotNull(users.passwordHash)));
  return account;
}

/** What is linked to an account at the service that this site asks. */
export const listIdentities = (userId: number): Promise<IdentitySummary[]> =>
  db
    .select({
      ...{ id: identities.id, name: identities.name },
      ...{ linkedAt: identities.linkedAt, lastUsedAt: identities.lastUsedAt },
    })
    .from(identities)
    .where(and(eq(identities.userId, userId), eq(identities.issuer, env().accounts.oidc?.issuer ?? "")))
    .orderBy(desc(identities.linkedAt), identities.id);

/** A sign-in that waits for its last step; undefined for one that is done, too old or never was. */
export async function getUnfinishedSignIn(ticket: string | undefined): Promise<UnfinishedSignIn | undefined> {
  if (ticket === undefined) return undefined;
  return unfinishedSignIn.safeParse(await lookAtOnce(UNFINISHED, ticket)).data;
}
