import "server-only";
import { env } from "@/lib/platform/env";
import { loader, publicLoader } from "../loader";
import { getAccount } from "../queries";
import { hasSecondFactor } from "../second-factor/queries";
import { readCookie } from "../sessions/adapters/cookie";
import { getUnfinishedSignIn, listIdentities } from "./queries";

/** What the service for signing in is called; undefined where none is configured. */
export const loadServiceName = publicLoader(async () => env().accounts.oidc?.name);

/** What is linked to the reader's account there; undefined where no service is configured. */
export const loadIdentities = loader("user", "/account/security", async (actor) =>
  env().accounts.oidc ? listIdentities(actor.id) : undefined,
);

/** The last step that this browser's sign-in waits for; undefined for none. */
export const loadLastStep = publicLoader(async () => {
  const unfinished = await getUnfinishedSignIn((await readCookie())?.ticket);
  const account = unfinished && (await getAccount(unfinished.userId));
  if (!account) return undefined;
  const wantsPassword = unfinished.wants === "password";
  // The name is this person's own: the service has vouched for the address that leads to it.
  return { username: account.username, wantsPassword, wantsCode: await hasSecondFactor(account.id) };
});
