import { describe, expect, it } from "vitest";
import {
  evennessOf,
  FLAT_SIDE,
  flatSize,
  isPlausibleOutline,
  packFeatures,
  throughCorners,
  unpackFeatures,
} from "./rules";
import { DESCRIPTOR_BYTES, type Point } from "./schema";

const SQUARE: Point[] = [
  [0, 0],
  [1, 0],
  [1, 1],
  [0, 1],
];
const rounded = (points: Point[]) => points.map(([x, y]) => [Number(x.toFixed(6)), Number(y.toFixed(6))]);

describe("throughCorners", () => {
  it("brings the corners of a piece to where it was cut out, and its middle to where the diagonals meet", () => {
    const leaning: Point[] = [
      [0.2, 0.1],
      [0.9, 0.3],
      [0.7, 0.8],
      [0.3, 0.9],
    ];
    const toPhoto = throughCorners(leaning);
    expect(rounded(SQUARE.map(toPhoto))).toEqual(rounded(leaning));
    const [x, y] = toPhoto([0.5, 0.5]);
    const [[ax, ay], [bx, by], [cx, cy], [dx, dy]] = leaning as [Point, Point, Point, Point];
    expect((x - ax) * (cy - ay) - (y - ay) * (cx - ax)).toBeCloseTo(0);
    expect((x - bx) * (dy - by) - (y - by) * (dx - bx)).toBeCloseTo(0);
  });

  it("only moves and scales where the piece was seen straight on, and goes on beyond it", () => {
    const toPhoto = throughCorners(SQUARE.map(([x, y]): Point => [0.25 + x / 2, 0.1 + y / 4]));
    expect(rounded([[0.5, 0.5] as Point, [-1, 2] as Point].map(toPhoto))).toEqual([
      [0.5, 0.225],
      [-0.25, 0.6],
    ]);
  });
});

describe("flatSize", () => {
  it("keeps the proportion in which the photo shows the piece", () => {
    const upright = SQUARE.map(([x, y]): Point => [0.25 + x / 2, 0.1 + y * 0.75]);
    expect(flatSize(upright, { width: 600, height: 800 })).toEqual({ width: FLAT_SIDE / 2, height: FLAT_SIDE });
    expect(flatSize(upright, { width: 1_200, height: 400 })).toEqual({ width: FLAT_SIDE, height: FLAT_SIDE / 2 });
  });
});

describe("isPlausibleOutline", () => {
  const leant = (by: number) => SQUARE.map(([x, y]): Point => [0.3 + x * 0.4 * (1 - by * y), 0.1 + y * 0.8]);

  it("takes a book that is held to the camera, upright or leant", () => {
    expect(isPlausibleOutline(leant(0), 0.67, 3 / 4)).toBe(true);
    expect(isPlausibleOutline(leant(0.4), 0.67, 3 / 4)).toBe(true);
  });

  it.each<[string, Point[], number]>([
    ["mirrored", leant(0).toReversed(), 0.67],
    ["tiny", leant(0).map(([x, y]): Point => [x / 10, y / 10]), 0.67],
    ["far outside", leant(0).map(([x, y]): Point => [x + 2, y]), 0.67],
    ["squeezed", leant(0), 3],
    ["crossed", [0, 2, 1, 3].map((at) => leant(0)[at] ?? [0, 0]), 0.67],
    ["nowhere", leant(0).map((): Point => [Number.NaN, 0]), 0.67],
  ])("refuses what is %s", (_, outline, ratio) => {
    expect(isPlausibleOutline(outline, ratio, 3 / 4)).toBe(false);
  });
});

describe("evennessOf", () => {
  /** Four details in each sixth of a cover. */
  const details = [0.25, 0.75].flatMap((x) =>
    [1, 3, 5].flatMap((y) => [0, 0.01, 0.02, 0.03].map((off): Point => [x + off, y / 6])),
  );
  const isAbove = ([, y]: Point) => y < 0.3;

  it("is 1 where every part is borne out, by few details too", () => {
    expect(evennessOf(details, details, details)).toBe(1);
    const few = details.filter((_, at) => at % 4 === 0);
    expect(evennessOf(details, few, details)).toBe(1);
  });

  it("is the share of the details in the parts that are: a name that a series shares is not the cover", () => {
    expect(evennessOf(details, details.filter(isAbove), details)).toBeCloseTo(1 / 3);
  });

  it("does not hold against a cover what the photo does not show", () => {
    const shown = details.filter(isAbove);
    expect(evennessOf(details, shown, shown)).toBe(1);
    expect(evennessOf(details, shown, [...shown, [0.5, 7], [-2, 0.5]])).toBe(1);
  });

  it("is 0 where nothing can be compared", () => {
    expect(evennessOf(details, [], [])).toBe(0);
  });
});

describe("packFeatures", () => {
  it("comes back as it was but for the rounding, and refuses what is cut off", () => {
    const features = {
      ...{ width: 267, height: 400 },
      points: Float32Array.from([10.03, 20.5, 266.9, 399.9]),
      sizes: Float32Array.from([4.8, 31]),
      angles: Float32Array.from([0, 359.9]),
      descriptors: Uint8Array.from({ length: 2 * DESCRIPTOR_BYTES }, (_, at) => at * 7),
    };
    const packed = packFeatures(features);
    const back = unpackFeatures(packed);
    expect({ ...back, points: 0, sizes: 0, angles: 0 }).toEqual({ ...features, points: 0, sizes: 0, angles: 0 });
    back.points.forEach((value, at) => {
      expect(value).toBeCloseTo(features.points[at] ?? 0, 1);
    });
    expect((back.sizes[1] ?? 0) / 31).toBeCloseTo(1, 1);
    expect(() => unpackFeatures(packed.subarray(1))).toThrow("features in");
  });
});
