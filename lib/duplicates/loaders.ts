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

/** Two books side by side; undefined where there is no such pair, or for readers who decide nothing. */
export const loadComparedPair = cache(async (id: string) => {
  const actor = await requireActor(`/admin/duplicates/${id}`);
  return canCurate(actor) && /^[1-9]\d{0,9}$/.test(id) ? getComparedPair(Number(id)) : undefined;
});

/** The pair that comes after one of a kind was decided. For pages that have a pair. */
export const loadNextPair = cache(async (kind: Kind) => getNextPair(kind));
