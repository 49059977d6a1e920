import "server-only";
import { and, count, eq, isNotNull, isNull } from "drizzle-orm";
import { db } from "@/db/client";
import { passkeys, recoveryCodes, secondFactors } from "@/db/schema/accounts";

/** Since when an account has a second factor, and how many recovery codes are left of it. */
export async function getSecondFactor(userId: number) {
  const [factor] = await db
    .select({ onSince: secondFactors.confirmedAt })
    .from(secondFactors)
    .where(and(eq(secondFactors.userId, userId), isNotNull(secondFactors.confirmedAt)));
  const [left] = await db
    .select({ count: count() })
    .from(recoveryCodes)
    .where(and(eq(recoveryCodes.userId, userId), isNull(recoveryCodes.usedAt)));
  return { onSince: factor?.onSince ?? null, recoveryCodesLeft: left?.count ?? 0 };
}

/** Whether an account asks for a code after the password. */
export async function hasSecondFactor(userId: number): Promise<boolean> {
  const [factor] = await db
    .select({ userId: secondFactors.userId })
    .from(secondFactors)
    .where(and(eq(secondFactors.userId, userId), isNotNull(secondFactors.confirmedAt)));
  return factor !== undefined;
}

/** Whether an account has anything that counts as a second factor: an app, or a passkey. */
export const hasAnyFactor = async (userId: number): Promise<boolean> =>
  (await hasSecondFactor(userId)) || (await db.$count(passkeys, eq(passkeys.userId, userId))) > 0;
