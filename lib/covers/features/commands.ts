import "server-only";
import { createHash } from "node:crypto";
import { open } from "node:fs/promises";
import { eq, inArray, ne } from "drizzle-orm";
import { z } from "zod";
import { db, isDuplicate } from "@/db/client";
import { covers, localFeatures } from "@/db/schema/covers";
import { log } from "@/lib/platform/log";
import { fail, ok } from "@/lib/platform/result";
import {
  loadNewestSnapshot,
  newestSnapshotSeq,
  removeFormerSnapshots,
  removeOlderSnapshots,
  type SnapshotPlace,
  saveSnapshot,
} from "../changes/adapters/snapshots";
import { announceChange, catchUp, getEpoch, nextSeq } from "../changes/commands";
import { FILL_MS, isWorthSnapshot } from "../changes/rules";
import { readCoverPicture } from "../queries";
import type { Picture } from "../schema";
import { DetailIndex } from "./adapters/detail-index";
import { extractCover, startThreads } from "./adapters/extractor";
import { followedDetails } from "./adapters/followed-details";
import { Segment } from "./adapters/segment";
import {
  countFeatureChanges,
  countFeatures,
  getNewestFeatureSeq,
  listCoversWithoutFeatures,
  listFeatureChanges,
} from "./queries";
import { FILING, packFeatures } from "./rules";
import { EXTRACTOR } from "./schema";

const BATCH = 50;
/** Rows taken in at once: 8 MB of features. */
const PAGE = 500;
/** A process with this many reads the newer snapshot instead. */
const RELOAD_TAIL_MIN = 4_096;
/** A former snapshot that is younger may be of another release that still runs. */
const FORMER_SNAPSHOT_MAX_MS = 24 * 60 * 60_000;

/** Extracts and keeps a cover's local features. Twice is once. */
export async function extractCoverFeatures(coverId: number) {
  const read = await readCoverPicture(coverId);
  if (!read.ok) return read;
  const result = await storeFeatures(coverId, read.picture);
  if (result !== "stored") return fail(result);
  await announceChange();
  return ok();
}

async function storeFeatures(coverId: number, picture: Picture) {
  const features = packFeatures(await extractCover(picture));
  try {
    return await db.transaction(async (tx) => {
      // The cover before the number, as its removal does it: in two orders the two would block each other.
      const [held] = await tx.select({ id: covers.id }).from(covers).where(eq(covers.id, coverId)).for("update");
      if (!held) return "cover_not_found";
      const seq = await nextSeq(tx, "features");
      await tx.insert(localFeatures).values({ coverId, extractor: EXTRACTOR, features, seq });
      return "stored";
    });
  } catch (error) {
    if (isDuplicate(error, "local_features_cover_extractor")) return "already_there";
    throw error;
  }
}

/**
 * Extracts what is missing, for most of a minute at a time: after an update of the extractor, or for covers whose job
 * was lost. A cover whose file is lost or damaged is passed over. When nothing is missing, what a former extractor left
 * is taken away.
 */
export async function fillFeatures(signal?: AbortSignal) {
  const pause = AbortSignal.timeout(FILL_MS);
  let [after, extracted, lost] = [0, 0, 0];
  while (!pause.aborted && !signal?.aborted) {
    const ids = await listCoversWithoutFeatures(BATCH, { after });
    if (ids.length === 0) {
      const pruned = lost === 0 ? await pruneFormerFeatures() : 0;
      return extracted + pruned > 0 ? ok({ extracted }) : fail("nothing_missing");
    }
    for (const id of ids) {
      if (pause.aborted || signal?.aborted) break;
      after = id;
      try {
        const read = await readCoverPicture(id);
        if (read.ok && (await storeFeatures(id, read.picture)) === "stored") extracted += 1;
        // Files may only be away for now: nothing of a former extractor is taken away then.
        else if (!read.ok && read.reason === "file_lost") lost += 1;
      } catch (error) {
        // One odd picture must not keep those after it waiting for ever.
        log.warn("covers.features_failed", { coverId: id, error });
        lost += 1;
      }
    }
    await announceChange();
  }
  return ok({ extracted });
}

/** Snapshots whole, of the rows at most a batch a call: a large delete would hold its locks for long. */
async function pruneFormerFeatures(): Promise<number> {
  const dayAgo = new Date(Date.now() - FORMER_SNAPSHOT_MAX_MS);
  await removeFormerSnapshots(await placeOfSnapshots(), SNAPSHOT_PREFIX, dayAgo);
  const rows = await db
    .select({ id: localFeatures.id })
    .from(localFeatures)
    .where(ne(localFeatures.extractor, EXTRACTOR))
    .limit(BATCH * 20);
  if (rows.length > 0)
    await db.delete(localFeatures).where(
      inArray(
        localFeatures.id,
        rows.map(({ id }) => id),
      ),
    );
  return rows.length;
}

const factsSchema = z.object({
  seq: z.int().nonnegative(),
  segments: z.array(
    z.object({
      covers: z.int().nonnegative(),
      descriptors: z.int().nonnegative(),
      drawerBits: z.int().min(1).max(26),
    }),
  ),
});

const SNAPSHOT_PREFIX = "details-";

/** How descriptors are filed, in short: what is filed in another way would find nothing. */
const FILED = createHash("sha256").update(FILING).digest("hex").slice(0, 8);

/** Where the snapshots lie that this release, with this database, can use. */
export const placeOfSnapshots = async (): Promise<SnapshotPlace> => ({
  folder: `index/${SNAPSHOT_PREFIX}${EXTRACTOR}-${FILED}-${await getEpoch("features")}`,
  extension: "bin",
});

async function readSnapshot(file: string, facts: unknown): Promise<DetailIndex> {
  const { seq, segments } = factsSchema.parse(facts);
  const handle = await open(file, "r");
  try {
    const read: Segment[] = [];
    for (const lengths of segments) read.push(await Segment.read(handle, lengths));
    return DetailIndex.of(read, seq);
  } finally {
    await handle.close();
  }
}

/** The newest snapshot of details that belongs to what the database holds now. */
export const loadSnapshot = async () => loadNewestSnapshot(await placeOfSnapshots(), getNewestFeatureSeq, readSnapshot);

const takeNew = (index: DetailIndex, signal?: AbortSignal) => catchUp(index, listFeatureChanges, PAGE, signal);

function follow(index: DetailIndex): void {
  followedDetails().index = index;
  log.info("covers.details_open", { size: index.size, seq: index.seq, tail: index.tailSize, bytes: index.bytes });
}

/** Opens this process's index of details: newest snapshot, then everything after it. */
export async function openDetails(): Promise<void> {
  startThreads();
  const index = (await loadSnapshot()) ?? new DetailIndex();
  await takeNew(index);
  follow(index);
}

/** Takes what is new into this process's index of details; opens it at the first call. For `followChanges`. */
export async function refreshDetails(): Promise<void> {
  const { index } = followedDetails();
  if (!index) return openDetails();
  await takeNew(index);
  if (index.tailSize < RELOAD_TAIL_MIN) return;
  if ((await newestSnapshotSeq(await placeOfSnapshots())) <= index.openedAt) return;
  const snapshot = await loadSnapshot();
  // The newest may turn out to be none: what is here is then as good as what the whole table would give.
  if (!snapshot || snapshot.seq <= index.openedAt) return;
  await takeNew(snapshot);
  follow(snapshot);
}

/** Told from numbers alone: to load and check a whole snapshot takes seconds. */
async function isSnapshotDue(): Promise<boolean> {
  const snapshotSeq = await newestSnapshotSeq(await placeOfSnapshots());
  // One that is ahead of a database that went back to a backup counts for nothing, and is removed when it is loaded.
  if (snapshotSeq > (await getNewestFeatureSeq())) return true;
  return isWorthSnapshot(await countFeatureChanges(snapshotSeq), await countFeatures());
}

/**
 * Writes a snapshot when enough has changed since the last, or `always` when anything has. For the one process that may:
 * the queue of this job runs one at a time.
 */
export async function snapshotDetails({ always = false, signal }: { always?: boolean; signal?: AbortSignal } = {}) {
  if (!always && !(await isSnapshotDue())) return fail("too_little_new");
  const index = (await loadSnapshot()) ?? new DetailIndex();
  await takeNew(index, signal);
  const { seq, size } = index;
  if (seq === index.openedAt) return fail("nothing_new");
  await saveSnapshot(await placeOfSnapshots(), seq, async (file) => {
    const handle = await open(file, "w");
    try {
      const segments = [];
      for (const segment of await index.joined(signal)) segments.push(await segment.write(handle));
      return { seq, segments };
    } finally {
      await handle.close();
    }
  });
  await announceChange();
  return ok({ seq, size });
}

/** Removes the snapshots before the newest: they hold what was taken out since. */
export const forgetOlderDetails = async () => removeOlderSnapshots(await placeOfSnapshots());
