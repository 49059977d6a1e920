import "server-only";
import { publicLoader } from "@/lib/accounts/loader";
import { getActor } from "@/lib/accounts/session";
import { getLibraryOf } from "@/lib/households/queries";
import { listOwned } from "./queries";
import type { OwnedByIsbn } from "./schema";

/** What the household of the visitor has of these books; nothing for who is not signed in. */
export const loadOwned = publicLoader(async (isbns: readonly string[]): Promise<OwnedByIsbn> => {
  const actor = isbns.length > 0 ? await getActor() : null;
  const membership = actor && (await getLibraryOf(actor.id));
  return actor && membership ? listOwned(membership.libraryId, actor.id, isbns) : {};
});
