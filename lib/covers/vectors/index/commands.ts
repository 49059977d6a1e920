import "server-only";
import { log } from "@/lib/platform/log";
import { fail, ok } from "@/lib/platform/result";
import {
  loadNewestSnapshot,
  newestSnapshotSeq,
  removeOlderSnapshots,
  removeSnapshots,
  type SnapshotPlace,
  saveSnapshot,
} from "../../changes/adapters/snapshots";
import { announceChange, catchUp, getEpoch } from "../../changes/commands";
import { FILL_MS, isWorthSnapshot } from "../../changes/rules";
import type { Follower } from "../../changes/schema";
import { countCovers } from "../../queries";
import { coverEncoder, keepOnlyEncoder } from "../adapters/cover-encoder";
import { embedMissing } from "../commands";
import { wantedModelId } from "../models/adapters/model-files";
import { completeModel, forgetModel } from "../models/commands";
import { getAnsweringModel, listCompleteModels, listEmbeddedModels } from "../models/queries";
import { hasSeenEnough, isSameModel, listForgettable } from "../models/rules";
import { countEmbeddingChanges, getNewestSeq, listEmbeddingChanges } from "../queries";
import type { EmbeddingChange, ModelId } from "../schema";
import { followed } from "./adapters/followed-index";
import { VectorIndex } from "./adapters/vector-index";

const PAGE = 1_000;

/** With this share of its nodes dead weight, a graph is built anew. */
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

function takeNew(index: Follower<EmbeddingChange>, modelId: ModelId, signal?: AbortSignal) {
  return catchUp(index, (seq, limit) => listEmbeddingChanges(modelId, seq, limit), PAGE, signal);
}

/** The index of the model that answers, current and apart from the one that this process follows: for work that is done once. */
export async function openSeparateIndex(signal?: AbortSignal) {
  const modelId = await getAnsweringModel();
  const index = (await loadSnapshot(modelId)) ?? new VectorIndex();
  await takeNew(index, modelId, signal);
  return { modelId, index };
}

/**
 * Opens the index of the model that answers: newest snapshot, then everything after it. What answered until then goes on
 * until the new one is whole, and then for as long as a request holds it.
 */
export async function openIndex(): Promise<void> {
  const { modelId, index } = await openSeparateIndex();
  followed().look = { encoder: await coverEncoder(modelId), index };
  keepOnlyEncoder(modelId);
  log.info("covers.index_open", { ...modelId, size: index.size, seq: index.seq, tail: index.tailSize });
}

/**
 * Takes what is new into this process's index; opens it at the first call, and another model's when that one is to
 * answer from now on. For `followChanges`.
 */
export async function refreshIndex(): Promise<void> {
  const { look } = followed();
  if (!look) return openIndex();
  const { encoder, index } = look;
  const { modelId } = encoder;
  await takeNew(index, modelId);
  if (!isSameModel(await getAnsweringModel(), modelId)) return openIndex();
  if (index.tailSize < RELOAD_TAIL_MIN) return;
  if ((await newestSnapshotSeq(await placeOfSnapshots(modelId))) > index.seq - index.tailSize) {
    const snapshot = await loadSnapshot(modelId);
    if (!snapshot || snapshot.tailSize + (index.seq - snapshot.seq) >= index.tailSize) return;
    await takeNew(snapshot, modelId);
    followed().look = { encoder, index: snapshot };
  }
}

/** Is the newest snapshot that far behind? Told from numbers alone: to load and check a whole snapshot takes seconds. */
async function isSnapshotDue(modelId: ModelId): Promise<boolean> {
  const snapshotSeq = await newestSnapshotSeq(await placeOfSnapshots(modelId));
  // One that is ahead of a database that went back to a backup counts for nothing, and is removed when it is loaded.
  if (snapshotSeq > (await getNewestSeq(modelId))) return true;
  const { changes, removals } = await countEmbeddingChanges(modelId, snapshotSeq);
  if (changes === 0) return false;
  const size = await countCovers();
  if (isWorthSnapshot(changes, size)) return true;
  // Dead weight of a graph is worth one sooner.
  return snapshotSeq > 0 && removals > size * REBUILD_REMOVED_SHARE;
}

/**
 * Writes a snapshot of a model's index when enough has changed since the last, or `always` when anything has. For the one
 * process that may: the queue of this job runs one at a time. A graph with many removed nodes is built anew from the
 * database.
 */
export async function snapshotIndex({
  of,
  always,
  anew,
  signal,
}: {
  of?: ModelId;
  always?: boolean;
  /** Builds it without what was removed: a graph only marks that, and keeps it. */
  anew?: boolean;
  signal?: AbortSignal;
} = {}) {
  const modelId = of ?? (await wantedModelId());
  if (!always && !(await isSnapshotDue(modelId))) return fail("too_little_new");
  let index = (await loadSnapshot(modelId)) ?? new VectorIndex();
  const seqBefore = index.seq;
  await takeNew(index, modelId, signal);
  const isWorn = index.removedShare > (anew ? 0 : REBUILD_REMOVED_SHARE);
  if (index.seq === seqBefore && !isWorn) return fail("nothing_new");
  if (isWorn) {
    index = new VectorIndex();
    await takeNew(index, modelId, signal);
  }
  const { seq, size } = index;
  await saveSnapshot(await placeOfSnapshots(modelId), seq, (file) => index.writeSnapshot(file, signal));
  await announceChange();
  return ok({ seq, size });
}

/** Removes the snapshots of a model's index before the newest: they hold what was taken out since. */
export const forgetOlderSnapshots = async (modelId: ModelId) => removeOlderSnapshots(await placeOfSnapshots(modelId));

/**
 * Brings the wanted model to where it may answer: gives the covers that it has not seen their vectors, for most of a
 * minute at a time, and lets it answer when it has seen (nearly) all of them and its snapshot is written. For the one process that
 * writes snapshots; every call goes on where the last one stopped.
 */
export async function fillIndex(signal?: AbortSignal) {
  const wanted = await wantedModelId();
  const pause = AbortSignal.timeout(FILL_MS);
  const { isDone, ...filled } = await embedMissing(wanted, signal ? AbortSignal.any([signal, pause]) : pause);
  await announceChange();
  if (!isDone) return ok(filled);
  const [newest] = await listCompleteModels();
  if (newest && isSameModel(newest, wanted)) return filled.embedded > 0 ? ok(filled) : fail("nothing_missing");
  const covers = await countCovers();
  if (!hasSeenEnough(filled.unusable, covers)) {
    log.warn("covers.model_not_complete", { ...wanted, ...filled, covers });
    return fail("covers_unusable");
  }
  await snapshotIndex({ of: wanted, always: true, signal });
  await completeModel(wanted);
  keepOnlyEncoder(wanted);
  await announceChange();
  log.info("covers.model_complete", { ...wanted, ...filled });
  return ok(filled);
}

/** Takes away what is left of models that no process has answered with for a day. For the writer of snapshots. */
export async function pruneModels(now: Date, signal?: AbortSignal) {
  const complete = await listCompleteModels();
  const known = [...(await listEmbeddedModels()), ...complete];
  const forgettable = listForgettable(await wantedModelId(), complete[0], known, now);
  if (forgettable.length === 0) return fail("nothing_to_prune");
  for (const modelId of forgettable) {
    // Before the rows: a snapshot that outlived them would be taken for the start of the same model's next index.
    await removeSnapshots(await placeOfSnapshots(modelId));
    await forgetModel(modelId, signal);
    log.info("covers.model_forgotten", modelId);
  }
  return ok();
}
