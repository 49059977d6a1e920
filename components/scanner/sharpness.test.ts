import { describe, expect, it } from "vitest";
import { sharpen, sharpness } from "./sharpness";

const SIDE = 32;
// Not black and white: what is at the end of the scale cannot be brought out further.
const DARK = 60;
const LIGHT = 190;

/** Vertical stripes, softened over `blur` pixels on each side of an edge. */
function stripes(blur: number): Uint8ClampedArray {
  const pixels = new Uint8ClampedArray(SIDE * SIDE * 4).fill(255);
  for (let at = 0; at < SIDE * SIDE; at++) {
    const x = at % SIDE;
    let sum = 0;
    for (let offset = -blur; offset <= blur; offset++)
      sum += Math.floor((x + offset + 64) / 8) % 2 === 0 ? DARK : LIGHT;
    pixels.fill(sum / (2 * blur + 1), at * 4, at * 4 + 3);
  }
  return pixels;
}

describe("sharpness", () => {
  it("falls as the same picture gets softer", () => {
    const values = [0, 1, 2, 3].map((blur) => sharpness(stripes(blur), SIDE, SIDE));
    expect(values).toEqual([...values].sort((a, b) => b - a));
    expect(values[0]).toBeGreaterThan(2 * (values[1] ?? 0));
  });

  it("is nothing for a plain wall, and for a picture too small to judge", () => {
    expect(sharpness(new Uint8ClampedArray(SIDE * SIDE * 4).fill(130), SIDE, SIDE)).toBeCloseTo(0);
    expect(sharpness(new Uint8ClampedArray(16), 2, 2)).toBe(0);
  });
});

describe("sharpen", () => {
  it("makes a soft picture sharper and keeps its transparency", () => {
    const soft = stripes(2);
    const before = sharpness(soft, SIDE, SIDE);
    sharpen(soft, SIDE, SIDE);
    expect(sharpness(soft, SIDE, SIDE)).toBeGreaterThan(before);
    expect(soft[3]).toBe(255);
  });
});
