import "server-only";
import { and, desc, eq, gt, isNotNull } from "drizzle-orm";
import { db } from "@/db/client";
import { letters, users } from "@/db/schema/accounts";
import { hashOfSecret } from "../links/rules";
import type { LinkKind } from "./schema";

/** A letter with what it is written of. */
export async function getLetter(id: string) {
  const [letter] = await db
    .select({
      ...{ id: letters.id, kind: letters.kind, address: letters.address, userId: letters.userId },
      ...{ expiresAt: letters.expiresAt, sentAt: letters.sentAt, username: users.username },
    })
    .from(letters)
    .leftJoin(users, eq(users.id, letters.userId))
    .where(eq(letters.id, id))
    .limit(1);
  return letter;
}

/** What a link is about, for the page that it opens; undefined for one that was used, has run out or never was. */
export async function getLink(kind: LinkKind, secret: string, now: Date) {
  const [link] = await db
    .select({ address: letters.address, userId: users.id, username: users.username })
    .from(letters)
    .innerJoin(users, eq(users.id, letters.userId))
    .where(and(eq(letters.hash, hashOfSecret(secret)), eq(letters.kind, kind), gt(letters.expiresAt, now)))
    .limit(1);
  return link;
}

/** Whose address it is: an account counts that has answered a letter to it, and no other. */
export async function getOwnerOf(address: string) {
  const [owner] = await db
    .select({ id: users.id, username: users.username })
    .from(users)
    .where(and(eq(users.email, address), isNotNull(users.emailVerifiedAt)))
    .limit(1);
  return owner;
}

/** The address that an account was asked last to confirm, while that still counts. */
export async function getAddressToConfirm(userId: number, now: Date): Promise<string | undefined> {
  const [letter] = await db
    .select({ address: letters.address })
    .from(letters)
    .where(and(eq(letters.userId, userId), eq(letters.kind, "confirm_address"), gt(letters.expiresAt, now)))
    .orderBy(desc(letters.askedAt))
    .limit(1);
  return letter?.address;
}
