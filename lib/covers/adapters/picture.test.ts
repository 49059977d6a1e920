import { randomBytes } from "node:crypto";
import { deflateSync } from "node:zlib";
import sharp, { type Sharp } from "sharp";
import { describe, expect, it } from "vitest";
import { decodePicture, makeVariant, PICTURE_SIDE_MAX, PictureError, toStoredPicture } from "./picture";

type Rgb = [number, number, number];
const QUARTERS: Rgb[] = [
  [220, 30, 30],
  [30, 200, 30],
  [30, 30, 220],
  [230, 220, 40],
];

/** Four quarters of different colours, so that every turn and mirroring shows. */
function quarters(width: number, height: number) {
  const data = Buffer.alloc(width * height * 3);
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      const colour = QUARTERS[(y < height / 2 ? 0 : 2) + (x < width / 2 ? 0 : 1)];
      data.set(colour ?? [0, 0, 0], (y * width + x) * 3);
    }
  }
  return sharp(data, { raw: { width, height, channels: 3 } });
}

const noise = (width: number, height: number) =>
  sharp(randomBytes(width * height * 3), { raw: { width, height, channels: 3 } });

const flat = (background: string | { r: number; g: number; b: number; alpha: number }, channels: 3 | 4 = 3) =>
  sharp({ create: { width: 80, height: 60, channels, background } });

const pixel = ({ data, width }: { data: Uint8Array; width: number }, x: number, y: number) => [
  ...data.subarray((y * width + x) * 3, (y * width + x) * 3 + 3),
];

function expectNear(actual: number[], expected: readonly number[], slack = 12) {
  expect(actual.length).toBe(expected.length);
  actual.forEach((value, at) => {
    expect(Math.abs(value - (expected[at] ?? Number.NaN))).toBeLessThanOrEqual(slack);
  });
}

const reasonOf = (work: Promise<unknown>) =>
  work.then(
    () => "usable",
    (error) => (error instanceof PictureError ? error.reason : error),
  );

const CRC = Array.from({ length: 256 }, (_, byte) => {
  let crc = byte;
  for (let bit = 0; bit < 8; bit++) crc = crc & 1 ? 0xedb88320 ^ (crc >>> 1) : crc >>> 1;
  return crc >>> 0;
});

/** A PNG that claims to be `width` × `height` and holds next to nothing. */
function claimedPng(width: number, height: number) {
  const header = Buffer.alloc(13);
  header.writeUInt32BE(width, 0);
  header.writeUInt32BE(height, 4);
  header.set([1, 0, 0, 0, 0], 8);
  const chunk = (type: string, content: Buffer) => {
    const body = Buffer.concat([Buffer.from(type), content]);
    const crc = body.reduce((sum, byte) => (CRC[(sum ^ byte) & 0xff] ?? 0) ^ (sum >>> 8), 0xffffffff);
    const frame = Buffer.alloc(body.length + 8);
    frame.writeUInt32BE(content.length, 0);
    frame.set(body, 4);
    frame.writeUInt32BE((crc ^ 0xffffffff) >>> 0, body.length + 4);
    return frame;
  };
  const signature = Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]);
  return Buffer.concat([
    signature,
    chunk("IHDR", header),
    chunk("IDAT", deflateSync(Buffer.alloc(1000))),
    chunk("IEND", Buffer.alloc(0)),
  ]);
}

/** The same JPEG, claiming other dimensions in its frame header. */
function claimedJpeg(jpeg: Buffer, width: number, height: number) {
  const claimed = Buffer.from(jpeg);
  for (let at = 2; at < claimed.length; ) {
    const marker = claimed.readUInt16BE(at);
    if (marker === 0xffc0 || marker === 0xffc2) {
      claimed.writeUInt16BE(height, at + 5);
      claimed.writeUInt16BE(width, at + 7);
      return claimed;
    }
    at += 2 + claimed.readUInt16BE(at + 2);
  }
  throw new Error("no frame header");
}

async function animation(format: "gif" | "webp") {
  const frames = Buffer.concat([Buffer.alloc(64 * 64 * 3, 20), Buffer.alloc(64 * 64 * 3, 220)]);
  return sharp(frames, { raw: { width: 64, height: 128, channels: 3, pageHeight: 64 } })
    [format]({ loop: 0, delay: [100, 100] })
    .toBuffer();
}

describe("decodePicture", () => {
  it("turns every EXIF orientation into the same upright picture", async () => {
    const upright = await decodePicture(await quarters(60, 90).jpeg().toBuffer());
    // How the pixels must lie in the file for a reader that obeys the tag to see them upright.
    const laid: Record<number, (image: Sharp) => Sharp> = {
      1: (image) => image,
      2: (image) => image.flop(),
      3: (image) => image.rotate(180),
      4: (image) => image.flip(),
      5: (image) => image.flop().rotate(270),
      6: (image) => image.rotate(270),
      7: (image) => image.flop().rotate(90),
      8: (image) => image.rotate(90),
    };
    for (const [orientation, lay] of Object.entries(laid)) {
      const png = await lay(quarters(60, 90)).png().toBuffer();
      const turned = await sharp(png)
        .withMetadata({ orientation: Number(orientation) })
        .jpeg()
        .toBuffer();
      const picture = await decodePicture(turned);
      expect([orientation, picture.width, picture.height]).toEqual([orientation, 60, 90]);
      for (const [x, y] of [
        [10, 10],
        [50, 10],
        [10, 80],
        [50, 80],
      ] as const)
        expectNear(pixel(picture, x, y), pixel(upright, x, y));
    }
  });

  it.each<[string, () => Promise<Buffer>, Rgb]>([
    [
      "transparent parts, as on white paper",
      () => flat({ r: 9, g: 9, b: 9, alpha: 0 }, 4).png().toBuffer(),
      [255, 255, 255],
    ],
    ["half transparent red", () => flat({ r: 255, g: 0, b: 0, alpha: 0.5 }, 4).png().toBuffer(), [255, 127, 127]],
    ["transparent WebP", () => flat({ r: 9, g: 9, b: 9, alpha: 0 }, 4).webp().toBuffer(), [255, 255, 255]],
    ["grey JPEG", () => flat("#808080").greyscale().jpeg().toBuffer(), [128, 128, 128]],
    [
      "grey PNG with alpha",
      () => flat({ r: 0, g: 0, b: 0, alpha: 0 }, 4).toColourspace("b-w").png().toBuffer(),
      [255, 255, 255],
    ],
    ["CMYK JPEG", () => flat("#c02020").toColourspace("cmyk").jpeg().toBuffer(), [192, 32, 32]],
    ["16-bit PNG", () => flat("#4080c0").toColourspace("rgb16").png().toBuffer(), [64, 128, 192]],
    ["16-bit grey PNG", () => flat("#808080").toColourspace("grey16").png().toBuffer(), [128, 128, 128]],
    ["palette PNG", () => flat("#4080c0").png({ palette: true, colours: 4 }).toBuffer(), [64, 128, 192]],
    ["interlaced PNG", () => flat("#4080c0").png({ progressive: true }).toBuffer(), [64, 128, 192]],
    ["progressive JPEG", () => flat("#4080c0").jpeg({ progressive: true }).toBuffer(), [64, 128, 192]],
    ["WebP", () => flat("#4080c0").webp().toBuffer(), [64, 128, 192]],
    ["AVIF", () => flat("#4080c0").avif({ effort: 0 }).toBuffer(), [64, 128, 192]],
    ["GIF of one frame", () => flat("#4080c0").gif().toBuffer(), [64, 128, 192]],
  ])("reads %s", async (_, make, colour) => {
    const picture = await decodePicture(await make());
    expect([picture.width, picture.height, picture.data.length]).toEqual([80, 60, 80 * 60 * 3]);
    expectNear(pixel(picture, 40, 30), colour, 25);
  });

  it("shrinks to the largest side and never enlarges", async () => {
    const large = await decodePicture(await quarters(3000, 1500).jpeg().toBuffer());
    expect([large.width, large.height]).toEqual([PICTURE_SIDE_MAX, PICTURE_SIDE_MAX / 2]);
    const small = await decodePicture(await quarters(40, 50).png().toBuffer());
    expect([small.width, small.height]).toEqual([40, 50]);
  });

  it.each<[string, () => Promise<Uint8Array>, string]>([
    ["nothing", async () => new Uint8Array(0), "not_a_picture"],
    ["text", async () => Buffer.from("hello"), "not_a_picture"],
    ["zeros", async () => Buffer.alloc(100_000), "not_a_picture"],
    ["a PDF", async () => Buffer.from("%PDF-1.7\n"), "not_a_picture"],
    ["a TIFF, which we have no use for", () => flat("#123").tiff().toBuffer(), "not_a_picture"],
    ["an SVG", async () => Buffer.from("<svg xmlns='http://www.w3.org/2000/svg'/>"), "svg"],
    ["a HEIC", async () => Buffer.from("\0\0\0\x18ftypheic\0\0\0\0mif1heic"), "heic"],
    ["a JPEG signature and then nothing", async () => Buffer.from([0xff, 0xd8, 0xff, 0xe0]), "broken"],
    [
      "a JPEG signature and then noise",
      async () => Buffer.concat([Buffer.from([0xff, 0xd8, 0xff]), randomBytes(5000)]),
      "broken",
    ],
    ["a GIF signature alone", async () => Buffer.from("GIF89a"), "broken"],
    ["an AVIF header alone", async () => Buffer.from("\0\0\0\x18ftypavif\0\0\0\0avifmif1"), "broken"],
    ["one pixel", () => flat("#123").resize(1, 1).png().toBuffer(), "too_small"],
    ["a line", () => flat("#123").resize(2000, 8, { fit: "fill" }).png().toBuffer(), "too_small"],
    ["an animated GIF", () => animation("gif"), "animated"],
    ["an animated WebP", () => animation("webp"), "animated"],
    ["a PNG of 40,000 × 40,000", async () => claimedPng(40_000, 40_000), "too_many_pixels"],
    ["a PNG of 2³¹ − 1 a side", async () => claimedPng(2 ** 31 - 1, 2 ** 31 - 1), "broken"],
    [
      "a JPEG of 40,000 × 40,000",
      async () => claimedJpeg(await flat("#123").jpeg().toBuffer(), 40_000, 40_000),
      "too_many_pixels",
    ],
    [
      "a progressive JPEG of 100 million pixels, which has to be held whole",
      async () => claimedJpeg(await flat("#123").jpeg({ progressive: true }).toBuffer(), 10_000, 10_000),
      "too_many_pixels",
    ],
    ["a PNG that holds less than it claims", async () => claimedPng(4_000, 4_000), "broken"],
  ])("refuses %s", async (_, make, reason) => {
    const bytes = await make();
    expect(await reasonOf(decodePicture(bytes))).toBe(reason);
    expect(await reasonOf(toStoredPicture(bytes))).toBe(reason);
  });

  it.each<[string, () => Promise<Buffer>]>([
    ["JPEG", () => noise(200, 300).jpeg().toBuffer()],
    ["progressive JPEG", () => noise(200, 300).jpeg({ progressive: true }).toBuffer()],
    ["PNG", () => noise(200, 300).png().toBuffer()],
    ["WebP", () => noise(200, 300).webp().toBuffer()],
    ["lossless WebP", () => noise(200, 300).webp({ lossless: true }).toBuffer()],
    ["GIF", () => noise(200, 300).gif().toBuffer()],
    ["AVIF", () => noise(200, 300).avif({ effort: 0 }).toBuffer()],
  ])("refuses a truncated %s, wherever it was cut", async (_, make) => {
    const whole = await make();
    expect(await reasonOf(decodePicture(whole))).toBe("usable");
    for (const share of [0.02, 0.3, 0.6, 0.9])
      expect(await reasonOf(decodePicture(whole.subarray(0, Math.floor(whole.length * share))))).toBe("broken");
  });

  it("lets go of the memory of two hundred bad pictures", async () => {
    const bad = [
      (await noise(1200, 1200).jpeg().toBuffer()).subarray(0, 200_000),
      (await noise(1200, 1200).png().toBuffer()).subarray(0, 200_000),
      claimedPng(6_000, 6_000),
      claimedPng(40_000, 40_000),
      randomBytes(200_000),
    ];
    const process20 = async () => {
      for (let at = 0; at < 20; at++)
        expect(await reasonOf(decodePicture(bad[at % bad.length] ?? new Uint8Array()))).not.toBe("usable");
    };
    for (let round = 0; round < 3; round++) await process20();
    const before = process.memoryUsage();
    for (let round = 0; round < 10; round++) await process20();
    const after = process.memoryUsage();
    // One leaked decode of the 36-megapixel one alone is over 4 MB; forty of them would be 180 MB.
    expect(after.rss - before.rss).toBeLessThan(60 * 1024 * 1024);
    expect(after.external - before.external).toBeLessThan(30 * 1024 * 1024);
  });
});

describe("toStoredPicture", () => {
  it("keeps an upright JPEG without a word of where or with what it was taken", async () => {
    const exif = { IFD0: { Model: "Phone of Alice" }, IFD3: { GPSLatitude: "51/1 30/1 0/1", GPSLatitudeRef: "N" } };
    const photo = await quarters(90, 60).withExif(exif).withMetadata({ orientation: 6 }).jpeg().toBuffer();
    expect(photo.includes("Exif")).toBe(true);
    const { jpeg, width, height } = await toStoredPicture(photo);
    const metadata = await sharp(jpeg).metadata();
    expect([width, height]).toEqual([60, 90]);
    expect([metadata.format, metadata.width, metadata.height, metadata.exif, metadata.orientation]).toEqual([
      "jpeg",
      60,
      90,
      undefined,
      undefined,
    ]);
    expect(jpeg.includes("Alice")).toBe(false);
  });

  it("gives the same bytes for the same picture, so that it is stored once", async () => {
    const photo = await quarters(90, 60).png().toBuffer();
    expect(Buffer.compare((await toStoredPicture(photo)).jpeg, (await toStoredPicture(photo)).jpeg)).toBe(0);
  });
});

describe("makeVariant", () => {
  it("is a WebP of that width, and never wider than the cover", async () => {
    const large = await sharp(await makeVariant(await quarters(900, 1200).jpeg().toBuffer(), "thumb")).metadata();
    expect([large.format, large.width, large.height]).toEqual(["webp", 200, 267]);
    const small = await sharp(await makeVariant(await quarters(90, 120).jpeg().toBuffer(), "page")).metadata();
    expect(small.width).toBe(90);
  });
});
