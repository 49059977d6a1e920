import "server-only";
import { inTransaction } from "@/db/client";
import { extractCoverFeatures, snapshotDetails } from "@/lib/covers/features/commands";
import { listCoversWithoutFeatures } from "@/lib/covers/features/queries";
import { embedMissing } from "@/lib/covers/vectors/commands";
import { snapshotIndex } from "@/lib/covers/vectors/index/commands";
import { listModelsInUse } from "@/lib/covers/vectors/models/queries";
import { countEmbeddings, listCoversWithoutEmbedding } from "@/lib/covers/vectors/queries";
import { log } from "@/lib/platform/log";
import { fail } from "@/lib/platform/result";
import { indexBooks } from "@/lib/search/commands";
import { listUnindexedBooks } from "@/lib/search/queries";
import { type Counts, noCounts } from "../schema";

type Step = "search rows" | "vectors" | "details" | "snapshots";

type Options = {
  signal?: AbortSignal;
  isDryRun?: boolean;
  onProgress?: (step: Step, done: number, total: number) => void;
  onRejected?: (cover: { coverId: number; problem: string }) => void | Promise<void>;
};

const BATCH = 100;
/** Covers that are described at once; the threads take them from there. */
const DESCRIBED_AT_ONCE = 16;
const PROGRESS_EVERY_MS = 1_000;
/** So many ids are a few megabytes. */
const LISTED_MAX = 1_000_000;

/**
 * Makes what is missing for books to be found: rows of the search index, vectors of every model in use, local features;
 * then writes snapshots. Each step does only what is missing, so a run that was ended is simply run again. `read` counts
 * what was missing.
 */
export async function indexMissing({ signal, isDryRun = false, onProgress, onRejected }: Options = {}) {
  const counts: Counts = noCounts();
  const steps: Record<string, number> = {};
  const note = (step: string, missing: number, made: number, unusable = 0) => {
    steps[step] = (steps[step] ?? 0) + (isDryRun ? missing : made);
    counts.read += isDryRun ? missing : made + unusable;
    counts.imported += isDryRun ? missing : made;
    counts.rejected += unusable;
  };

  const unindexed = await listUnindexedBooks(LISTED_MAX);
  let searchable = 0;
  for (let at = 0; !isDryRun && at < unindexed.length && !signal?.aborted; at += BATCH) {
    const ids = unindexed.slice(at, at + BATCH);
    await inTransaction((tx) => indexBooks(tx, ids));
    searchable += ids.length;
    onProgress?.("search rows", searchable, unindexed.length);
  }
  note("search rows", unindexed.length, searchable);

  for (const modelId of await listModelsInUse()) {
    const missing = (await listCoversWithoutEmbedding(modelId, LISTED_MAX)).length;
    if (isDryRun || missing === 0) {
      note("vectors", missing, 0);
      continue;
    }
    const before = await countEmbeddings(modelId);
    const watch = setInterval(async () => {
      const now = await countEmbeddings(modelId).catch(() => before);
      onProgress?.("vectors", Math.min(now - before, missing), missing);
    }, PROGRESS_EVERY_MS);
    const { embedded, unusable } = await embedMissing(modelId, signal).finally(() => clearInterval(watch));
    onProgress?.("vectors", embedded + unusable, missing);
    note("vectors", missing, embedded, unusable);
    for (const coverId of unusable > 0 ? await listCoversWithoutEmbedding(modelId, LISTED_MAX) : [])
      await onRejected?.({ coverId, problem: "no vector could be made of its file" });
  }

  const undescribed = await listCoversWithoutFeatures(LISTED_MAX);
  let [described, lost] = [0, 0];
  for (let at = 0; !isDryRun && at < undescribed.length && !signal?.aborted; at += DESCRIBED_AT_ONCE) {
    const ids = undescribed.slice(at, at + DESCRIBED_AT_ONCE);
    const results = await Promise.all(ids.map(describeCover));
    for (const [index, result] of results.entries()) {
      if (result.ok || result.reason === "already_there") described += 1;
      else if (result.reason !== "cover_not_found") {
        lost += 1;
        await onRejected?.({ coverId: ids[index] ?? 0, problem: result.reason });
      }
    }
    onProgress?.("details", described + lost, undescribed.length);
  }
  note("details", undescribed.length, described, lost);

  if (!isDryRun && !signal?.aborted) await writeSnapshots(signal, onProgress);
  return { counts, steps, isFinished: !signal?.aborted };
}

/** One odd picture keeps none of the others, as when the worker does it. */
const describeCover = (coverId: number) =>
  extractCoverFeatures(coverId).catch((error: unknown) => {
    log.warn("etl.cover_not_described", { coverId, error });
    return fail("not_described");
  });

/** Of every index one. Ends where the signal fires: a snapshot is there when it is whole, and the next run writes it. */
async function writeSnapshots(signal: AbortSignal | undefined, onProgress: Options["onProgress"]): Promise<void> {
  const models = await listModelsInUse();
  const writers = [
    ...models.map((of) => () => snapshotIndex({ of, always: true, signal })),
    () => snapshotDetails({ always: true, signal }),
  ];
  try {
    for (const [at, write] of writers.entries()) {
      onProgress?.("snapshots", at, writers.length);
      await write();
    }
    onProgress?.("snapshots", writers.length, writers.length);
  } catch (error) {
    if (!signal?.aborted) throw error;
  }
}
