import "server-only";
import { loader } from "./loader";
import { getAccount } from "./queries";
import type { Actor } from "./schema";

/** The signed-in reader's own account, for a page of theirs. */
export const loadAccount = loader(
  "user",
  (page) => page,
  async (actor: Actor, _page: string) => {
    const account = await getAccount(actor.id);
    if (!account) throw new Error("the account went away within its own request");
    return account;
  },
);
