import "server-only";
import type { Actor } from "@/lib/accounts/schema";
import { localName } from "@/lib/catalog/rules";
import { ok } from "@/lib/platform/result";
import { setStatuses } from "@/lib/reading/lots/commands";
import { listMatching } from "../queries";
import { type SetAllStatusesInput, STATUSES_PART } from "./schema";

/**
 * Says of the next books of all that a query means where the actor is with them, see `setStatuses`. `next` is where to go on,
 * null at the end; `count` says how many books these were.
 */
export async function setAllStatuses(
  actor: Actor,
  { query, after, ...said }: SetAllStatusesInput,
  limit = STATUSES_PART,
) {
  const { bookIds, next } = await listMatching(actor.id, query, { after, limit });
  const { undo } = await setStatuses(actor, { ...said, books: bookIds.map(localName) });
  return ok({ undo, count: bookIds.length, next });
}
