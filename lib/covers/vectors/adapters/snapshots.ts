import "server-only";
import { readdir } from "node:fs/promises";
import path from "node:path";
import { z } from "zod";
import { log } from "@/lib/platform/log";
import { getFile, pathFor, putFile, removeFile } from "@/lib/platform/storage";
import type { Lineage } from "../schema";
import { type SnapshotFacts, VectorIndex } from "./vector-index";

/** Snapshots that stay: the newest, and one before it for a process that is just reading it. */
const KEPT = 2;

const factsSchema = z.object({
  seq: z.int().nonnegative(),
  sha256: z.string().length(64),
  removed: z.array(z.int().nonnegative()),
});

const folderOf = ({ model, version, epoch }: Lineage) =>
  `index/${model.toLowerCase().replaceAll("/", "--")}-${version}-${epoch}`;

async function listNames(lineage: Lineage): Promise<string[]> {
  return readdir(path.dirname(await pathFor(`${folderOf(lineage)}/x`)));
}

/** Numbers of the snapshots that are whole, newest first: the facts are written last. */
async function listSnapshots(lineage: Lineage): Promise<number[]> {
  return (await listNames(lineage))
    .flatMap((name) => /^(\d+)\.json$/.exec(name)?.[1] ?? [])
    .map(Number)
    .sort((a, b) => b - a);
}

/** The number of the newest snapshot, 0 where there is none. */
export async function newestSnapshotSeq(lineage: Lineage): Promise<number> {
  return (await listSnapshots(lineage))[0] ?? 0;
}

/**
 * The newest snapshot that can be read. A damaged one is passed over and said so: it costs a rebuild, never data. One
 * that is ahead of the database, which then was brought back from an older backup, is removed: its numbers come again.
 */
export async function loadNewestSnapshot(
  lineage: Lineage,
  getNewestSeq: () => Promise<number>,
): Promise<VectorIndex | undefined> {
  const seqs = await listSnapshots(lineage);
  // Asked after the list is made, or a snapshot that was written in between would look as if it were ahead.
  const newestSeq = await getNewestSeq();
  for (const seq of seqs) {
    if (seq > newestSeq) {
      await removeFile(`${folderOf(lineage)}/${seq}.json`);
      continue;
    }
    try {
      const facts = factsSchema.parse(JSON.parse(String(await getFile(`${folderOf(lineage)}/${seq}.json`))));
      return await VectorIndex.load(await pathFor(`${folderOf(lineage)}/${seq}.hnsw`), facts);
    } catch (error) {
      log.warn("covers.snapshot_unreadable", { ...lineage, seq, error });
    }
  }
  return undefined;
}

/** Writes the index as the newest snapshot and removes those that nobody needs any more. */
export async function saveSnapshot(lineage: Lineage, index: VectorIndex, signal?: AbortSignal): Promise<SnapshotFacts> {
  const folder = folderOf(lineage);
  const facts = await index.writeSnapshot(await pathFor(`${folder}/${index.seq}.hnsw`), signal);
  await putFile(`${folder}/${facts.seq}.json`, Buffer.from(JSON.stringify(facts)));
  const kept = (await listSnapshots(lineage)).slice(0, KEPT).map(String);
  // Also what a crash half-way left: a graph without its facts, or a `.part`.
  for (const name of await listNames(lineage)) {
    if (!kept.includes(name.split(".")[0] ?? "")) await removeFile(`${folder}/${name}`);
  }
  return facts;
}
