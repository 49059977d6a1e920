import "server-only";
import { inArray, lt } from "drizzle-orm";
import type { z } from "zod";
import { db, type Tx } from "@/db/client";
import { outbox } from "@/db/schema/events";
import { newId } from "@/lib/platform/id";
import type { EventDefinition } from "./schema";

/** Rows of one statement, so that no lock is held for long. */
const DELETED_AT_ONCE = 1_000;

/** Writes the event in the caller's transaction: it is carried on if and only if that transaction commits. */
export async function recordEvent<Payload extends z.ZodType>(
  tx: Tx,
  event: EventDefinition<Payload>,
  payload: z.input<Payload>,
): Promise<void> {
  await tx.insert(outbox).values({ id: newId(), name: event.name, payload: event.payload.parse(payload) });
}

/** Like `recordEvent`, for many of one kind in one statement. */
export async function recordEvents<Payload extends z.ZodType>(
  tx: Tx,
  event: EventDefinition<Payload>,
  payloads: z.input<Payload>[],
): Promise<void> {
  if (payloads.length === 0) return;
  const rows = payloads.map((payload) => ({ id: newId(), name: event.name, payload: event.payload.parse(payload) }));
  await tx.insert(outbox).values(rows);
}

/** Says that these events have become jobs. Called after the queue took them: a crash between the two repeats, never loses. */
export async function markRelayed(ids: string[]): Promise<void> {
  await db.update(outbox).set({ relayedAt: new Date() }).where(inArray(outbox.id, ids));
}

type PruneOptions = { signal?: AbortSignal; onRemoved?: (count: number) => void };

/** Forgets events that were carried on before `before`, until none is left or the signal fires. */
export async function pruneOutbox(before: Date, { signal, onRemoved }: PruneOptions = {}): Promise<void> {
  for (let isMore = true; isMore && !signal?.aborted; ) {
    const [{ affectedRows }] = await db.delete(outbox).where(lt(outbox.relayedAt, before)).limit(DELETED_AT_ONCE);
    onRemoved?.(affectedRows);
    isMore = affectedRows === DELETED_AT_ONCE;
  }
}
