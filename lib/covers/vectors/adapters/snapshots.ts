import "server-only";
import { readdir } from "node:fs/promises";
import path from "node:path";
import { z } from "zod";
import { log } from "@/lib/platform/log";
import { getFile, pathFor, putFile, removeFile } from "@/lib/platform/storage";
import type { ModelId } from "../schema";
import { type SnapshotFacts, VectorIndex } from "./vector-index";

/** Snapshots that stay: the newest, and one before it for a process that is just reading it. */
const KEPT = 2;

const factsSchema = z.object({
  seq: z.int().nonnegative(),
  sha256: z.string().length(64),
  removed: z.array(z.int().nonnegative()),
});

const folderOf = ({ model, version }: ModelId) => `index/${model.toLowerCase().replaceAll("/", "--")}-${version}`;

async function listNames(modelId: ModelId): Promise<string[]> {
  return readdir(path.dirname(await pathFor(`${folderOf(modelId)}/x`)));
}

/** Numbers of the snapshots that are whole, newest first: the facts are written last. */
async function listSnapshots(modelId: ModelId): Promise<number[]> {
  return (await listNames(modelId))
    .flatMap((name) => /^(\d+)\.json$/.exec(name)?.[1] ?? [])
    .map(Number)
    .sort((a, b) => b - a);
}

/** The number of the newest snapshot, 0 where there is none. */
export async function newestSnapshotSeq(modelId: ModelId): Promise<number> {
  return (await listSnapshots(modelId))[0] ?? 0;
}

/** The newest snapshot that can be read. A damaged one is passed over and said so: it costs a rebuild, never data. */
export async function loadNewestSnapshot(modelId: ModelId): Promise<VectorIndex | undefined> {
  for (const seq of await listSnapshots(modelId)) {
    try {
      const facts = factsSchema.parse(JSON.parse(String(await getFile(`${folderOf(modelId)}/${seq}.json`))));
      return await VectorIndex.load(await pathFor(`${folderOf(modelId)}/${seq}.hnsw`), facts);
    } catch (error) {
      log.warn("covers.snapshot_unreadable", { ...modelId, seq, error });
    }
  }
  return undefined;
}

/** Writes the index as the newest snapshot and removes those that nobody needs any more. */
export async function saveSnapshot(modelId: ModelId, index: VectorIndex, signal?: AbortSignal): Promise<SnapshotFacts> {
  const folder = folderOf(modelId);
  const facts = await index.writeSnapshot(await pathFor(`${folder}/${index.seq}.hnsw`), signal);
  await putFile(`${folder}/${facts.seq}.json`, Buffer.from(JSON.stringify(facts)));
  const kept = (await listSnapshots(modelId)).slice(0, KEPT).map(String);
  // Also what a crash half-way left: a graph without its facts, or a `.part`.
  for (const name of await listNames(modelId)) {
    if (!kept.includes(name.split(".")[0] ?? "")) await removeFile(`${folder}/${name}`);
  }
  return facts;
}
