import { describe, expect, it } from "vitest";
import type { TextLine } from "../schema";
import {
  asRead,
  boxOf,
  cutStrip,
  decodeText,
  findText,
  halved,
  inReadingOrder,
  quartersOf,
  quarterTurned,
  runsAcross,
  smallestRectangle,
  toPlanes,
  turnedBack,
  waysOf,
} from "./rules";
import type { Raster, Rectangle, Strip } from "./schema";

const PLAIN = { mean: [0, 0, 0], deviation: [1, 1, 1] } satisfies Parameters<typeof toPlanes>[1];
const degrees = (radians: number) => Math.round((radians / Math.PI) * 180);
const radians = (angle: number) => (angle / 180) * Math.PI;

/** A map of probabilities with one bar, turned about its middle. */
function bar(size: number, { length, height, angle }: { length: number; height: number; angle: number }, value = 0.9) {
  const [cos, sin] = [Math.cos(radians(angle)), Math.sin(radians(angle))];
  return Float32Array.from({ length: size * size }, (_, at) => {
    const [x, y] = [(at % size) + 0.5 - size / 2, Math.floor(at / size) + 0.5 - size / 2];
    const isInside = Math.abs(x * cos + y * sin) <= length / 2 && Math.abs(y * cos - x * sin) <= height / 2;
    return isInside ? value : 0.05;
  });
}

/** Each pixel is told by its place. */
function numbered(width: number, height: number): Raster {
  const data = new Uint8Array(width * height * 3);
  for (let at = 0; at < width * height; at++) data.set([(at % width) * 10, Math.floor(at / width) * 10, 7], at * 3);
  return { data, width, height };
}

const pixel = ({ data, width }: Raster, x: number, y: number) => [...data.slice((y * width + x) * 3).slice(0, 3)];

const line = (angle: number, length = 100, height = 20): Rectangle => ({
  x: 0,
  y: 0,
  length,
  height,
  angle: radians(angle),
});

describe("findText", () => {
  it.each([0, 17, 45, 90, 133])(
    "finds a line at %i degrees and gives it the margin that the network leaves out",
    (angle) => {
      const [found, ...others] = findText(bar(200, { length: 120, height: 12, angle }), 200, 200);
      expect(others).toEqual([]);
      expect(found?.x).toBeCloseTo(100, 0);
      expect(found?.y).toBeCloseTo(100, 0);
      expect(degrees(found?.angle ?? 0) % 180).toBeCloseTo(angle, -0.5);
      // 1.6 times the area over the circumference on each side.
      expect(found?.length).toBeGreaterThan(131);
      expect(found?.length).toBeLessThan(142);
      expect(found?.height).toBeGreaterThan(25);
      expect(found?.height).toBeLessThan(34);
    },
  );

  it("keeps lines apart that do not touch, and passes over what is faint or only a dot", () => {
    const both = bar(100, { length: 60, height: 8, angle: 0 }).map((value, at) =>
      at > 100 * 80 && at < 100 * 90 ? 0.8 : value,
    );
    expect(findText(both, 100, 100)).toHaveLength(2);
    expect(findText(bar(100, { length: 60, height: 8, angle: 0 }, 0.4), 100, 100)).toEqual([]);
    expect(findText(bar(100, { length: 2, height: 2, angle: 0 }), 100, 100)).toEqual([]);
    expect(findText(new Float32Array(64).fill(0.9), 8, 8)).toHaveLength(1);
  });
});

describe("smallestRectangle", () => {
  it("lies along the long side, whatever the order of the points", () => {
    const found = smallestRectangle([
      [10, 0],
      [10, 30],
      [0, 30],
      [5, 15],
      [0, 0],
    ]);
    expect(found).toMatchObject({ x: 5, y: 15, length: 30, height: 10 });
    expect(degrees(found.angle)).toBe(90);
  });
});

describe("waysOf", () => {
  it("follows most of the text, across the seam between 0 and 180 degrees too", () => {
    const ways = waysOf([line(178), line(3), line(1), line(80, 30)]).map(degrees);
    expect(ways).toHaveLength(2);
    expect(Math.abs(ways[0] ?? 90)).toBeLessThan(20);
    expect((ways[1] ?? 0) - (ways[0] ?? 0)).toBe(180);
  });

  it("takes all quarters where no shape says anything", () => {
    expect(waysOf([line(30, 20, 20)])).toHaveLength(4);
    expect(waysOf([])).toHaveLength(4);
  });
});

describe("asRead", () => {
  it.each([
    ["a line", line(10), 0, { width: 100, height: 20, angle: 10 }],
    ["a line, upside down", line(10), 180, { width: 100, height: 20, angle: 190 }],
    ["a line that runs up", line(90), -90, { width: 100, height: 20, angle: 270 }],
    ["a short word as high as wide", line(80, 22, 20), 0, { width: 20, height: 22, angle: 170 - 180 }],
  ])("reads %s", (_, text, way, expected) => {
    const strip = asRead(text, radians(way));
    expect(strip).toMatchObject({ width: expected.width, height: expected.height });
    expect((degrees(strip.angle) - expected.angle + 720) % 360).toBe(0);
  });

  it("knows a line that runs across the others", () => {
    expect(runsAcross(line(85), 0)).toBe(true);
    expect(runsAcross(line(30), 0)).toBe(false);
    expect(runsAcross(line(90, 20, 20), 0)).toBe(false);
  });
});

describe("boxOf", () => {
  it("begins where the text begins", () => {
    const photo = { width: 200, height: 100 };
    const strip: Strip = { x: 100, y: 50, width: 80, height: 20, angle: 0 };
    expect(boxOf(strip, photo)[0]).toEqual([0.3, 0.4]);
    const [first, second] = boxOf({ ...strip, angle: -Math.PI / 2 }, photo);
    // Upwards: it begins at the bottom left and goes up.
    expect(first?.map((value) => Math.round(value * 100))).toEqual([45, 90]);
    expect(second?.map((value) => Math.round(value * 100))).toEqual([45, 10]);
  });

  it("stays within the photo", () => {
    const box = boxOf({ x: 5, y: 5, width: 80, height: 40, angle: 0.3 }, { width: 60, height: 60 });
    expect(box.flat().every((value) => value >= 0 && value <= 1)).toBe(true);
  });
});

describe("inReadingOrder", () => {
  const at = (name: string, x: number, y: number) => ({ name, strip: { x, y, width: 40, height: 20, angle: 0 } });
  const lines = [at("fourth", 80, 62), at("second", 90, 18), at("third", 20, 60), at("first", 20, 22)];

  it("goes row by row", () => {
    expect(inReadingOrder(lines, 0).map(({ name }) => name)).toEqual(["first", "second", "third", "fourth"]);
    expect(inReadingOrder(lines, Math.PI).map(({ name }) => name)).toEqual(["fourth", "third", "second", "first"]);
  });
});

describe("quarterTurned", () => {
  it("turns what runs downwards to the right, and boxes back", () => {
    const picture = numbered(3, 2);
    const turned = quarterTurned(picture);
    expect([turned.width, turned.height]).toEqual([2, 3]);
    // The right column, read downwards, is the first row now.
    expect([pixel(turned, 0, 0), pixel(turned, 1, 0)]).toEqual([pixel(picture, 2, 0), pixel(picture, 2, 1)]);
    const row: TextLine["box"] = [
      [0, 0],
      [1, 0],
      [1, 0.25],
      [0, 0.25],
    ];
    expect(turnedBack(row)).toEqual([
      [1, 0],
      [1, 1],
      [0.75, 1],
      [0.75, 0],
    ]);
  });

  it.each([
    [0, 0],
    [40, 0],
    [90, 1],
    [-90, 3],
    [200, 2],
    [-170, 2],
    [350, 0],
  ])("counts the quarters of %i degrees", (angle, quarters) => {
    expect(quartersOf(radians(angle))).toBe(quarters);
  });
});

describe("pixels for the networks", () => {
  it("come blue first, with nothing where the sides were made longer", () => {
    const { values, width, height } = toPlanes(numbered(33, 20), PLAIN);
    expect([width, height]).toEqual([64, 32]);
    expect(values[0]).toBeCloseTo(7 / 255);
    expect(values[2 * width * height + 3]).toBeCloseTo(30 / 255);
    expect(values[40]).toBe(0);
    expect(values[25 * width]).toBe(0);
  });

  it("are cut along a strip, whichever way it runs", () => {
    const picture = numbered(20, 20);
    const red = (strip: Strip) =>
      [...cutStrip(picture, strip, { width: 4, height: 2 }, PLAIN).values.slice(16)].map((value) =>
        Math.round(value * 25.5),
      );
    expect(red({ x: 10, y: 10, width: 4, height: 2, angle: 0 })).toEqual([8, 9, 10, 11, 8, 9, 10, 11]);
    expect(red({ x: 10, y: 10, width: 4, height: 2, angle: Math.PI })).toEqual([11, 10, 9, 8, 11, 10, 9, 8]);
    expect(red({ x: 10, y: 10, width: 4, height: 2, angle: Math.PI / 2 })).toEqual([10, 10, 10, 10, 9, 9, 9, 9]);
  });

  it("are the mean of four at half the size", () => {
    const half = halved(numbered(5, 4));
    expect([half.width, half.height]).toEqual([2, 2]);
    expect(pixel(half, 1, 1)).toEqual([25, 25, 7]);
  });
});

describe("decodeText", () => {
  const characters = ["a", "b", " "];
  /** The likeliest class of each step: 0 is nothing. */
  const steps = (...classes: number[]) =>
    Float32Array.from(classes.flatMap((at) => [0, 1, 2, 3].map((other) => (other === at ? 0.7 : 0.1))));

  it.each([
    [[1, 1, 2], "ab"],
    [[1, 0, 1], "aa"],
    [[0, 1, 3, 2, 3], "a b"],
    [[0, 0], ""],
  ])("reads %j as %j", (classes, text) => {
    expect(decodeText(steps(...classes), characters).text).toBe(text);
  });

  it("is as sure as the network was of its characters on average", () => {
    expect(decodeText(steps(0, 1, 2), characters).confidence).toBeCloseTo(0.7);
    expect(decodeText(steps(0), characters).confidence).toBe(0);
  });
});
