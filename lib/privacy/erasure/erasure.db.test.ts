import { eq } from "drizzle-orm";
import { beforeEach, expect, it } from "vitest";
import { db } from "@/db/client";
import { buildUser } from "@/db/factories";
import { users } from "@/db/schema/accounts";
import { requestErasure } from "@/lib/accounts/erasure/commands";
import { noteAsking } from "@/lib/accounts/signals/commands";
import { blockNetwork } from "@/lib/platform/blocks";
import { takeFrom } from "@/lib/platform/rate-limit";
import { redis } from "@/lib/platform/redis";
import { eraseDueAccounts } from "./commands";

const inDays = (days: number) => new Date(Date.now() + days * 24 * 60 * 60_000);
const ADDRESS = "203.0.113.9";

beforeEach(() => redis().flushdb());

it.each(["limit", "blocked", "tally", "action", ADDRESS, "account-1000007"])(
  "takes nothing of anybody else's out of Redis with a reader whose name is “%s”",
  async (username) => {
    await db.delete(users).where(eq(users.username, username));
    const actor = await buildUser({ username });
    await requestErasure(actor, null);
    await blockNetwork(ADDRESS, inDays(30));
    await takeFrom({ name: "action", max: 5, windowMs: 60_000 }, "user-1000007");
    await noteAsking("account-1000007");
    await noteAsking(`account-${actor.id}`);
    const [tally = ""] = await redis().keys("ridizi:tally:asked:*");
    const kept = async () => [
      await redis().zscore("ridizi:blocked", ADDRESS),
      await redis().exists("ridizi:limit:action:user-1000007"),
      await redis().zscore(tally, "account-1000007"),
    ];
    const before = await kept();
    expect(before).not.toContain(null);
    expect(await eraseDueAccounts(inDays(8))).toBe(1);
    expect(await kept()).toEqual(before);
    expect(await redis().zscore(tally, `account-${actor.id}`)).toBeNull();
  },
);
