import "server-only";
import { cache } from "react";
import { getAccount } from "./queries";
import { requireActor } from "./session";

/** The signed-in reader's own account. */
export const loadAccount = cache(async () => {
  const actor = await requireActor("/account");
  const account = await getAccount(actor.id);
  if (!account) throw new Error("the account went away within its own request");
  return account;
});
