import "server-only";
import { and, asc, count, isNull, lt, min } from "drizzle-orm";
import { db } from "@/db/client";
import { outbox } from "@/db/schema/events";

/** Events that no job has come of yet: what readers wait for first, then the oldest. */
export function listWaitingEvents(limit: number) {
  return db
    .select({ id: outbox.id, name: outbox.name, payload: outbox.payload })
    .from(outbox)
    .where(and(isNull(outbox.relayedAt), isNull(outbox.unreadableAt)))
    .orderBy(asc(outbox.priority), asc(outbox.occurredAt))
    .limit(limit);
}

/** How far the relay is behind. */
export async function getOutboxLag() {
  const [row] = await db
    .select({ waiting: count(), oldest: min(outbox.occurredAt) })
    .from(outbox)
    .where(isNull(outbox.relayedAt));
  return { waiting: row?.waiting ?? 0, oldest: row?.oldest ?? null };
}

/** Events there are, and those that were carried on before a moment. */
export async function countOutbox(before: Date): Promise<{ all: number; old: number }> {
  return { all: await db.$count(outbox), old: await db.$count(outbox, lt(outbox.relayedAt, before)) };
}
