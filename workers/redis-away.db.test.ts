import { type ChildProcess, spawn } from "node:child_process";
import type { AddressInfo } from "node:net";
import { createServer } from "node:net";
import { setTimeout as wait } from "node:timers/promises";
import { afterAll, expect, it } from "vitest";

/** A port that nothing listens on. */
async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  await new Promise((resolve) => server.close(resolve));
  return port;
}

// Before anything of the product is loaded: it reads its configuration once.
const port = await freePort();
process.env.REDIS_URL = `redis://127.0.0.1:${port}`;
const { db } = await import("@/db/client");
const { recordEvent } = await import("@/lib/events/commands");
const { getOutboxLag } = await import("@/lib/events/queries");
const { bookAdded } = await import("@/lib/catalog/events");
const { getReadiness } = await import("@/lib/ops/queries");
const { takeFrom } = await import("@/lib/platform/rate-limit");
const { redis } = await import("@/lib/platform/redis");
const { runRelay } = await import("./relay");

let server: ChildProcess | undefined;
const stop = new AbortController();

afterAll(() => {
  stop.abort();
  redis().disconnect();
  server?.kill("SIGKILL");
});

it("keeps events while Redis is away, limits all the same, and carries everything on when it is back", async () => {
  for (const bookId of [1, 2, 3]) await db.transaction((tx) => recordEvent(tx, bookAdded, { bookId }));
  const relay = runRelay(stop.signal);

  const limit = { name: "test", max: 2, windowMs: 60_000 };
  const verdicts = [await takeFrom(limit, "who"), await takeFrom(limit, "who"), await takeFrom(limit, "who")];
  expect(verdicts.map(({ allowed }) => allowed)).toEqual([true, true, false]);
  expect(await getReadiness()).toMatchObject({ checks: { database: true, redis: false } });
  expect((await getOutboxLag()).waiting).toBe(3);

  server = spawn("redis-server", ["--port", String(port), "--bind", "127.0.0.1", "--save", ""], { stdio: "ignore" });
  for (let tries = 0; (await getOutboxLag()).waiting > 0; tries++) {
    if (tries > 200) throw new Error("the events were not carried on within 20 s");
    await wait(100);
  }
  expect(await redis().zcard("ridizi:vision:prioritized")).toBe(3);
  stop.abort();
  await relay;
}, 60_000);
