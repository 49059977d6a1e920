import "server-only";
import { eq } from "drizzle-orm";
import { db } from "@/db/client";
import { users } from "@/db/schema/accounts";
import { isMailConfigured } from "@/lib/platform/mail";
import { getAddressToConfirm } from "../letters/queries";
import type { AddressState } from "./schema";

/**
 * The e-mail address of an account and what is open about it. Where letters can be sent, one that was only typed waits,
 * whether or not another account has it. Without a mail server nothing is ever to be confirmed.
 */
export async function getAddressState(userId: number, now: Date): Promise<AddressState> {
  const [account] = await db
    .select({ address: users.email, verifiedAt: users.emailVerifiedAt })
    .from(users)
    .where(eq(users.id, userId));
  const held = account?.address ?? null;
  const isConfirmed = held !== null && account?.verifiedAt != null;
  if (!isMailConfigured()) return { address: held, isConfirmed, waiting: null };
  const asked = (await getAddressToConfirm(userId, now)) ?? null;
  if (isConfirmed) return { address: held, isConfirmed, waiting: asked };
  return { address: null, isConfirmed, waiting: asked ?? held };
}
