import type { ModelId } from "../schema";

/** A day in which to go back to the former model without embedding anything anew. */
export const GRACE_MS = 24 * 60 * 60_000;

const UNUSABLE_SHARE_MAX = 0.05;

/**
 * May a model that gave all it could read a vector answer? Not where much could not be read: then the files are away, and
 * an index without them would take the place of a good one. A single lost file holds up no small site.
 */
export const hasSeenEnough = (unusable: number, covers: number): boolean =>
  unusable === 0 || (unusable < covers && unusable <= Math.max(1, covers * UNUSABLE_SHARE_MAX));

export const isSameModel = (a: ModelId, b: ModelId): boolean => a.model === b.model && a.version === b.version;

/** Models of which nothing is needed any more: all but the wanted one, when that one has answered for a day. */
export function listForgettable(
  wanted: ModelId,
  newestComplete: (ModelId & { completedAt: Date }) | undefined,
  known: ModelId[],
  now: Date,
): ModelId[] {
  if (!newestComplete || !isSameModel(newestComplete, wanted)) return [];
  if (now.getTime() - newestComplete.completedAt.getTime() < GRACE_MS) return [];
  const isFirst = (modelId: ModelId, at: number) => known.findIndex((other) => isSameModel(other, modelId)) === at;
  return known.filter((modelId, at) => !isSameModel(modelId, wanted) && isFirst(modelId, at));
}
