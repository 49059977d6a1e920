import { describe, expect, it } from "vitest";
import { BlurWatch } from "./blur-watch";

const SHARP = 0.35;
const BLURRED = 0.68;

describe("BlurWatch", () => {
  it("advises after a second and a half of blurred pictures, and stops when one is sharp", () => {
    const watch = new BlurWatch();
    expect([0, 500, 1_000, 1_400].map((at) => watch.see(BLURRED, at))).toEqual([false, false, false, false]);
    expect(watch.see(BLURRED, 1_500)).toBe(true);
    expect(watch.see(SHARP, 2_000)).toBe(false);
    expect(watch.see(BLURRED, 2_500)).toBe(false);
  });

  it("starts anew when a code was read", () => {
    const watch = new BlurWatch();
    watch.see(BLURRED, 0);
    watch.reset();
    expect(watch.see(BLURRED, 1_600)).toBe(false);
  });

  it("does not complain about a wall", () => {
    const watch = new BlurWatch();
    expect([0, 1_000, 2_000].map((at) => watch.see(null, at))).toEqual([false, false, false]);
  });
});
