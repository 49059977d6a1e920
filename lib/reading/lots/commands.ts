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

/**
 * Undoes `setStatuses`. Those of which the actor has said something else since stay as they are: `stayed` says how many.
 */
export async function restoreStatuses(actor: Actor, { undo }: RestoreStatusesInput) {
  const before = undo.toReversed();
  const names = before.map(({ isbn }) => isbn);
  const stayed = new Set<number>();
  await onWorks(actor, names, async (on, at) => {
    // Begun again, or another device was first.
    stayed.delete(at);
    const one = before[at];
    if (!one) return ok();
    const restored = await restoreWork(on, one);
    // What is as before already was taken back by the same undo, whose answer was lost.
    if (!restored.ok && on.row.status !== one.status) stayed.add(at);
    return restored;
  });
  return ok({ stayed: stayed.size });
}
