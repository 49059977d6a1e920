import "server-only";
import { randomInt } from "node:crypto";
import { and, asc, eq, inArray, isNotNull, sql } from "drizzle-orm";
import type { MySqlColumn, MySqlTable } from "drizzle-orm/mysql-core";
import { db, type Tx } from "@/db/client";
import { embeddings, localFeatures, sequences } from "@/db/schema/covers";
import { log } from "@/lib/platform/log";
import { newBlockingRedis, redis } from "@/lib/platform/redis";
import { sleep } from "@/lib/platform/sleep";
import type { Follower, Refresher, SequenceName } from "./schema";

const CHANGED = "ridizi:covers:index-changed";
const POLL_MS = 2_000;
/** One alone is common at the start: while a process loads its models it does not hear the database in time. */
const FAILURES_TOLD = 2;
const EPOCH_MAX = 2 ** 47;

/**
 * The next number in the order of commits. The row lock is held until the caller's transaction ends, so a number never
 * becomes visible before a smaller one: a follower that asks for "everything after 41" cannot miss a late 40. Where
 * `count` are taken at once, this is the last of them.
 */
export async function nextSeq(tx: Tx, name: SequenceName, count = 1): Promise<number> {
  await tx
    .insert(sequences)
    .values({ name, value: count })
    .onDuplicateKeyUpdate({ set: { value: sql`${sequences.value} + ${count}` } });
  const value = await currentValue(tx, name);
  if (value === undefined) throw new Error("the sequence vanished in its own transaction");
  return value;
}

type Numbered = {
  table: MySqlTable & Record<"id" | "coverId", MySqlColumn>;
  content: MySqlColumn;
  tombstone: Record<string, null>;
};

const NUMBERED: Record<SequenceName, Numbered> = {
  embeddings: { table: embeddings, content: embeddings.vector, tombstone: { vector: null, coverId: null } },
  features: { table: localFeatures, content: localFeatures.features, tombstone: { features: null, coverId: null } },
};

/**
 * Makes tombstones of a cover's vectors or features, or of those with some ids, so that every process forgets them. In the
 * transaction that takes them out of use, with the covers locked. Answers with how many; twice is once.
 */
export async function bury(tx: Tx, of: SequenceName, those: { coverId: number } | { ids: number[] }): Promise<number> {
  const { table, content, tombstone } = NUMBERED[of];
  const isOfThose = "ids" in those ? inArray(table.id, those.ids) : eq(table.coverId, those.coverId);
  const rows = await tx
    .select({ id: table.id })
    .from(table)
    .where(and(isOfThose, isNotNull(content)))
    .orderBy(asc(table.id));
  if (rows.length === 0) return 0;
  const ids = rows.map(({ id }) => Number(id));
  const last = await nextSeq(tx, of, ids.length);
  // One statement, since the numbers are locked until the end: the first of the list gets the first of them.
  const seq = sql`${last - ids.length} + field(${table.id}, ${sql.join(ids, sql`, `)})`;
  await tx
    .update(table)
    .set({ ...tombstone, seq } as never)
    .where(inArray(table.id, ids));
  return ids.length;
}

/**
 * A number that tells this database's sequence from one of the same name in a database that was set up anew, whose
 * numbers begin again: drawn at random by the first to ask. What is kept outside of the database carries it.
 */
export async function getEpoch(sequence: SequenceName): Promise<number> {
  const name = `${sequence}_epoch`;
  const kept = await currentValue(db, name);
  if (kept !== undefined) return kept;
  const values = { name, value: randomInt(EPOCH_MAX) };
  await db.insert(sequences).values(values).onDuplicateKeyUpdate({ set: { name } });
  const drawn = await currentValue(db, name);
  if (drawn === undefined) throw new Error("the epoch was not written");
  return drawn;
}

async function currentValue(tx: Tx, name: string): Promise<number | undefined> {
  const [row] = await tx.select({ value: sequences.value }).from(sequences).where(eq(sequences.name, name));
  return row?.value;
}

/** Brings an index everything that is newer, at most `page` changes at once. Throws when the signal fires. */
export async function catchUp<Change>(
  index: Follower<Change>,
  list: (seq: number, limit: number) => Promise<Change[]>,
  page: number,
  signal?: AbortSignal,
): Promise<void> {
  for (;;) {
    signal?.throwIfAborted();
    const changes = await list(index.seq, page);
    index.apply(changes);
    if (changes.length < page) return;
  }
}

/** Tells the other processes that there is something to read. Only a hint: they look by themselves as well. */
export async function announceChange(): Promise<void> {
  await redis()
    .publish(CHANGED, "")
    .catch((error) => log.debug("covers.announce_failed", { error }));
}

/**
 * Keeps what this process holds of the database current until the signal fires: at once when another process says so,
 * and every two seconds in any case, since a message can be lost and Redis can be away. Each refresher goes its own way:
 * one that takes long to open holds up no other, and its trouble is logged and tried again.
 */
export async function followChanges(signal: AbortSignal, refreshers: Refresher[]): Promise<void> {
  const subscriber = newBlockingRedis("index-follower");
  subscriber.subscribe(CHANGED).catch((error) => log.warn("covers.follow_by_polling", { error }));
  const onMessage = (wake: () => void) => subscriber.on("message", wake);
  await Promise.all(refreshers.map((refresher) => keepFresh(signal, refresher, onMessage)));
  subscriber.disconnect();
}

async function keepFresh(
  signal: AbortSignal,
  { name, refresh }: Refresher,
  onMessage: (wake: () => void) => unknown,
): Promise<void> {
  let wake = new AbortController();
  onMessage(() => wake.abort());
  // Not AbortSignal.any: a fresh composite every two seconds would pile up on the process's one long-lived signal.
  signal.addEventListener("abort", () => wake.abort(), { once: true });
  let failures = 0;
  while (!signal.aborted) {
    const woken = wake;
    try {
      await refresh();
      failures = 0;
    } catch (error) {
      failures += 1;
      if (failures === FAILURES_TOLD) log.warn("covers.follow_failed", { name, error });
    }
    await sleep(POLL_MS, woken.signal);
    if (woken.signal.aborted) wake = new AbortController();
  }
}
