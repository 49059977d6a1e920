import "server-only";
import { and, asc, desc, eq, gt } from "drizzle-orm";
import { db } from "@/db/client";
import { consents } from "@/db/schema/accounts";
import type { ConsentLine, ConsentPurpose } from "./schema";

/** All that a reader ever agreed to, the newest first. */
export async function listConsents(userId: number): Promise<ConsentLine[]> {
  const rows = await db
    .select({
      ...{ purpose: consents.purpose, version: consents.version, givenAt: consents.givenAt },
      ...{ endedAt: consents.endedAt, endedBy: consents.endedBy },
    })
    .from(consents)
    .where(eq(consents.userId, userId))
    .orderBy(desc(consents.id));
  return rows.map((row) => ({ ...row, purpose: row.purpose as ConsentPurpose }));
}

/** A consent by its id, with whose it is. */
export async function getConsent(id: number) {
  const [row] = await db
    .select({ userId: consents.userId, purpose: consents.purpose, endedAt: consents.endedAt })
    .from(consents)
    .where(eq(consents.id, id));
  return row && { ...row, purpose: row.purpose as ConsentPurpose };
}

/** Consents that their readers took back after a moment, the first one first. */
export async function listWithdrawn(after: Date): Promise<number[]> {
  const rows = await db
    .select({ id: consents.id })
    .from(consents)
    .where(and(eq(consents.endedBy, "reader"), gt(consents.endedAt, after)))
    .orderBy(asc(consents.id));
  return rows.map(({ id }) => id);
}
