import "server-only";
import { parseLinkSecret } from "@/lib/accounts/links/schema";
import { loader } from "@/lib/accounts/loader";
import { getHousehold, getWelcome } from "./queries";
import { FIRST_NAME, type Household } from "./schema";

/** The household of the reader; alone in one that is yet to be made, for who has needed none. */
export const loadHousehold = loader("user", "/library/household", async (actor): Promise<Household> => {
  const household = await getHousehold(actor, new Date());
  if (household) return household;
  const me = { id: actor.id, username: actor.username, role: "owner" as const, joinedAt: new Date() };
  return { name: FIRST_NAME, me: actor.id, role: "owner", members: [me], invitations: [] };
});

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
