import "server-only";
import { cache } from "react";
import { requireActor } from "@/lib/accounts/session";
import { canCurate } from "@/lib/catalog/provenance/policy";
import { getComparedPair, getNextPair, listMerges, listPairs } from "./queries";
import type { Kind } from "./schema";

/** Pairs to decide about, or that were decided; undefined for readers who decide nothing. */
export const loadPairs = cache(async (kind: Kind | "decided", cursor?: string) => {
  const actor = await requireActor("/admin/duplicates");
  return canCurate(actor) ? listPairs(kind, cursor) : undefined;
});

export const loadMerges = cache(async (cursor?: string) => {
  const actor = await requireActor("/admin/duplicates?show=merged");
  return canCurate(actor) ? listMerges(cursor) : undefined;
});

/**
 * Two books side by side, and the pair that comes after; undefined where there is no such pair, or for readers who decide
 * nothing.
 */
export const loadComparedPair = cache(async (id: string) => {
  const actor = await requireActor(`/admin/duplicates/${id}`);
  const pair = canCurate(actor) && /^[1-9]\d{0,9}$/.test(id) ? await getComparedPair(Number(id)) : undefined;
  return pair && { pair, next: await getNextPair(pair) };
});
