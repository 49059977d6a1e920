import "server-only";
import { desc, eq } from "drizzle-orm";
import { db } from "@/db/client";
import { passkeys } from "@/db/schema/accounts";
import { hashOfCredential } from "./rules";
import type { PasskeySummary } from "./schema";

/** An account's passkeys as its owner sees them, the newest first. */
export const listPasskeys = (userId: number): Promise<PasskeySummary[]> =>
  db
    .select({
      ...{ id: passkeys.id, name: passkeys.name, isSynced: passkeys.isSynced },
      ...{ addedAt: passkeys.addedAt, lastUsedAt: passkeys.lastUsedAt },
    })
    .from(passkeys)
    .where(eq(passkeys.userId, userId))
    .orderBy(desc(passkeys.addedAt), passkeys.id);

/** The same as authenticators know them. */
export const listCredentials = (userId: number) =>
  db
    .select({
      ...{ id: passkeys.credentialId, publicKey: passkeys.publicKey, counter: passkeys.counter },
      ...{ transports: passkeys.transports, userHandle: passkeys.userHandle },
    })
    .from(passkeys)
    .where(eq(passkeys.userId, userId));

/** The passkey with this credential, whoever's it is. */
export async function getPasskey(credentialId: string) {
  const [passkey] = await db
    .select()
    .from(passkeys)
    .where(eq(passkeys.credentialHash, hashOfCredential(credentialId)))
    .limit(1);
  return passkey;
}
