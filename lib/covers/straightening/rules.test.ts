import { describe, expect, it } from "vitest";
import { isWhole, readCorners, straightSize, turned, upright, writeCorners } from "./rules";
import type { Corners } from "./schema";

const photo = { width: 1_000, height: 1_000 };
const rectangle = (left: number, top: number, right: number, bottom: number): Corners => [
  [left, top],
  [right, top],
  [right, bottom],
  [left, bottom],
];

describe("straightSize", () => {
  it("takes a cover that is seen straight on as large as it is, in its own proportion", () => {
    expect(straightSize(rectangle(0.2, 0.2, 0.6, 0.8), photo, 2 / 3)).toEqual({ size: { width: 400, height: 600 } });
    expect(straightSize(rectangle(0.2, 0.2, 0.6, 0.8), photo)).toEqual({ size: { width: 400, height: 600 } });
  });

  it("gives back what a slanting camera took, and never enlarges a side more than half as much again", () => {
    // Seen from below: the height is squeezed to 400 of 600, then to 200.
    expect(straightSize(rectangle(0.2, 0.2, 0.6, 0.6), photo, 2 / 3)).toEqual({ size: { width: 400, height: 600 } });
    expect(straightSize(rectangle(0.2, 0.2, 0.6, 0.42), photo, 2 / 3)).toEqual({ size: { width: 220, height: 330 } });
    const trapezium: Corners = [
      [0.3, 0.1],
      [0.6, 0.1],
      [0.8, 0.8],
      [0.1, 0.8],
    ];
    const found = straightSize(trapezium, photo, 2 / 3);
    expect("size" in found && found.size.width).toBe(450);
  });

  it("is no larger than a stored cover", () => {
    const large = { width: 4_000, height: 4_000 };
    expect(straightSize(rectangle(0, 0, 0.6, 0.9), large, 2 / 3)).toEqual({ size: { width: 1_067, height: 1_600 } });
    expect(straightSize(rectangle(0, 0, 0.9, 0.6), large, 3 / 2)).toEqual({ size: { width: 1_600, height: 1_067 } });
  });

  it("is none for what is no cover: crossed, mirrored, squeezed flat, or too small to read", () => {
    const [a, b, c, d] = rectangle(0.2, 0.2, 0.6, 0.8);
    for (const corners of [[a, c, b, d], [b, a, d, c], rectangle(0.1, 0.4, 0.9, 0.5)] as Corners[])
      expect(straightSize(corners, photo, 2 / 3)).toEqual({ problem: "not_a_cover" });
    expect(straightSize(rectangle(0.2, 0.2, 0.3, 0.35), { width: 1_600, height: 1_200 }, 2 / 3)).toEqual({
      problem: "not_a_cover",
    });
    expect(straightSize(rectangle(0.2, 0.2, 0.4, 0.5), { width: 500, height: 500 }, 2 / 3)).toEqual({
      problem: "too_small",
    });
  });
});

describe("isWhole", () => {
  it("bears a corner just outside of the photo, and no more", () => {
    expect(isWhole(rectangle(-0.04, 0, 1, 1.05))).toBe(true);
    expect(isWhole(rectangle(-0.06, 0, 1, 1))).toBe(false);
    expect(isWhole([])).toBe(false);
  });
});

describe("turned", () => {
  it("comes back to the same corners after four quarters, by way of the cover upside down", () => {
    const corners = rectangle(0.1, 0.2, 0.3, 0.4);
    expect(turned(corners)[0]).toEqual([0.1, 0.4]);
    expect(turned(turned(corners))[0]).toEqual([0.3, 0.4]);
    expect(turned(turned(turned(turned(corners))))).toEqual(corners);
  });
});

it("takes a cover that was found in a photo for one that lies upright, whichever corner was named first", () => {
  const corners: Corners = [
    [0.3, 0.2],
    [0.7, 0.25],
    [0.65, 0.8],
    [0.25, 0.75],
  ];
  for (const found of [corners, turned(corners), turned(turned(corners)), turned(turned(turned(corners)))])
    expect(upright(found)).toEqual(corners);
});

describe("corners in an address", () => {
  it("are read as they were written", () => {
    const corners = rectangle(0.1, 0, 0.975, 1);
    expect(readCorners(writeCorners(corners))).toEqual(corners);
  });

  it.each(["", "0,0,1,0,1,1,0", "0,0,1,0,1,1,0,1,0", "0,0,1,0,1,1,0,x", "0,0,9,0,1,1,0,1", "NaN,0,1,0,1,1,0,1"])(
    "are none in %j",
    (text) => expect(readCorners(text)).toBeUndefined(),
  );
});
