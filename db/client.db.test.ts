import { sql } from "drizzle-orm";
import { describe, expect, it } from "vitest";
import { isUnreachable } from "@/lib/platform/unreachable";
import { db } from "./client";

describe("db", () => {
  it("gives a question up that the database never answers, and goes on with a fresh connection", async () => {
    const startedAt = performance.now();
    const error = await db.execute(sql`select sleep(30)`).then(
      () => undefined,
      (thrown: unknown) => thrown,
    );
    expect(isUnreachable(error)).toBe(true);
    expect(performance.now() - startedAt).toBeLessThan(10_000);
    await db.execute(sql`select 1`);
  });
});
