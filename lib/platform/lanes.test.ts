import { expect, it } from "vitest";
import { inLanes } from "./lanes";
import { sleep } from "./sleep";

it("does no more at once than there are lanes, all in their order, and goes on after what failed", async () => {
  let [running, most] = [0, 0];
  const done: number[] = [];
  const one = (at: number) =>
    inLanes("test", 2, async () => {
      running += 1;
      most = Math.max(most, running);
      await sleep(5);
      running -= 1;
      if (at === 1) throw new Error("one fails");
      done.push(at);
    });
  const results = await Promise.allSettled(Array.from({ length: 7 }, (_, at) => one(at)));
  expect(results.filter(({ status }) => status === "rejected")).toHaveLength(1);
  expect([most, running, done]).toEqual([2, 0, [0, 2, 3, 4, 5, 6]]);
});
