import type { ModelId } from "../schema";

/** A day in which to go back to the former model without embedding anything anew. */
export const GRACE_MS = 24 * 60 * 60_000;

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
