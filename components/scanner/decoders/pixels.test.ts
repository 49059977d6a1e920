import { describe, expect, it } from "vitest";
import { broughtOut, type Grey, greyOf, levelled, pixelsOf, resized, turned } from "./pixels";

/** A picture by a function of its pixels. */
function drawn(width: number, height: number, shadeAt: (x: number, y: number) => number): Grey {
  const values = new Uint8ClampedArray(width * height);
  for (let at = 0; at < values.length; at++) values[at] = shadeAt(at % width, Math.floor(at / width));
  return { values, width, height };
}
const at = ({ values, width }: Grey, x: number, y: number) => values[y * width + x] ?? Number.NaN;

/** How far the bars stand apart in a row. */
const spread = (grey: Grey, fromX: number, toX: number) => {
  const row = [...grey.values.subarray(16 * grey.width + fromX, 16 * grey.width + toX)];
  return Math.max(...row) - Math.min(...row);
};
const BARS = drawn(96, 32, (x) => (Math.floor(x / 4) % 2 ? 200 : 60));

describe("greyOf and pixelsOf", () => {
  it("weigh the colours as the eye does, and give an opaque picture back", () => {
    const red = { data: new Uint8ClampedArray([255, 0, 0, 255]), width: 1, height: 1 };
    expect([...pixelsOf(greyOf(red)).data]).toEqual([76, 76, 76, 255]);
  });
});

describe("resized", () => {
  it("keeps bars where they are, at twice the size", () => {
    const large = resized(BARS, 2);
    expect(large).toMatchObject({ width: 192, height: 64 });
    for (const x of [1, 5, 9, 90]) expect(at(large, x * 2, 10)).toBe(at(BARS, x, 5));
  });

  it("leaves a picture alone that has the size already", () => {
    expect(resized(BARS, 1)).toBe(BARS);
  });
});

describe("turned", () => {
  const dot = drawn(21, 11, (x, y) => (x === 18 && y === 5 ? 0 : 200));

  it("lays a picture on its side with nothing cut off", () => {
    const side = turned(dot, 90);
    expect(side.width).toBeGreaterThanOrEqual(11);
    expect(side.height).toBeGreaterThanOrEqual(21);
    expect(Math.min(...side.values)).toBeLessThan(160);
  });

  it("is white where there was no picture", () => {
    expect(at(turned(dot, 45), 0, 0)).toBe(255);
  });
});

describe("broughtOut", () => {
  it("sets soft bars further apart", () => {
    const soft = drawn(96, 32, (x) => 130 + 30 * Math.sin((x * Math.PI) / 4));
    expect(spread(broughtOut(soft, 2, 2), 20, 60)).toBeGreaterThan(1.5 * spread(soft, 20, 60));
  });

  it("leaves a plain wall plain", () => {
    expect(
      new Set(
        broughtOut(
          drawn(20, 20, () => 130),
          2,
          2,
        ).values,
      ),
    ).toEqual(new Set([130]));
  });
});

describe("levelled", () => {
  it("gives bars in the shadow the contrast of those in the light", () => {
    const shaded = drawn(96, 32, (x) => (x < 48 ? 1 : 0.2) * (Math.floor(x / 4) % 2 ? 230 : 90));
    const even = levelled(shaded, 8);
    expect(spread(shaded, 60, 90)).toBeLessThan(0.25 * spread(shaded, 4, 36));
    expect(spread(even, 60, 90)).toBeGreaterThan(0.7 * spread(even, 4, 36));
  });

  it("does not blow the noise of plain paper up to bars", () => {
    const paper = drawn(64, 32, (x, y) => 200 + ((x * 7 + y * 13) % 5));
    expect(spread(levelled(paper, 8), 8, 56)).toBeLessThan(40);
  });
});
