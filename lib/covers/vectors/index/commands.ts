import "server-only";
import { log } from "@/lib/platform/log";
import { fail, ok } from "@/lib/platform/result";
import {
  loadNewestSnapshot,
  newestSnapshotSeq,
  type SnapshotPlace,
  saveSnapshot,
} from "../../changes/adapters/snapshots";
import { announceChange, getEpoch } from "../../changes/commands";
import { coverEncoder } from "../adapters/cover-encoder";
import { getNewestSeq, listEmbeddingChanges } from "../queries";
import type { ModelId } from "../schema";
import { followedIndex } from "./adapters/followed-index";
import { VectorIndex } from "./adapters/vector-index";

const PAGE = 1_000;

/** A snapshot is worth writing when this many covers are new, or when this share of the graph is dead weight. */
const SNAPSHOT_TAIL_MIN = 256;
const REBUILD_REMOVED_SHARE = 0.1;
/** A process whose tail has grown to this reads the newer snapshot instead. */
const RELOAD_TAIL_MIN = 1_024;

/** Where the snapshots of a model's index lie. The epoch is in it: those of a former database must not be taken for ours. */
export async function placeOfSnapshots({ model, version }: ModelId): Promise<SnapshotPlace> {
  const name = model.toLowerCase().replaceAll("/", "--");
  return { folder: `index/${name}-${version}-${await getEpoch("embeddings")}`, extension: "hnsw" };
}

/** The newest snapshot that belongs to what the database holds now. */
export async function loadSnapshot(modelId: ModelId): Promise<VectorIndex | undefined> {
  return loadNewestSnapshot(await placeOfSnapshots(modelId), () => getNewestSeq(modelId), VectorIndex.load);
}

async function catchUp(index: Pick<VectorIndex, "seq" | "apply">, modelId: ModelId): Promise<void> {
  for (;;) {
    const changes = await listEmbeddingChanges(modelId, index.seq, PAGE);
    index.apply(changes);
    if (changes.length < PAGE) return;
  }
}

/** Fills this process's index: newest snapshot, then everything after it. */
export async function openIndex(): Promise<void> {
  const { modelId } = await coverEncoder();
  const index = (await loadSnapshot(modelId)) ?? new VectorIndex();
  await catchUp(index, modelId);
  followedIndex().exchange(index);
  followedIndex().isOpen = true;
  log.info("covers.index_open", { ...modelId, size: index.size, seq: index.seq, tail: index.tailSize });
}

/** Takes what is new into this process's index; opens it at the first call. For `followChanges`. */
export async function refreshIndex(): Promise<void> {
  const index = followedIndex();
  if (!index.isOpen) return openIndex();
  const { modelId } = await coverEncoder();
  await catchUp(index, modelId);
  if (index.tailSize < RELOAD_TAIL_MIN) return;
  if ((await newestSnapshotSeq(await placeOfSnapshots(modelId))) > index.seq - index.tailSize) {
    const snapshot = await loadSnapshot(modelId);
    if (!snapshot || snapshot.tailSize + (index.seq - snapshot.seq) >= index.tailSize) return;
    await catchUp(snapshot, modelId);
    index.exchange(snapshot);
  }
}

/**
 * Writes a snapshot when enough has changed since the last, or `always`. For the one process that may: the queue of this
 * job runs one at a time. A graph with many removed nodes is built anew from the database.
 */
export async function snapshotIndex({ always, signal }: { always?: boolean; signal?: AbortSignal } = {}) {
  const { modelId } = await coverEncoder();
  let index = (await loadSnapshot(modelId)) ?? new VectorIndex();
  await catchUp(index, modelId);
  const isWorn = index.removedShare > REBUILD_REMOVED_SHARE;
  if (index.tailSize === 0 && !isWorn) return fail("nothing_new");
  if (!always && !isWorn && index.tailSize < SNAPSHOT_TAIL_MIN) return fail("too_little_new");
  if (isWorn) {
    index = new VectorIndex();
    await catchUp(index, modelId);
  }
  const { seq, size } = index;
  await saveSnapshot(await placeOfSnapshots(modelId), seq, (file) => index.writeSnapshot(file, signal));
  await announceChange();
  return ok({ seq, size });
}
