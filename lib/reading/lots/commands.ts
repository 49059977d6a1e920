import "server-only";
import type { Actor } from "@/lib/accounts/schema";
import { ok } from "@/lib/platform/result";
import { onWorks, restoreWork, sayStatus } from "../commands";
import type { Restore } from "../schema";
import { listBooksToSet } from "./queries";
import type { RestoreStatusesInput, SetStatusesInput } from "./schema";

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
