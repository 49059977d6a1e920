import "server-only";
import { db } from "@/db/client";
import type { Actor } from "@/lib/accounts/schema";
import { canCurate } from "@/lib/catalog/provenance/policy";
import { getBookIdByName } from "@/lib/catalog/queries";
import { fail, ok } from "@/lib/platform/result";
import { recordPairs } from "./finding/commands";
import { listFacts } from "./finding/queries";
import { reopenPair } from "./merging/commands";
import { getPairOf } from "./queries";
import { judge, sameLook } from "./rules";
import type { ComparePairInput } from "./schema";

/** Puts two books side by side, by any of their names, whatever is found to speak for it. One that was decided waits again. */
export async function comparePair(actor: Actor, { one, other }: ComparePairInput) {
  if (!canCurate(actor)) return fail("book_not_found");
  const [oneId, otherId] = await Promise.all([getBookIdByName(one), getBookIdByName(other)]);
  if (oneId === undefined || otherId === undefined)
    return fail("book_not_found", `${oneId === undefined ? one : other} is not in the catalogue.`);
  if (oneId === otherId) return fail("same_book", "Both lead to the same book.");
  const facts = await listFacts([oneId, otherId]);
  const [ours, theirs] = [facts.get(oneId), facts.get(otherId)];
  if (!ours || !theirs) return fail("book_not_found", "One of the two is not in the catalogue any more.");
  const verdict = judge(ours, theirs, sameLook(ours, theirs)) ?? { kind: "book" as const, score: 0, reasons: [] };
  const reasons = [...verdict.reasons, { reason: "person" as const }];
  await db.transaction((tx) => recordPairs(tx, [{ pair: [ours, theirs], verdict: { ...verdict, reasons } }]));
  const pair = await getPairOf(oneId, otherId);
  if (!pair) return fail("book_not_found", "One of the two is not in the catalogue any more.");
  if (pair.state === "different") await reopenPair(actor, { pairId: pair.id });
  return ok({ pairId: pair.id });
}
