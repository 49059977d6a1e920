import "server-only";
import { inArray, lt } from "drizzle-orm";
import type { z } from "zod";
import { db, type Tx } from "@/db/client";
import { outbox } from "@/db/schema/events";
import { newId } from "@/lib/platform/id";
import type { EventDefinition } from "./schema";

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

/** Forgets events that were carried on before `before`. */
export async function pruneOutbox(before: Date): Promise<void> {
  await db.delete(outbox).where(lt(outbox.relayedAt, before));
}
