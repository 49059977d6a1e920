import { afterAll, beforeAll, expect, it } from "vitest";
import { redis } from "@/lib/platform/redis";
import { type FakeProvider, startFakeProvider } from "@/scripts/fake-provider/server";
import { listServiceStates, lookUpIsbn } from "../queries";
import { change, withRedis } from "./adapters/shared-state";
import { takeSlot } from "./rules";
import { slots } from "./schema";

let fake: FakeProvider;
const never = new AbortController().signal;

beforeAll(async () => {
  fake = await startFakeProvider();
  Object.assign(process.env, fake.settings, { REDIS_URL: "redis://127.0.0.1:1/0" });
});

afterAll(async () => {
  redis().disconnect();
  await fake.stop();
});

it("keeps budgets and breakers in memory while Redis is away, and does not wait for it each time", async () => {
  expect(await withRedis((client) => client.ping())).toBeUndefined();
  const startedAt = Date.now();
  const shared = { key: "budget", schema: slots, initial: [], ttlMs: 60_000 };
  const waits = await Promise.all(
    Array.from({ length: 5 }, () =>
      change(shared, (state) => {
        const { slots: next, ...result } = takeSlot(state, { max: 3, windowMs: 30_000 }, startedAt, 1_000);
        return { state: next, result };
      }),
    ),
  );
  expect(waits.map(({ isTaken }) => isTaken)).toEqual([true, true, true, false, false]);
  expect(Date.now() - startedAt).toBeLessThan(500);

  expect((await lookUpIsbn("9783257229530", never)).outcome).toBe("found");
  fake.setFaults([{ kind: "limited", service: "dnb", retryAfter: "60" }]);
  await lookUpIsbn("9783518368541", never);
  expect(await listServiceStates()).toContainEqual(expect.objectContaining({ name: "dnb", state: "resting" }));
});
