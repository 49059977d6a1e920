import "server-only";
import { loader } from "./loader";
import { getAccount } from "./queries";

/** The signed-in reader's own account. */
export const loadAccount = loader("user", "/account", async (actor) => {
  const account = await getAccount(actor.id);
  if (!account) throw new Error("the account went away within its own request");
  return account;
});
