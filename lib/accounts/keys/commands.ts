import "server-only";
import { and, eq, lt } from "drizzle-orm";
import { db, type Tx } from "@/db/client";
import { apiKeys, users } from "@/db/schema/accounts";
import { fail, ok } from "@/lib/platform/result";
import { recordAudit } from "../audit/commands";
import type { Actor } from "../schema";
import { isSeenAnew } from "../sessions/rules";
import { canHold } from "./policy";
import { drawKey, expiryOf } from "./rules";
import { type CreateKeyInput, KEYS_MAX, type KeyInput, type KeySummary } from "./schema";

/** How long a key that has ended is still shown, so that its owner sees why a program stopped. */
const ENDED_KEPT_MS = 90 * 24 * 60 * 60_000;

/**
 * Makes a key and answers it, this once. The account's row is held meanwhile: two at the same time do not make the twenty-first.
 * Whoever calls has asked for the owner's password, see `proveOwner`.
 */
export async function createKey(actor: Actor, { name, scopes, expiresInDays }: CreateKeyInput, now = new Date()) {
  if (!scopes.every((scope) => canHold(actor, scope)))
    return fail("scope_not_allowed", "A key cannot do what this account may not.");
  const { id, secretHash, key } = drawKey();
  const summary: KeySummary = {
    ...{ id, name, scopes, createdAt: now },
    ...{ lastUsedAt: null, expiresAt: expiryOf(expiresInDays, now) },
  };
  return db.transaction(async (tx) => {
    await tx.select({ id: users.id }).from(users).where(eq(users.id, actor.id)).for("update");
    await tx
      .delete(apiKeys)
      .where(and(eq(apiKeys.userId, actor.id), lt(apiKeys.expiresAt, new Date(now.getTime() - ENDED_KEPT_MS))));
    const present = await tx.select({ id: apiKeys.id }).from(apiKeys).where(eq(apiKeys.userId, actor.id));
    if (present.length >= KEYS_MAX)
      return fail("too_many_keys", `An account has at most ${KEYS_MAX} keys. Please revoke one that is not needed.`);
    await tx.insert(apiKeys).values({ ...summary, userId: actor.id, secretHash });
    await recordAudit(tx, {
      ...{ act: "accounts.key_made", actorId: actor.id, subject: `key:${id}` },
      details: { scopes: scopes.join(" "), expiresInDays },
    });
    return ok({ key, summary });
  });
}

/** Ends one of the actor's own keys, at once. */
export async function revokeKey(actor: Actor, { keyId }: KeyInput) {
  return db.transaction(async (tx) => {
    const [{ affectedRows }] = await tx.delete(apiKeys).where(and(eq(apiKeys.id, keyId), eq(apiKeys.userId, actor.id)));
    if (affectedRows === 0) return fail("key_not_found", "There is no such key any more.");
    await recordAudit(tx, { act: "accounts.key_revoked", actorId: actor.id, subject: `key:${keyId}` });
    return ok();
  });
}

/** Takes a key away from whomever it belongs to, for who looks after the site; false when it is gone already. */
export async function withdrawKey(tx: Tx, keyId: string): Promise<boolean> {
  const [{ affectedRows }] = await tx.delete(apiKeys).where(eq(apiKeys.id, keyId));
  return affectedRows > 0;
}

/** Notes that a key is in use; seldom, as with sessions. */
export async function touchKey({ id, lastUsedAt }: { id: string; lastUsedAt: Date | null }, now: Date) {
  if (lastUsedAt === null || isSeenAnew(lastUsedAt, now))
    await db.update(apiKeys).set({ lastUsedAt: now }).where(eq(apiKeys.id, id));
}
