import "server-only";
import { and, eq, inArray } from "drizzle-orm";
import type { Tx } from "@/db/client";
import { quotes, readings } from "@/db/schema/reading";

/** The reading that an import brought under this key. */
export const listImportedReadings = (tx: Tx, userId: number, importKey: string) =>
  tx
    .select({ id: readings.id })
    .from(readings)
    .where(and(eq(readings.userId, userId), eq(readings.importKey, importKey)));

/** Those of the keys under which a quote has come already. */
export async function listImportedQuotes(tx: Tx, userId: number, importKeys: string[]): Promise<string[]> {
  const rows = await tx
    .select({ importKey: quotes.importKey })
    .from(quotes)
    .where(and(eq(quotes.userId, userId), inArray(quotes.importKey, importKeys)));
  return rows.flatMap(({ importKey }) => importKey ?? []);
}
