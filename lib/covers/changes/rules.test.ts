import { describe, expect, it } from "vitest";
import { isWorthSnapshot } from "./rules";

describe("isWorthSnapshot", () => {
  it("wants some hundred changes of a few covers, and a share of many", () => {
    expect([0, 255, 256].map((changes) => isWorthSnapshot(changes, 100))).toEqual([false, false, true]);
    expect([256, 1_999, 2_000].map((changes) => isWorthSnapshot(changes, 100_000))).toEqual([false, false, true]);
  });
});
