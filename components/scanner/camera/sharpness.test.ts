import { describe, expect, it } from "vitest";
import type { Pixels } from "../decoders/pixels";
import { BLURRED_FROM, blurriness, sharpness } from "./sharpness";

const SIDE = 32;
// Not black and white: what is at the end of the scale cannot be brought out further.
const DARK = 60;
const LIGHT = 190;

/** Vertical stripes, softened over `blur` pixels on each side of an edge. */
function stripes(blur: number): Pixels {
  const pixels = new Uint8ClampedArray(SIDE * SIDE * 4).fill(255);
  for (let at = 0; at < SIDE * SIDE; at++) {
    const x = at % SIDE;
    let sum = 0;
    for (let offset = -blur; offset <= blur; offset++)
      sum += Math.floor((x + offset + 64) / 8) % 2 === 0 ? DARK : LIGHT;
    pixels.fill(sum / (2 * blur + 1), at * 4, at * 4 + 3);
  }
  return { data: pixels, width: SIDE, height: SIDE };
}

describe("sharpness", () => {
  it("falls as the same picture gets softer", () => {
    const values = [0, 1, 2, 3].map((blur) => sharpness(stripes(blur)));
    expect(values).toEqual([...values].sort((a, b) => b - a));
    expect(values[0]).toBeGreaterThan(2 * (values[1] ?? 0));
  });

  it("is nothing for a plain wall, and for a picture too small to judge", () => {
    expect(sharpness(plain(SIDE))).toBeCloseTo(0);
    expect(sharpness(plain(2))).toBe(0);
  });
});

describe("blurriness", () => {
  it("is low for sharp bars, and for soft ones beyond what decoders can read", () => {
    const values = [0, 1, 2, 3].map((blur) => blurriness(stripes(blur)) ?? 0);
    expect(values[0]).toBeLessThan(BLURRED_FROM);
    expect(values[3]).toBeGreaterThan(BLURRED_FROM);
  });

  it("says nothing of a plain wall", () => {
    expect(blurriness(plain(SIDE))).toBeNull();
  });
});

const plain = (side: number): Pixels => ({
  data: new Uint8ClampedArray(side * side * 4).fill(130),
  width: side,
  height: side,
});
