import { eq, sql } from "drizzle-orm";
import { describe, expect, it } from "vitest";
import { isUnreachable } from "@/lib/platform/unreachable";
import { db, hasLostRace, inTransaction, isOutOfTime, selectWithin, type Tx } from "./client";
import { buildUser } from "./factories";
import { users } from "./schema/accounts";

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

  it("waits its turn for a row however long another one holds it, and does not take that for a silent database", async () => {
    const { id } = await buildUser();
    const rename = (tx: Tx, username: string) => tx.update(users).set({ username }).where(eq(users.id, id));
    let holds = () => {};
    const isHeld = new Promise<void>((resolve) => {
      holds = resolve;
    });
    const first = inTransaction(async (tx) => {
      await rename(tx, `first-${id}`);
      holds();
      for (let second = 0; second < 8; second++) await tx.execute(sql`select sleep(1)`);
    });
    await isHeld;
    await Promise.all([first, inTransaction((tx) => rename(tx, `last-${id}`))]);
    const [row] = await db.select().from(users).where(eq(users.id, id));
    expect(row?.username).toBe(`last-${id}`);
  }, 30_000);
});

it("gives up a question whose time is over, and says so; the same in time has its answer", async () => {
  const startedAt = performance.now();
  const late = await db.execute(selectWithin(50, sql`sleep(5) as slept`)).catch((error: unknown) => error);
  expect(performance.now() - startedAt).toBeLessThan(4_000);
  expect([isOutOfTime(late), hasLostRace(late), isOutOfTime(new Error("late"))]).toEqual([true, false, false]);
  const [rows] = await db.execute(selectWithin(5_000, sql`${7} as number`));
  expect(rows).toEqual([{ number: 7 }]);
  // The limit is that question's alone.
  const [after] = await db.execute(sql`select sleep(0.2) as slept`);
  expect(after).toEqual([{ slept: 0 }]);
});
