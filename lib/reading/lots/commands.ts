import "server-only";
import type { Actor } from "@/lib/accounts/schema";
import { ok } from "@/lib/platform/result";
import { restoreReading, setStatus } from "../commands";
import type { Restore } from "../schema";
import { listBooksToSet } from "./queries";
import type { RestoreStatusesInput, SetStatusesInput } from "./schema";

/**
 * Says of many books where the actor is with them, one after the other; those of which they have said so already stay as
 * they are. When the books were finished nobody said, so nothing is noted of it. `undo` is what `restoreStatuses` needs.
 */
export async function setStatuses(actor: Actor, { books, status, day }: SetStatusesInput) {
  const undo: Restore[] = [];
  for (const isbn of await listBooksToSet(actor.id, books, status)) {
    const result = await setStatus(actor, { isbn, status, day, endedOn: null });
    if (result.ok) undo.push(result.undo);
  }
  return ok({ undo });
}

/** Undoes `setStatuses`. */
export async function restoreStatuses(actor: Actor, { undo }: RestoreStatusesInput) {
  for (const one of undo.toReversed()) await restoreReading(actor, one);
  return ok();
}
