import { afterAll, expect, it } from "vitest";
import { threadPool, wasGivenUp } from "./threads";

const pool = threadPool("lib/covers/features/adapters/feature-thread", { maxThreads: 1 });
afterAll(() => pool.destroy());

it("tells a task that came too late from one that went wrong", async () => {
  const late = await pool.run({}, { name: "extract", signal: AbortSignal.timeout(5) }).catch((error) => error);
  expect([late.name, wasGivenUp(late)]).toEqual(["AbortError", true]);
  const wrong = await pool.run({}, { name: "no such function" }).catch((error) => error);
  expect([wrong instanceof Error, wasGivenUp(wrong)]).toEqual([true, false]);
});
