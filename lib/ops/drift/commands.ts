import "server-only";
import { showSpelling } from "@/lib/catalog/derived/commands";
import { listMisspelt } from "@/lib/catalog/derived/queries";
import {
  announceEmbeddings,
  announceFeatures,
  forgetLabels,
  forgetRows,
  removeOrphanedFile,
  renewEmbedding,
  renewFeatures,
  replaceLostCover,
  restorePrimary,
  restoreVariant,
} from "@/lib/covers/drift/commands";
import {
  compareDetailIndex,
  compareVectorIndex,
  inspectFiles,
  listCoversInPages,
  listDamagedEmbeddings,
  listDamagedFeatures,
  listLost,
  listOddEmbeddings,
  listOrphanedFiles,
  listUnseenCovers,
} from "@/lib/covers/drift/queries";
import type { FileTrouble, OrphanedFile } from "@/lib/covers/drift/schema";
import { extractCoverFeatures } from "@/lib/covers/features/commands";
import { countCovers } from "@/lib/covers/queries";
import { COVER_SIZES } from "@/lib/covers/schema";
import { embedCover } from "@/lib/covers/vectors/commands";
import { listModelsInUse } from "@/lib/covers/vectors/models/queries";
import { log } from "@/lib/platform/log";
import { indexBook } from "@/lib/search/commands";
import { countBooks, isWaiting, listBooksAndCovers, listSearchDrift, listStuckEvents } from "./queries";
import { isDatabaseAway, isStorageAway } from "./rules";
import { type Drift, type DriftKind, type Found, LOSSY, type Look, STEPS, type Step, type SyncSummary } from "./schema";

/** What is younger may still be at work: a cover whose vector is just being made lacks nothing. */
const SETTLED_AFTER_MS = 10 * 60_000;
/** A file without a row may be one of which the row is just being written. */
const ORPHANED_AFTER_MS = 24 * 60 * 60_000;
const PAGE = 500;
const DEEP_PAGE = 50;

export type SyncOptions = {
  /** Mends what it finds; `safe` leaves what cannot be mended without losing something. */
  mending?: "none" | "safe" | "all";
  /** Looks into files, vectors and features too, instead of trusting their lengths. */
  isDeep?: boolean;
  /** Lets a site go on whose files, or whose rows of files, are away for good: else nothing is mended when it is that many. */
  isForced?: boolean;
  /** Looks at what is younger, too. */
  settledAfterMs?: number;
  orphanedAfterMs?: number;
  /** Carries waiting events on; the worker's own relay does it where this is left out. Answers with how many. */
  relay?: () => Promise<number>;
  signal?: AbortSignal;
  /** `total` is what the step will look at, nearly. */
  onProgress?: (step: Step, checked: number, total: number) => void;
  /** Hears of each drift; `left`: why it is there still. */
  onDrift?: (drift: Drift, left: string | undefined) => void | Promise<void>;
};

type Context = Required<Pick<SyncOptions, "isDeep" | "isForced">> & {
  settledBefore: Date;
  orphanedBefore: Date;
  relay: SyncOptions["relay"];
};

/**
 * Looks for what has drifted apart between tables, files and indexes, and mends it where told to. Nothing that is in order
 * is touched, and twice is once: a run that was ended is simply run again.
 */
export async function sync(now: Date, options: SyncOptions = {}): Promise<SyncSummary> {
  const { mending = "none", signal, onProgress, onDrift } = options;
  const context: Context = {
    isDeep: options.isDeep ?? false,
    isForced: options.isForced ?? false,
    settledBefore: new Date(now.getTime() - (options.settledAfterMs ?? SETTLED_AFTER_MS)),
    orphanedBefore: new Date(now.getTime() - (options.orphanedAfterMs ?? ORPHANED_AFTER_MS)),
    relay: options.relay,
  };
  const summary: SyncSummary = { checked: 0, found: {}, left: {}, mended: 0, isFinished: false };
  const totals = await countSteps(context);
  for (const step of STEPS) {
    let checked = 0;
    for await (const look of LOOKS[step](context)) {
      for (const [at, found] of look.drift.entries()) {
        // What was not mended any more does not count as looked at, or it would count as in order.
        if (signal?.aborted) return { ...summary, checked: summary.checked + Math.min(at, look.checked) };
        const isMended = mending === "all" || (mending === "safe" && !LOSSY.has(found.kind));
        const left = isMended ? await tryToMend(found) : "not_mended";
        count(summary.found, found.kind);
        if (left === undefined) summary.mended += 1;
        else count(summary.left, found.kind);
        const { mend: _, ...drift } = found;
        await onDrift?.(drift, left);
      }
      checked += look.checked;
      summary.checked += look.checked;
      onProgress?.(step, checked, totals[step]);
      if (signal?.aborted) return summary;
    }
  }
  return { ...summary, isFinished: true };
}

async function countSteps({ isDeep }: Context): Promise<Record<Step, number>> {
  const [books, covers, models] = [await countBooks(), await countCovers(), (await listModelsInUse()).length];
  const files = covers * COVER_SIZES.length;
  const vectors = covers * models * (isDeep ? 2 : 1);
  return {
    ...{ events: 0, covers: books, files, orphans: files, vectors },
    ...{ features: covers * 2, indexes: covers * (models + 1), search: books },
  };
}

const count = (counts: Partial<Record<DriftKind, number>>, kind: DriftKind) => {
  counts[kind] = (counts[kind] ?? 0) + 1;
};

/** One that cannot be mended holds up no other. */
async function tryToMend({ mend, kind, id }: Found): Promise<string | undefined> {
  try {
    return await mend();
  } catch (error) {
    log.warn("sync.not_mended", { kind, id, error });
    return "failed";
  }
}

/** Of what a command answers: that something was there already, or has gone meanwhile, is as good as done. */
const reasonOf = ({ ok, reason }: { ok: boolean; reason?: string }): string | undefined =>
  ok || reason === "already_there" || reason === "cover_not_found" ? undefined : reason;

/** For what a command does in one go and answers nothing. */
const done = (work: () => Promise<void>) => async () => {
  await work();
  return undefined;
};

const LOOKS: Record<Step, (context: Context) => AsyncGenerator<Look>> = {
  events: lookAtEvents,
  covers: lookAtCovers,
  files: lookAtFiles,
  orphans: lookAtOrphans,
  vectors: lookAtVectors,
  features: lookAtFeatures,
  indexes: lookAtIndexes,
  search: lookAtSearch,
};

async function* lookAtEvents({ settledBefore, relay }: Context): AsyncGenerator<Look> {
  const { waiting, stuck } = await listStuckEvents(settledBefore);
  let isCarried = false;
  const carry = async (id: string) => {
    if (!relay) return "no_relay";
    if (!isCarried) while ((await relay()) > 0);
    isCarried = true;
    return (await isWaiting(id)) ? "event_unreadable" : undefined;
  };
  const drift = stuck.map(({ id, name }): Found => ({ kind: "event_stuck", id, detail: name, mend: () => carry(id) }));
  yield { checked: waiting, drift };
}

async function* lookAtCovers({ settledBefore }: Context): AsyncGenerator<Look> {
  for await (const { checked, bare } of listBooksAndCovers(settledBefore)) {
    const drift = bare.map(
      (id): Found => ({ kind: "cover_missing", id, mend: async () => reasonOf(await restorePrimary(id)) }),
    );
    yield { checked, drift };
  }
}

async function* lookAtFiles({ settledBefore, isDeep, isForced }: Context): AsyncGenerator<Look> {
  const lost: FileTrouble[] = [];
  for await (const page of listCoversInPages(settledBefore)) {
    const troubles = (await Promise.all(page.map((cover) => inspectFiles(cover, isDeep)))).flat();
    lost.push(...troubles.filter(({ trouble }) => trouble !== "variant_damaged"));
    const drift = troubles.flatMap(({ coverId, trouble, size }): Found[] =>
      trouble === "variant_damaged" && size !== "original"
        ? [
            {
              ...{ kind: "variant_damaged", id: coverId, detail: size },
              mend: async () => reasonOf(await restoreVariant(coverId, size)),
            },
          ]
        : [],
    );
    yield { checked: page.reduce((sum, { isPrimary }) => sum + (isPrimary ? COVER_SIZES.length : 1), 0), drift };
  }
  // Only when all were looked at is it known whether it is some covers or the storage.
  const isAway = !isForced && isStorageAway(lost.length, await countCovers());
  const drift = lost.map(
    ({ coverId, trouble }): Found => ({
      kind: trouble === "damaged" ? "file_damaged" : "file_missing",
      id: coverId,
      mend: async () => (isAway ? "storage_away" : reasonOf(await replaceLostCover(coverId))),
    }),
  );
  yield { checked: 0, drift };
}

async function* lookAtOrphans({ orphanedBefore, isForced }: Context): AsyncGenerator<Look> {
  const orphans: OrphanedFile[] = [];
  let whole = 0;
  for await (const { checked, ...found } of listOrphanedFiles(orphanedBefore)) {
    const drift = found.parts.map(
      (file): Found => ({ kind: "file_unfinished", id: file.key, mend: done(() => removeOrphanedFile(file)) }),
    );
    orphans.push(...found.orphans);
    whole += checked - drift.length;
    yield { checked, drift };
  }
  // Only when all were looked at is it known whether it is some files or the database.
  const isAway = !isForced && isDatabaseAway(orphans.length, whole);
  const drift = orphans.map(
    (file): Found => ({
      ...{ kind: "file_orphaned", id: file.key },
      mend: isAway ? async () => "database_away" : done(() => removeOrphanedFile(file)),
    }),
  );
  yield { checked: 0, drift };
}

async function* lookAtVectors({ settledBefore, isDeep }: Context): AsyncGenerator<Look> {
  const stale = ({ id, coverId }: { id: number; coverId: number }): Found => ({
    ...{ kind: "embedding_stale", id },
    mend: async () => reasonOf(await renewEmbedding(id, coverId)),
  });
  const { vectors } = await listLost();
  const damaged = await listDamagedEmbeddings();
  yield { checked: damaged.length, drift: damaged.map(stale) };
  yield {
    checked: vectors.length,
    drift: vectors.map(
      (id): Found => ({ kind: "embedding_orphaned", id, mend: done(() => forgetRows("embeddings", [id])) }),
    ),
  };
  for (const modelId of await listModelsInUse()) {
    if (isDeep)
      for await (const page of listCoversInPages(settledBefore, DEEP_PAGE)) {
        const ids = page.map(({ id }) => id);
        yield { checked: ids.length, drift: (await listOddEmbeddings(modelId, ids)).map(stale) };
      }
    yield* lookAtUnseen(
      modelId,
      settledBefore,
      (id): Found => ({
        ...{ kind: "embedding_missing", id, detail: modelId.model },
        mend: async () => reasonOf(await embedCover(id)),
      }),
    );
  }
}

async function* lookAtFeatures({ settledBefore, isDeep }: Context): AsyncGenerator<Look> {
  for await (const { checked, damaged } of listDamagedFeatures(isDeep))
    yield {
      checked,
      drift: damaged.map(
        ({ id, coverId }): Found => ({
          ...{ kind: "features_stale", id },
          mend: async () => reasonOf(await renewFeatures(id, coverId)),
        }),
      ),
    };
  const { features } = await listLost();
  yield {
    checked: features.length,
    drift: features.map(
      (id): Found => ({ kind: "features_orphaned", id, mend: done(() => forgetRows("features", [id])) }),
    ),
  };
  yield* lookAtUnseen(
    "features",
    settledBefore,
    (id): Found => ({
      ...{ kind: "features_missing", id },
      mend: async () => reasonOf(await extractCoverFeatures(id)),
    }),
  );
}

async function* lookAtUnseen(
  of: Parameters<typeof listUnseenCovers>[0],
  before: Date,
  toFound: (coverId: number) => Found,
): AsyncGenerator<Look> {
  yield { checked: await countCovers(), drift: [] };
  for (let after = 0; ; ) {
    const ids = await listUnseenCovers(of, before, PAGE, after);
    const last = ids.at(-1);
    if (last === undefined) return;
    yield { checked: 0, drift: ids.map(toFound) };
    after = last;
  }
}

async function* lookAtIndexes(): AsyncGenerator<Look> {
  for (const modelId of await listModelsInUse()) {
    const { compared, missing, extra } = await compareVectorIndex(modelId);
    yield {
      checked: compared + extra.length,
      drift: [
        ...missing.map(
          (id): Found => ({ kind: "vector_index_missing", id, mend: done(() => announceEmbeddings([id])) }),
        ),
        ...extra.map(
          (id): Found => ({ kind: "vector_index_orphaned", id, mend: done(() => forgetLabels([id], modelId)) }),
        ),
      ],
    };
  }
  const { compared, missing, extra } = await compareDetailIndex();
  yield {
    checked: compared + extra.length,
    drift: [
      ...missing.map((id): Found => ({ kind: "detail_index_missing", id, mend: done(() => announceFeatures([id])) })),
      ...extra.map(
        (id): Found => ({ kind: "detail_index_orphaned", id, mend: done(() => forgetLabels([id], "features")) }),
      ),
    ],
  };
}

async function* lookAtSearch({ settledBefore }: Context): AsyncGenerator<Look> {
  for await (const { checked, drift } of listSearchDrift(settledBefore))
    yield {
      checked,
      drift: drift.map(
        ({ id, trouble }): Found => ({
          kind: trouble === "derived" ? "derived_stale" : `search_row_${trouble}`,
          id,
          mend: done(() => indexBook(id)),
        }),
      ),
    };
  for (const [of, kind] of [
    ["series", "series_misspelt"],
    ["authors", "author_misspelt"],
  ] as const)
    for await (const { checked, ids } of listMisspelt(of))
      yield { checked, drift: ids.map((id): Found => ({ kind, id, mend: done(() => showSpelling(of, id)) })) };
}
