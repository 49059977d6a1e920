import "server-only";
import { and, eq, isNull } from "drizzle-orm";
import { db } from "@/db/client";
import { users } from "@/db/schema/accounts";
import { isMailConfigured } from "@/lib/platform/mail";
import { getAddressToConfirm } from "../letters/queries";
import type { AddressState } from "./schema";

/** The e-mail address of an account and what is open about it. Without a mail server nothing is ever to be confirmed. */
export async function getAddressState(userId: number, now: Date): Promise<AddressState> {
  const [account] = await db
    .select({ address: users.email, verifiedAt: users.emailVerifiedAt })
    .from(users)
    .where(eq(users.id, userId));
  const address = account?.address ?? null;
  const isConfirmed = address !== null && account?.verifiedAt != null;
  if (!isMailConfigured()) return { address, isConfirmed, waiting: null };
  const asked = await getAddressToConfirm(userId, now);
  return { address, isConfirmed, waiting: asked ?? (isConfirmed ? null : address) };
}

/** Whether an address is held by an account that has never answered a letter to it: it is not that account's own. */
export async function isOnlyClaimed(address: string): Promise<boolean> {
  const [claim] = await db
    .select({ id: users.id })
    .from(users)
    .where(and(eq(users.email, address), isNull(users.emailVerifiedAt)))
    .limit(1);
  return claim !== undefined;
}
