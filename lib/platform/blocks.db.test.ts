import { expect, it } from "vitest";
import { blockedForMs, blockNetwork, getBlock, unblockNetwork } from "./blocks";
import { redis } from "./redis";

const HOUR_MS = 60 * 60_000;

it("refuses a network for as long as it was told, and no other", async () => {
  await blockNetwork("192.0.2.7", new Date(Date.now() + HOUR_MS));
  expect(blockedForMs("192.0.2.7")).toBeGreaterThan(HOUR_MS - 5_000);
  expect(blockedForMs("192.0.2.8")).toBe(0);
  expect(await getBlock("192.0.2.7")).toBeInstanceOf(Date);
  await unblockNetwork("192.0.2.7");
  expect([blockedForMs("192.0.2.7"), await getBlock("192.0.2.7")]).toEqual([0, null]);
});

it("hears of what another process has blocked within seconds", async () => {
  await redis().zadd("ridizi:blocked", Date.now() + HOUR_MS, "2001:db8:0:7::/64");
  await expect.poll(() => blockedForMs("2001:db8:0:7::/64"), { timeout: 10_000, interval: 250 }).toBeGreaterThan(0);
});
