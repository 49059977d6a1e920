import { expect, it } from "vitest";
import { redis } from "./redis";
import { listTallies, tally } from "./tally";

const HOUR_MS = 60 * 60_000;

it("counts how often one was seen, and with how many others, over this hour and the one before", async () => {
  const now = new Date();
  const before = new Date(now.getTime() - HOUR_MS);
  for (const at of [1, 2, 3, 4]) await tally("test_failed", "192.0.2.7", `account-${at}`, before);
  for (const at of [3, 4, 5, 6]) await tally("test_failed", "192.0.2.7", `account-${at}`, now);
  await tally("test_failed", "192.0.2.8", "account-1", now);
  expect(await listTallies("test_failed", 5, now)).toEqual([{ subject: "192.0.2.7", count: 8, spread: 6 }]);
  expect(await listTallies("test_failed", 9, now)).toEqual([]);
  // Two hours later it is forgotten.
  expect(await listTallies("test_failed", 1, new Date(now.getTime() + 2 * HOUR_MS))).toEqual([]);
});

it("keeps what it counted for three hours at most", async () => {
  await tally("test_kept", "192.0.2.7", "account-1");
  const keys = await redis().keys("ridizi:tally:test_kept:*");
  expect(keys).toHaveLength(2);
  for (const key of keys) expect(await redis().ttl(key)).toBeGreaterThan(0);
});
