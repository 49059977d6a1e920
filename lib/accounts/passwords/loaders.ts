import "server-only";
import { isMailConfigured } from "@/lib/platform/mail";
import { getLink } from "../letters/queries";
import { parseLinkSecret } from "../links/schema";
import { loader, publicLoader } from "../loader";
import type { Actor } from "../schema";
import { getPasswordHash } from "./queries";

/** Whether a password can be reset by letter at all. */
export const loadCanReset = publicLoader(async () => isMailConfigured());

/** The link to choose a new password that an address brings, and whose it is; undefined for one that is over. */
export const loadResetLink = publicLoader(async (given: unknown) => {
  const secret = parseLinkSecret(given);
  const link = secret && (await getLink("reset_password", secret, new Date()));
  return link ? { secret, username: link.username } : undefined;
});

/** Whether the signed-in reader has a password at all, for a page of theirs. */
export const loadHasPassword = loader(
  "user",
  (page) => page,
  async (actor: Actor, _page: string) => (await getPasswordHash(actor.id)) !== null,
);
