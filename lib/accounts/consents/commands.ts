import "server-only";
import { and, eq, isNull, lt } from "drizzle-orm";
import { db, type Tx } from "@/db/client";
import { consents, users } from "@/db/schema/accounts";
import { recordEvent } from "@/lib/events/commands";
import { fail, ok } from "@/lib/platform/result";
import { recordAudit } from "../audit/commands";
import type { Actor } from "../schema";
import { consentWithdrawn } from "./events";
import { presentVersion } from "./rules";
import type { ConsentPurpose, WithdrawConsentInput } from "./schema";

const isHeld = (userId: number, purpose: ConsentPurpose) =>
  and(eq(consents.userId, userId), eq(consents.purpose, purpose), isNull(consents.endedAt));

/**
 * Notes that a reader has agreed in the words that are shown now, in the transaction that keeps what the consent is for:
 * either both are there or neither. One that holds already stays as it is; one in older words ends as the newer begins.
 */
export async function noteConsent(tx: Tx, userId: number, purpose: ConsentPurpose): Promise<void> {
  const version = presentVersion(purpose);
  // Ten photos at once would hold the same gap of the index and wait for each other.
  await tx.select({ id: users.id }).from(users).where(eq(users.id, userId)).for("update");
  await tx
    .update(consents)
    .set({ endedAt: new Date(), endedBy: "newer" })
    .where(and(isHeld(userId, purpose), lt(consents.version, version)));
  const [{ affectedRows }] = await tx
    .insert(consents)
    // One that holds is there already: the unique index says so.
    .ignore()
    .values({ userId, purpose, version });
  const isNew = affectedRows === 1;
  if (isNew) await recordAudit(tx, { act: "accounts.consent_given", actorId: userId, details: { purpose, version } });
}

/** Ends a consent, at once; a job deletes what was kept by it. */
export async function withdrawConsent(actor: Actor, { purpose }: WithdrawConsentInput) {
  return db.transaction(async (tx) => {
    const [held] = await tx
      .select({ id: consents.id, version: consents.version })
      .from(consents)
      .where(isHeld(actor.id, purpose))
      .for("update");
    if (!held) return fail("not_given", "You have not agreed to this, or taken it back already.");
    await tx.update(consents).set({ endedAt: new Date(), endedBy: "reader" }).where(eq(consents.id, held.id));
    await recordEvent(tx, consentWithdrawn, { consentId: held.id });
    const details = { purpose, version: held.version };
    await recordAudit(tx, { act: "accounts.consent_withdrawn", actorId: actor.id, details });
    return ok();
  });
}
