import "server-only";
import { inArray, isNotNull, lt } from "drizzle-orm";
import type { z } from "zod";
import { db, type Tx } from "@/db/client";
import { outbox } from "@/db/schema/events";
import { newId } from "@/lib/platform/id";
import type { EventDefinition } from "./schema";

/** Rows of one statement, so that no lock is held for long. */
const DELETED_AT_ONCE = 1_000;

/** As the jobs that follow: what a reader waits for before all else. */
const PRIORITIES = { awaited: 1, normal: 10 };

/** An event whose payload says `isAwaited` is one that a reader waits for on the screen. */
function rowOf<Payload extends z.ZodType>({ name, payload }: EventDefinition<Payload>, given: z.input<Payload>) {
  const parsed: unknown = payload.parse(given);
  const isAwaited = typeof parsed === "object" && parsed !== null && "isAwaited" in parsed && parsed.isAwaited === true;
  return { id: newId(), name, payload: parsed, priority: PRIORITIES[isAwaited ? "awaited" : "normal"] };
}

/** Writes the event in the caller's transaction: it is carried on if and only if that transaction commits. */
export async function recordEvent<Payload extends z.ZodType>(
  tx: Tx,
  event: EventDefinition<Payload>,
  payload: z.input<Payload>,
): Promise<void> {
  await tx.insert(outbox).values(rowOf(event, payload));
}

/** Like `recordEvent`, for many of one kind in one statement. */
export async function recordEvents<Payload extends z.ZodType>(
  tx: Tx,
  event: EventDefinition<Payload>,
  payloads: z.input<Payload>[],
): Promise<void> {
  if (payloads.length === 0) return;
  await tx.insert(outbox).values(payloads.map((payload) => rowOf(event, payload)));
}

/** Says that these events have become jobs. Called after the queue took them: a crash between the two repeats, never loses. */
export async function markRelayed(ids: string[]): Promise<void> {
  await db.update(outbox).set({ relayedAt: new Date() }).where(inArray(outbox.id, ids));
}

/** Sets events aside that this version cannot read: however many they are, they hold up no others. */
export async function setUnreadableAside(ids: string[]): Promise<void> {
  await db.update(outbox).set({ unreadableAt: new Date() }).where(inArray(outbox.id, ids));
}

/** Lets events wait again that an earlier version set aside: this one may be able to read them. */
export async function takeUnreadableBack(): Promise<void> {
  await db.update(outbox).set({ unreadableAt: null }).where(isNotNull(outbox.unreadableAt));
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
