import { describe, expect, it } from "vitest";
import { between, ROOM } from "./rules";

describe("between", () => {
  it("finds a number strictly between two, as long as there is one", () => {
    let [low, high] = [0, ROOM];
    for (let tries = 0; tries < 20; tries++) {
      const middle = between(low, high);
      expect(middle).toBeDefined();
      expect(middle).toBeGreaterThan(low);
      expect(middle).toBeLessThan(high);
      high = middle ?? low;
    }
    expect(between(1, 1)).toBeUndefined();
    expect(between(1, 1 + Number.EPSILON)).toBeUndefined();
  });

  it("goes beyond the one that there is, and begins somewhere without any", () => {
    expect(between(5, undefined)).toBeGreaterThan(5);
    expect(between(undefined, 5)).toBeLessThan(5);
    expect(between(undefined, undefined)).toBeDefined();
  });
});
