import "server-only";
import { loader, publicLoader } from "@/lib/accounts/loader";
import { getActor } from "@/lib/accounts/session";
import { decodeBookName } from "@/lib/catalog/rules";
import { canModeratePending } from "../policy";
import { getOwnPicture, getPending, getWish, listMyPending, listPending, type PendingFilter } from "./queries";

/** What the reader asked for and does not have yet, or has not been told the end of; nothing for a visitor. */
export const loadMyPending = publicLoader(async () => {
  const actor = await getActor();
  return actor ? listMyPending(actor.id) : [];
});

/** A pending book by its name, with what the reader chose for it. Anybody who knows the name may follow it. */
export const loadPending = publicLoader(async (id: string) => {
  const [actor, pending] = await Promise.all([getActor(), getPending(decodeBookName(id))]);
  if (!pending) return undefined;
  const wish = actor ? await getWish(actor.id, pending.id) : undefined;
  return {
    pending,
    canModerate: canModeratePending(actor),
    isAsker: wish !== undefined,
    wish: wish?.collectionId ?? null,
    picture: (actor && (await getOwnPicture(actor.id, pending.id))) ?? null,
  };
});

/** Pending books of one kind. */
export const loadPendingPage = loader("moderator", "/admin/pending", (_, filter: PendingFilter, cursor?: string) =>
  listPending(filter, cursor),
);
