import { describe, expect, it } from "vitest";
import type { Picture } from "../../schema";
import type { Point } from "../schema";
import { straightenPicture } from "./extractor";

/** Left red, right blue, and brighter from top to bottom in green. */
function halves(width: number, height: number): Picture {
  const data = new Uint8Array(width * height * 3);
  for (let y = 0; y < height; y++)
    for (let x = 0; x < width; x++)
      data.set([x < width / 2 ? 200 : 0, Math.round((255 * y) / height), x < width / 2 ? 0 : 200], (y * width + x) * 3);
  return { data, width, height };
}

const pixel = ({ data, width }: Picture, x: number, y: number) => [...data.subarray((y * width + x) * 3).slice(0, 3)];

describe("straightenPicture", () => {
  const whole: Point[] = [
    [0, 0],
    [1, 0],
    [1, 1],
    [0, 1],
  ];

  it("gives the very same picture for its own corners", async () => {
    const picture = halves(60, 40);
    const { data, ...size } = await straightenPicture({ picture, corners: whole, width: 60, height: 40 });
    expect(size).toEqual({ width: 60, height: 40 });
    expect(Buffer.from(data).equals(Buffer.from(picture.data))).toBe(true);
  });

  it("turns what lies on its side upright", async () => {
    const corners = [...whole.slice(1), ...whole.slice(0, 1)];
    const upright = await straightenPicture({ picture: halves(60, 40), corners, width: 40, height: 60 });
    // The photo's right edge is on top, and its top edge on the left.
    expect(pixel(upright, 1, 5)).toEqual([0, expect.any(Number), 200]);
    expect(pixel(upright, 1, 55)).toEqual([200, expect.any(Number), 0]);
    expect(pixel(upright, 2, 5)[1]).toBeLessThan(pixel(upright, 38, 5)[1] ?? 0);
  });

  it("takes a trapezium for the rectangle that it shows, and goes on with the edge outside", async () => {
    const corners: Point[] = [
      [0.3, 0.2],
      [0.7, 0.2],
      [1.1, 0.9],
      [-0.1, 0.9],
    ];
    const flat = await straightenPicture({ picture: halves(300, 200), corners, width: 100, height: 140 });
    for (const y of [3, 70, 137]) {
      expect(pixel(flat, 40, y)).toEqual([200, expect.any(Number), 0]);
      expect(pixel(flat, 60, y)).toEqual([0, expect.any(Number), 200]);
    }
    expect(pixel(flat, 0, 138)).toEqual([200, expect.any(Number), 0]);
  });
});
