import "server-only";
import { getLink } from "../letters/queries";
import { parseLinkSecret } from "../links/schema";
import { loader, publicLoader } from "../loader";
import { getActor } from "../session";
import { getAddressState } from "./queries";

/** The signed-in reader's own address. */
export const loadAddress = loader("user", "/account/security", (actor) => getAddressState(actor.id, new Date()));

/** The address that waits to be confirmed by whoever is signed in, for the reminder on every page; undefined for none. */
export const loadAddressToConfirm = publicLoader(async () => {
  const actor = await getActor();
  if (!actor) return undefined;
  return (await getAddressState(actor.id, new Date())).waiting ?? undefined;
});

/** The link to confirm an address that somebody brings, with what it is about; undefined for one that is over. */
export const loadConfirmLink = publicLoader(async (given: unknown) => {
  const secret = parseLinkSecret(given);
  const link = secret && (await getLink("confirm_address", secret, new Date()));
  return link ? { secret, address: link.address, username: link.username } : undefined;
});
