import "server-only";
import { and, desc, eq, gt, isNull, or } from "drizzle-orm";
import { db } from "@/db/client";
import { apiKeys, users } from "@/db/schema/accounts";
import { env } from "@/lib/platform/env";
import type { Actor } from "../schema";
import { hasAnyFactor } from "../second-factor/queries";
import { isDemandedOf } from "../second-factor/rules";
import { isSecretOf, parseKey } from "./rules";
import { type KeySummary, SCOPE_NAMES, type Scope } from "./schema";

/** An account's keys, the newest first; those that have ended say so until they are taken away. */
export async function listKeys(userId: number): Promise<KeySummary[]> {
  const rows = await db
    .select({
      ...{ id: apiKeys.id, name: apiKeys.name, scopes: apiKeys.scopes },
      ...{ createdAt: apiKeys.createdAt, lastUsedAt: apiKeys.lastUsedAt, expiresAt: apiKeys.expiresAt },
    })
    .from(apiKeys)
    .where(eq(apiKeys.userId, userId))
    .orderBy(desc(apiKeys.createdAt), apiKeys.id);
  return rows.map((row) => ({ ...row, scopes: knownScopes(row.scopes) }));
}

/**
 * Whose key this is, and what it may do; undefined for one that is none, was revoked or has ended, and for those of an
 * account that waits for its erasure, or lacks the second factor that the site wants of it.
 */
export async function getKeyCaller(text: string, now: Date) {
  const parsed = parseKey(text);
  if (!parsed) return undefined;
  const [key] = await db
    .select({
      ...{ id: apiKeys.id, scopes: apiKeys.scopes, secretHash: apiKeys.secretHash, lastUsedAt: apiKeys.lastUsedAt },
      actor: { id: users.id, username: users.username, role: users.role },
    })
    .from(apiKeys)
    .innerJoin(users, eq(users.id, apiKeys.userId))
    .where(
      and(
        eq(apiKeys.id, parsed.id),
        isNull(users.erasureDueAt),
        or(isNull(apiKeys.expiresAt), gt(apiKeys.expiresAt, now)),
      ),
    )
    .limit(1);
  if (!isSecretOf(parsed.secret, key?.secretHash) || !key) return undefined;
  const { id, scopes, lastUsedAt, actor } = key;
  if (await lacksSecondFactor(actor)) return undefined;
  return { id, scopes: knownScopes(scopes), lastUsedAt, actor };
}

/** What a row's scopes mean today; a name that there is no more opens nothing. */
const knownScopes = (scopes: string[]): Scope[] => SCOPE_NAMES.filter((name) => scopes.includes(name));

/** In a browser such an account can do nothing either, until it has one. */
const lacksSecondFactor = async ({ id, role }: Actor): Promise<boolean> =>
  isDemandedOf(role, env().accounts.requireSecondFactor) && !(await hasAnyFactor(id));
