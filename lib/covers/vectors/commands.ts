import "server-only";
import { randomInt } from "node:crypto";
import { eq, sql } from "drizzle-orm";
import { db, isDuplicate, type Tx } from "@/db/client";
import { covers, embeddings, sequences } from "@/db/schema/covers";
import { parseBookReference } from "@/lib/catalog/rules";
import { log } from "@/lib/platform/log";
import { newBlockingRedis, redis } from "@/lib/platform/redis";
import { fail, ok } from "@/lib/platform/result";
import { sleep } from "@/lib/platform/sleep";
import { getFile } from "@/lib/platform/storage";
import { decodePicture } from "../adapters/picture";
import { getCover, getPrimaryCover } from "../queries";
import { coverKey } from "../rules";
import { coverEncoder } from "./adapters/cover-encoder";
import { followedIndex } from "./adapters/followed-index";
import { loadNewestSnapshot, newestSnapshotSeq, saveSnapshot } from "./adapters/snapshots";
import { VectorIndex } from "./adapters/vector-index";
import { getNewestSeq, listEmbeddingChanges } from "./queries";
import { toBlob } from "./rules";
import type { Lineage, ModelId } from "./schema";

const CHANGED = "ridizi:covers:index-changed";
const POLL_MS = 2_000;
const PAGE = 1_000;

/** A snapshot is worth writing when this many covers are new, or when this share of the graph is dead weight. */
const SNAPSHOT_TAIL_MIN = 256;
const REBUILD_REMOVED_SHARE = 0.1;
/** A process whose tail has grown to this reads the newer snapshot instead. */
const RELOAD_TAIL_MIN = 1_024;

/**
 * The next number in the order of commits. The row lock is held until the caller's transaction ends, so a number never
 * becomes visible before a smaller one: a follower that asks for "everything after 41" cannot miss a late 40.
 */
export async function nextSeq(tx: Tx): Promise<number> {
  await tx
    .insert(sequences)
    .values({ name: "embeddings", value: 1 })
    .onDuplicateKeyUpdate({ set: { value: sql`${sequences.value} + 1` } });
  const [row] = await tx.select({ value: sequences.value }).from(sequences).where(eq(sequences.name, "embeddings"));
  if (!row) throw new Error("the sequence vanished in its own transaction");
  return row.value;
}

/** Tells the other processes that there is something to read. Only a hint: they look by themselves as well. */
async function announceChange(): Promise<void> {
  await redis()
    .publish(CHANGED, "")
    .catch((error) => log.debug("covers.announce_failed", { error }));
}

/** Gives a cover its vector of the current model. Twice is once. */
export async function embedCover(coverId: number) {
  const cover = await getCover(coverId);
  if (!cover) return fail("cover_not_found");
  const file = await getFile(coverKey(cover.sha256));
  if (!file) return fail("file_lost");
  const encoder = await coverEncoder();
  const vector = toBlob(await encoder.encodeCover(await decodePicture(file)));
  const { model, version } = encoder.modelId;
  try {
    const isStored = await db.transaction(async (tx) => {
      // The cover before the number, as its removal does it: in two orders the two would block each other.
      const [held] = await tx.select({ id: covers.id }).from(covers).where(eq(covers.id, coverId)).for("update");
      if (!held) return false;
      await tx.insert(embeddings).values({ coverId, model, modelVersion: version, vector, seq: await nextSeq(tx) });
      return true;
    });
    if (!isStored) return fail("cover_not_found");
  } catch (error) {
    if (isDuplicate(error, "embeddings_cover_model")) return fail("already_there");
    throw error;
  }
  await announceChange();
  return ok();
}

/** Makes a book's cover findable now, in every running process: the source document's `add_to_index(isbn)`. */
export async function addToIndex(isbn: string) {
  const reference = parseBookReference(isbn);
  if (typeof reference === "string") return fail("not_an_isbn");
  const cover = await getPrimaryCover(reference);
  if (!cover) return fail("cover_not_found");
  const result = await embedCover(cover.id);
  return result.ok || result.reason === "already_there" ? ok({ coverId: cover.id }) : result;
}

async function catchUp(index: Pick<VectorIndex, "seq" | "apply">, modelId: ModelId): Promise<void> {
  for (;;) {
    const changes = await listEmbeddingChanges(modelId, index.seq, PAGE);
    index.apply(changes);
    if (changes.length < PAGE) return;
  }
}

const EPOCH_MAX = 2 ** 47;

/** The model's lineage in this database; the first to ask draws the epoch. */
export async function getLineage(modelId: ModelId): Promise<Lineage> {
  const name = "embeddings_epoch";
  const values = { name, value: randomInt(EPOCH_MAX) };
  await db.insert(sequences).values(values).onDuplicateKeyUpdate({ set: { name } });
  const [row] = await db.select({ epoch: sequences.value }).from(sequences).where(eq(sequences.name, name));
  if (!row) throw new Error("the epoch was not written");
  return { ...modelId, ...row };
}

/** The newest snapshot that belongs to what the database holds now. */
async function loadSnapshot(lineage: Lineage): Promise<VectorIndex | undefined> {
  return loadNewestSnapshot(lineage, () => getNewestSeq(lineage));
}

/** Fills this process's index: newest snapshot, then everything after it. */
export async function openIndex(): Promise<void> {
  const { modelId } = await coverEncoder();
  const index = (await loadSnapshot(await getLineage(modelId))) ?? new VectorIndex();
  await catchUp(index, modelId);
  followedIndex().exchange(index);
  followedIndex().isOpen = true;
  log.info("covers.index_open", { ...modelId, size: index.size, seq: index.seq, tail: index.tailSize });
}

async function refresh(): Promise<void> {
  const index = followedIndex();
  if (!index.isOpen) return openIndex();
  const { modelId } = await coverEncoder();
  await catchUp(index, modelId);
  if (index.tailSize < RELOAD_TAIL_MIN) return;
  const lineage = await getLineage(modelId);
  if ((await newestSnapshotSeq(lineage)) > index.seq - index.tailSize) {
    const snapshot = await loadSnapshot(lineage);
    if (!snapshot || snapshot.tailSize + (index.seq - snapshot.seq) >= index.tailSize) return;
    await catchUp(snapshot, modelId);
    index.exchange(snapshot);
  }
}

/**
 * Keeps this process's index current until the signal fires: at once when another process says so, and every two
 * seconds in any case, since a message can be lost and Redis can be away. Database trouble is logged and tried again.
 */
export async function followIndex(signal: AbortSignal): Promise<void> {
  let wake = new AbortController();
  const subscriber = newBlockingRedis("index-follower");
  subscriber.on("message", () => wake.abort());
  // Not AbortSignal.any: a fresh composite every two seconds would pile up on the process's one long-lived signal.
  signal.addEventListener("abort", () => wake.abort(), { once: true });
  subscriber.subscribe(CHANGED).catch((error) => log.warn("covers.follow_by_polling", { error }));
  let isTroubled = false;
  while (!signal.aborted) {
    const woken = wake;
    try {
      await refresh();
      isTroubled = false;
    } catch (error) {
      if (!isTroubled) log.warn("covers.follow_failed", { error });
      isTroubled = true;
    }
    await sleep(POLL_MS, woken.signal);
    if (woken.signal.aborted) wake = new AbortController();
  }
  subscriber.disconnect();
}

/**
 * Writes a snapshot when enough has changed since the last, or `always`. For the one process that may: the queue of this
 * job runs one at a time. A graph with many removed nodes is built anew from the database.
 */
export async function snapshotIndex({ always, signal }: { always?: boolean; signal?: AbortSignal } = {}) {
  const { modelId } = await coverEncoder();
  const lineage = await getLineage(modelId);
  let index = (await loadSnapshot(lineage)) ?? new VectorIndex();
  await catchUp(index, modelId);
  const isWorn = index.removedShare > REBUILD_REMOVED_SHARE;
  if (index.tailSize === 0 && !isWorn) return fail("nothing_new");
  if (!always && !isWorn && index.tailSize < SNAPSHOT_TAIL_MIN) return fail("too_little_new");
  if (isWorn) {
    index = new VectorIndex();
    await catchUp(index, modelId);
  }
  const { seq } = await saveSnapshot(lineage, index, signal);
  await announceChange();
  return ok({ seq, size: index.size });
}
