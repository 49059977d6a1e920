import { expect, it } from "vitest";
import { restAfterLossesMs } from "./rules";

it("lets a job that brings its process down rest so long that five falls do not come within a minute each", () => {
  // Each life of the process lasts until its lock has run out, 10 s at least, and the rest.
  const lives = Array.from({ length: 11 }, (_, losses) => 10_000 + restAfterLossesMs(losses));
  let inARow = 0;
  for (const life of lives) {
    inARow = life < 60_000 ? inARow + 1 : 1;
    expect(inARow).toBeLessThan(5);
  }
  expect(lives.slice(0, 5)).toEqual([10_000, 10_000, 25_000, 70_000, 130_000]);
  expect(restAfterLossesMs(30)).toBe(600_000);
});
