/** What can have drifted apart, in words for people. The ids are those of the thing that is named first. */
export const DRIFT_KINDS = {
  event_stuck: "event waits and no job has come of it",
  cover_missing: "book has no cover that stands for it",
  file_missing: "cover has lost its file",
  file_damaged: "cover has another file than the one that was stored",
  variant_damaged: "smaller picture of a cover cannot be read",
  file_orphaned: "file is no cover's",
  file_unfinished: "file was not written to its end",
  embedding_stale: "vector is damaged, or not what the cover's picture gives",
  embedding_orphaned: "vector has lost its cover",
  embedding_missing: "cover has no vector",
  features_stale: "features are damaged, or not what the cover's picture gives",
  features_orphaned: "features have lost their cover",
  features_missing: "cover has no features",
  vector_index_missing: "vector is not in the index",
  vector_index_orphaned: "label of the vector index has no row",
  detail_index_missing: "features are not in the index of details",
  detail_index_orphaned: "label of the index of details has no row",
  search_row_missing: "book cannot be found by search",
  search_row_stale: "book is found by search as it was before",
  derived_stale: "book is sorted, or stands in its series and with its authors, as it was before",
  series_misspelt: "series is shown in another spelling than most of its books have",
  author_misspelt: "author is shown in another spelling than on most books",
} as const;
export type DriftKind = keyof typeof DRIFT_KINDS;

/**
 * Mending these takes something away that cannot be made again, so nobody but a person does it. A file without a row is
 * somebody's picture still where it is the row that was lost, as after an older backup of the database.
 */
export const LOSSY: ReadonlySet<DriftKind> = new Set<DriftKind>(["file_missing", "file_damaged", "file_orphaned"]);

/** One thing that is not as it should be. */
export type Drift = { kind: DriftKind; id: number | string; detail?: string };

/** Steps of a check, in their order: what one mends the next ones build on. */
export const STEPS = ["events", "covers", "files", "orphans", "vectors", "features", "indexes", "search"] as const;
export type Step = (typeof STEPS)[number];

/** One look of a step at some things. */
export type Look = { checked: number; drift: Found[] };

/** A drift and how it is mended. `mend` answers with why it could not be; throws when something is away. */
export type Found = Drift & { mend: () => Promise<string | undefined> };

export type SyncSummary = {
  checked: number;
  /** Of each kind what was found, and what is left of it. */
  found: Partial<Record<DriftKind, number>>;
  left: Partial<Record<DriftKind, number>>;
  mended: number;
  isFinished: boolean;
};
