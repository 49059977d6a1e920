import "server-only";
import { parseLinkSecret } from "@/lib/accounts/links/schema";
import { loader } from "@/lib/accounts/loader";
import { getHouseholdOrOwn, getWelcome } from "./queries";

/** The household of the reader; alone in one that is yet to be made, for who has needed none. */
export const loadHousehold = loader("user", "/library/household", (actor) => getHouseholdOrOwn(actor, new Date()));

/** What a link leads to, with the link's secret; undefined where it is over. */
export const loadWelcome = loader(
  "user",
  (link) => `/library/household/join?link=${encodeURIComponent(String(link ?? ""))}`,
  async (actor, link: string | string[] | undefined) => {
    const secret = parseLinkSecret(link);
    const welcome = secret === undefined ? undefined : await getWelcome(actor, secret, new Date());
    return welcome && secret !== undefined ? { welcome, secret } : undefined;
  },
);
