import { afterAll, expect, it } from "vitest";
import { isOutOfMemory, threadPool, wasGivenUp } from "./threads";

const pool = threadPool("lib/covers/features/adapters/feature-thread", { maxThreads: 1 });
const small = threadPool("lib/transfers/files/adapters/file-thread", {
  maxThreads: 1,
  resourceLimits: { maxOldGenerationSizeMb: 32, maxYoungGenerationSizeMb: 8 },
});
afterAll(() => Promise.all([pool.destroy(), small.destroy()]));

it("tells a task that came too late from one that went wrong", async () => {
  const late = await pool.run({}, { name: "extract", signal: AbortSignal.timeout(5) }).catch((error) => error);
  expect([late.name, wasGivenUp(late)]).toEqual(["AbortError", true]);
  const wrong = await pool.run({}, { name: "no such function" }).catch((error) => error);
  expect([wrong instanceof Error, wasGivenUp(wrong)]).toEqual([true, false]);
});

it("ends a thread that takes more memory than it may, and goes on with another one", async () => {
  const read = (count: number) => {
    const text = `[${"{},".repeat(count)}{"title":"Sea Road"}]`;
    return small.run({ text, now: new Date() }, { name: "openText" });
  };
  const tooMuch = await read(1_500_000).catch((error) => error);
  expect([isOutOfMemory(tooMuch), wasGivenUp(tooMuch)]).toEqual([true, false]);
  expect(await read(1)).toMatchObject({ ok: true });
});
