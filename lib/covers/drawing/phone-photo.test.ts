import { readFile } from "node:fs/promises";
import { createRequire } from "node:module";
import sharp from "sharp";
import { beforeAll, describe, expect, it } from "vitest";
import { prepareZXingModule, readBarcodes } from "zxing-wasm/reader";
import { drawBackCover } from "./back-cover.fixtures";
import { type Quad, type Raster, simulatePhoto, warpInto } from "./phone-photo.fixtures";

const blank = (width: number, height: number): Raster => ({ data: Buffer.alloc(width * height * 3), width, height });

/** Red grows to the right, green downwards. */
function ramp(size: number): Raster {
  const raster = blank(size, size);
  for (let i = 0; i < size * size; i++) {
    raster.data.set([((i % size) * 255) / (size - 1), (Math.floor(i / size) * 255) / (size - 1), 128], i * 3);
  }
  return raster;
}

const pixel = ({ data, width }: Raster, x: number, y: number) => [
  ...data.subarray((y * width + x) * 3, (y * width + x) * 3 + 3),
];

const SQUARE: Quad = [
  [0, 0],
  [64, 0],
  [64, 64],
  [0, 64],
];

beforeAll(async () => {
  // Else the reader looks for its module on the web.
  const file = createRequire(import.meta.url).resolve("zxing-wasm/reader/zxing_reader.wasm");
  prepareZXingModule({ overrides: { wasmBinary: new Uint8Array(await readFile(file)).buffer } });
});

describe("warpInto", () => {
  it("copies a picture onto the same square unchanged", () => {
    const [source, target] = [ramp(64), blank(64, 64)];
    warpInto(target, source, SQUARE);
    expect(pixel(target, 20, 50)).toEqual(pixel(source, 20, 50));
    expect(pixel(target, 40, 10)).toEqual(pixel(source, 40, 10));
  });

  it("brings each corner of the picture to its corner of the quadrilateral", () => {
    const target = blank(200, 200);
    warpInto(target, ramp(64), [
      [40, 20],
      [170, 40],
      [190, 180],
      [10, 160],
    ]);
    expect(pixel(target, 43, 23)[0]).toBeLessThan(16);
    expect(pixel(target, 166, 44)[0]).toBeGreaterThan(240);
    expect(pixel(target, 186, 176)).toSatisfy(([red = 0, green = 0]: number[]) => red > 240 && green > 240);
    expect(pixel(target, 14, 157)).toSatisfy(([red = 0, green = 0]: number[]) => red < 16 && green > 240);
    expect(pixel(target, 2, 2)).toEqual([0, 0, 0]);
  });

  it("foreshortens: the middle of the picture is where the diagonals cross, not at the mean of the corners", () => {
    const target = blank(200, 200);
    // A trapezium with a far edge of 60 and a near edge of 180: its diagonals cross a quarter down.
    warpInto(target, ramp(101), [
      [70, 20],
      [130, 20],
      [190, 180],
      [10, 180],
    ]);
    const [red = 0, green = 0] = pixel(target, 100, 60);
    expect(red).toBeGreaterThan(122);
    expect(red).toBeLessThan(134);
    expect(green).toBeGreaterThan(122);
    expect(green).toBeLessThan(134);
  });

  it("refuses corners on one line", () => {
    expect(() =>
      warpInto(blank(9, 9), ramp(4), [
        [0, 0],
        [1, 1],
        [2, 2],
        [3, 3],
      ]),
    ).toThrow(RangeError);
  });
});

describe("simulatePhoto", { timeout: 30_000 }, () => {
  const subject = { key: "9780156013987", title: "Le Petit Prince", authors: ["A. de Saint-Exupéry"], genres: [] };
  const back = async () =>
    sharp(Buffer.from(await drawBackCover(subject, "A pilot and a prince.", subject.key)))
      .jpeg({ quality: 95 })
      .toBuffer();

  it("gives the same photo for the same seed, another for another", async () => {
    const cover = await back();
    const options = { seed: "a", width: 240 };
    const [one, same, other] = await Promise.all([
      simulatePhoto(cover, options),
      simulatePhoto(cover, options),
      simulatePhoto(cover, { ...options, seed: "b" }),
    ]);
    expect(one.equals(same)).toBe(true);
    expect(one.equals(other)).toBe(false);
  });

  it.each(["wood", "cloth", "clutter"] as const)("leaves a barcode on %s readable", async (background) => {
    const photo = await simulatePhoto(await back(), {
      seed: background,
      background,
      angle: 5,
      perspective: 0.3,
      glare: 0.1,
      blur: 0.4,
      fill: 0.85,
      width: 960,
    });
    const [found] = await readBarcodes(photo, { formats: ["EAN13"] });
    expect(found?.text).toBe("9780156013987");
  });
});
