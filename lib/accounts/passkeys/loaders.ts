import "server-only";
import { env } from "@/lib/platform/env";
import { loader, publicLoader } from "../loader";
import { listPasskeys } from "./queries";
import { relyingPartyOf } from "./rules";

/** The reader's passkeys; undefined where the site's address allows none. */
export const loadPasskeys = loader("user", "/account/security", async (actor) =>
  relyingPartyOf(env().web.appUrl) ? listPasskeys(actor.id) : undefined,
);

/** Whether this site's address allows passkeys: they are made for a name, and want https. */
export const loadArePasskeysPossible = publicLoader(async () => relyingPartyOf(env().web.appUrl) !== undefined);
