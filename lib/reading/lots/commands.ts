import "server-only";
import type { Actor } from "@/lib/accounts/schema";
import { localName } from "@/lib/catalog/rules";
import { ok } from "@/lib/platform/result";
import { listMatching } from "@/lib/shelf/queries";
import { onWorks, restoreWork, sayStatus } from "../commands";
import type { Restore } from "../schema";
import { listBooksToSet } from "./queries";
import { type RestoreStatusesInput, type SetAllStatusesInput, type SetStatusesInput, STATUSES_PART } from "./schema";

/**
 * Says of many books where the actor is with them, of all or of none; those of which they have said so already stay as
 * they are. When the books were finished nobody said, so nothing is noted of it. `undo` is what `restoreStatuses` needs.
 */
export async function setStatuses(actor: Actor, { books, status, day }: SetStatusesInput) {
  const undo = new Map<number, Restore>();
  await onWorks(actor, await listBooksToSet(actor.id, books, status), async (on, at) => {
    // Begun again, or another device was first.
    undo.delete(at);
    if (on.row.status === status) return ok();
    const said = await sayStatus(on, { status, day, endedOn: null });
    undo.set(at, said.undo);
    return said;
  });
  return ok({ undo: [...undo.values()] });
}

/**
 * Says the same of the next books of all that a query means. `next` is where to go on, null at the end; `count` says how many
 * books these were.
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

/** Undoes `setStatuses`, of all or of none. */
export async function restoreStatuses(actor: Actor, { undo }: RestoreStatusesInput) {
  const before = undo.toReversed();
  const names = before.map(({ isbn }) => isbn);
  await onWorks(actor, names, async (on, at) => {
    const one = before[at];
    return one ? restoreWork(on, one) : ok();
  });
  return ok();
}
