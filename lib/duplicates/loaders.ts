import "server-only";
import { loader } from "@/lib/accounts/loader";
import { getComparedPair, getNextPair, listMerges, listPairs } from "./queries";
import type { Kind } from "./schema";

/** Pairs to decide about, or that were decided. */
export const loadPairs = loader("moderator", "/admin/duplicates", (_, kind: Kind | "decided", cursor?: string) =>
  listPairs(kind, cursor),
);

export const loadMerges = loader("moderator", "/admin/duplicates?show=merged", (_, cursor?: string) =>
  listMerges(cursor),
);

/** Two books side by side, and the pair that comes after; undefined where there is no such pair. */
export const loadComparedPair = loader(
  "moderator",
  (id) => `/admin/duplicates/${id}`,
  async (_, id: string) => {
    const pair = /^[1-9]\d{0,9}$/.test(id) ? await getComparedPair(Number(id)) : undefined;
    return pair && { pair, next: await getNextPair(pair) };
  },
);
