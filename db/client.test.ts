import net from "node:net";
import { afterAll, describe, expect, it } from "vitest";
import { isUnreachable, retryUnreachable } from "@/lib/platform/unreachable";
import { closeDatabase, db } from "./client";

/** Takes connections and says nothing, as a database that hangs does. */
const server = net.createServer().listen(0, "127.0.0.1");
await new Promise((resolve) => server.once("listening", resolve));
process.env.DB_HOST = "127.0.0.1";
process.env.DB_PORT = String((server.address() as net.AddressInfo).port);

afterAll(async () => {
  await closeDatabase();
  server.close();
});

describe("db", () => {
  it("calls a database that does not answer away, within ten seconds and without asking again", async () => {
    const startedAt = performance.now();
    const error = await retryUnreachable(() => db.execute("select 1")).then(
      () => undefined,
      (thrown: unknown) => thrown,
    );
    expect(isUnreachable(error)).toBe(true);
    expect(performance.now() - startedAt).toBeLessThan(10_000);
  });
});
