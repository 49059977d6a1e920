import { eq } from "drizzle-orm";
import sharp, { type Sharp } from "sharp";
import { beforeAll, describe, expect, it } from "vitest";
import { db } from "@/db/client";
import { buildBook } from "@/db/factories";
import { embeddings } from "@/db/schema/covers";
import { renderCover } from "../adapters/cover-artist";
import { decodePicture } from "../adapters/picture";
import { addCover } from "../commands";
import { coverEncoder } from "./adapters/cover-encoder";
import { embedCover } from "./commands";
import { fromBlob } from "./rules";

// The same picture as a cover, through everything that a cover goes through, and as a photo: in every form in which
// either may come, the vectors are the same.

const cosine = (a: Float32Array, b: Float32Array) => a.reduce((sum, value, at) => sum + value * (b[at] ?? 0), 0);

/** The vector in the index of a cover that somebody uploads. */
async function asCover(bytes: Buffer): Promise<Float32Array> {
  const added = await addCover((await buildBook()).id, "upload", bytes);
  if (!added.ok) throw new Error(added.reason);
  expect((await embedCover(added.coverId)).ok).toBe(true);
  const [row] = await db
    .select({ vector: embeddings.vector })
    .from(embeddings)
    .where(eq(embeddings.coverId, added.coverId));
  if (!row?.vector) throw new Error("no vector was stored");
  return fromBlob(row.vector);
}

/** The vector of a photo's whole view, with which the index is searched first. */
async function asPhoto(bytes: Buffer): Promise<Float32Array> {
  const [whole] = await (await coverEncoder()).encodePhoto(await decodePicture(bytes));
  if (!whole) throw new Error("the photo has no view");
  return whole;
}

type Form = (picture: Sharp) => Sharp | Promise<Sharp>;

/** What comes out is pixel by pixel what went in. */
const LOSSLESS: Record<string, Form> = {
  "PNG with an alpha channel": (picture) => picture.ensureAlpha().png(),
  "interlaced PNG": (picture) => picture.png({ progressive: true }),
  "16-bit PNG": (picture) => picture.toColourspace("rgb16").png(),
  "lossless WebP": (picture) => picture.webp({ lossless: true }),
  "lossless AVIF": (picture) => picture.avif({ lossless: true, effort: 0 }),
};

const LOSSY: Record<string, Form> = {
  JPEG: (picture) => picture.jpeg({ quality: 95, chromaSubsampling: "4:4:4" }),
  "progressive JPEG": (picture) => picture.jpeg({ quality: 95, progressive: true, chromaSubsampling: "4:4:4" }),
  "JPEG of a wide gamut": (picture) => picture.withIccProfile("p3").jpeg({ quality: 95, chromaSubsampling: "4:4:4" }),
  WebP: (picture) => picture.webp({ quality: 95, smartSubsample: true }),
  AVIF: (picture) => picture.avif({ quality: 90, effort: 0 }),
};

/** How the pixels lie in a file with that EXIF orientation. */
const LAID: Record<string, Form> = {
  1: (picture) => picture,
  2: (picture) => picture.flop(),
  3: (picture) => picture.rotate(180),
  4: (picture) => picture.flip(),
  5: async (picture) => sharp(await picture.flop().png().toBuffer()).rotate(270),
  6: (picture) => picture.rotate(270),
  7: async (picture) => sharp(await picture.flop().png().toBuffer()).rotate(90),
  8: (picture) => picture.rotate(90),
};

const subject = (title: string) => ({
  ...{ key: title, title, subtitle: null, authors: ["A. Writer"], year: 1971, languageCode: "en" },
  ...{ genres: ["Fantasy"], cover: { mood: "bright", motif: "fox" } },
});

/** A cover as a PNG of a width: small as in old catalogues, so large that nothing is reduced, and larger than that. */
const drawn = async (title: string, width: number) =>
  sharp(await renderCover(subject(title)))
    .resize({ width, kernel: "lanczos3" })
    .removeAlpha()
    .png()
    .toBuffer();

const make = async (png: Buffer, form: Form) => (await form(sharp(png))).toBuffer();

describe.each([
  ["small", 140],
  ["not reduced", 480],
  ["reduced", 1_000],
] as const)("a cover that is %s", (name, width) => {
  let png: Buffer;
  let cover: Float32Array;
  let photo: Float32Array;

  beforeAll(async () => {
    png = await drawn(`Parity of a ${name} cover`, width);
    [cover, photo] = [await asCover(png), await asPhoto(png)];
  });

  it("gives one vector as a cover and as a photo", () => {
    expect(cosine(cover, photo)).toBeGreaterThanOrEqual(0.999);
  });

  it.each(Object.entries(LOSSLESS))("gives the same as %s, on both sides", async (_, form) => {
    const bytes = await make(png, form);
    const [sameCover, samePhoto] = [await asCover(bytes), await asPhoto(bytes)];
    if (width <= 480) {
      expect(sameCover).toEqual(cover);
      expect(samePhoto).toEqual(photo);
    }
    // Libraries differ in the last bit when they reduce a picture themselves.
    for (const vector of [sameCover, samePhoto]) expect(cosine(vector, photo)).toBeGreaterThanOrEqual(0.999);
  });

  it.each(Object.entries(LOSSY))("gives the same as %s, on both sides", async (format, form) => {
    const bytes = await make(png, form);
    const [sameCover, samePhoto] = [await asCover(bytes), await asPhoto(bytes)];
    expect(cosine(sameCover, samePhoto)).toBeGreaterThanOrEqual(0.999);
    // WebP has half of the colours' resolution, and a small picture has none to spare.
    const least = format === "WebP" && width < 200 ? 0.998 : 0.999;
    expect(cosine(sameCover, photo)).toBeGreaterThanOrEqual(least);
    expect(cosine(cover, samePhoto)).toBeGreaterThanOrEqual(least);
  });
});

describe("a cover that lies in its file in another way", () => {
  let png: Buffer;
  let cover: Float32Array;
  let photo: Float32Array;

  beforeAll(async () => {
    png = await drawn("Parity of orientations", 480);
    [cover, photo] = [await asCover(png), await asPhoto(png)];
  });

  it.each(Object.entries(LAID))("is seen upright with EXIF orientation %s", async (number, lay) => {
    const [orientation, laid] = [Number(number), await make(png, lay)];
    const exact = await sharp(laid).withMetadata({ orientation }).webp({ lossless: true }).toBuffer();
    expect((await sharp(exact).metadata()).orientation).toBe(orientation);
    expect(await asPhoto(exact)).toEqual(photo);
    expect(await asCover(exact)).toEqual(cover);
    const jpeg = await sharp(laid).withMetadata({ orientation }).jpeg({ quality: 95 }).toBuffer();
    expect(cosine(await asCover(jpeg), photo)).toBeGreaterThanOrEqual(0.999);
    expect(cosine(await asPhoto(jpeg), cover)).toBeGreaterThanOrEqual(0.999);
  });
});

describe("a picture that a form changes", () => {
  let png: Buffer;
  beforeAll(async () => {
    png = await drawn("Parity of other colours", 480);
  });

  /** What the form makes of the picture, as plain RGB: to be seen alike. */
  async function expectAlike(bytes: Buffer, plain: Buffer) {
    const [cover, photo, plainCover, plainPhoto] = [
      await asCover(bytes),
      await asPhoto(bytes),
      await asCover(plain),
      await asPhoto(plain),
    ];
    expect(photo).toEqual(plainPhoto);
    expect(cover).toEqual(plainCover);
    expect(cosine(cover, photo)).toBeGreaterThanOrEqual(0.999);
  }

  it("is on white paper where it is transparent, whatever colour lies under it", async () => {
    const { data, info } = await sharp(png).ensureAlpha().raw().toBuffer({ resolveWithObject: true });
    const onWhite = Buffer.alloc(info.width * info.height * 3);
    for (let at = 0; at < info.width * info.height; at++) {
      const isHole = at % info.width < info.width / 4 && at < (info.width * info.height) / 3;
      if (isHole) data.set([0, 255, 0, 0], at * 4);
      onWhite.set(isHole ? [255, 255, 255] : data.subarray(at * 4, at * 4 + 3), at * 3);
    }
    const { width, height } = info;
    const transparent = await sharp(data, { raw: { width, height, channels: 4 } })
      .png()
      .toBuffer();
    await expectAlike(
      transparent,
      await sharp(onWhite, { raw: { width, height, channels: 3 } })
        .png()
        .toBuffer(),
    );
  });

  it("has the colours of its palette", async () => {
    const palette = await sharp(png).png({ palette: true, colours: 64 }).toBuffer();
    expect((await sharp(palette).metadata()).isPalette).toBe(true);
    await expectAlike(palette, await sharp(palette).toColourspace("srgb").png({ palette: false }).toBuffer());
  });

  it.each(["b-w", "grey16"])("is grey alike with one channel (%s) and with three", async (space) => {
    const { data, info } = await sharp(png).greyscale().raw().toBuffer({ resolveWithObject: true });
    const { width, height } = info;
    const rgb = Buffer.from(Array.from(data).flatMap((value) => [value, value, value]));
    const one = await sharp(data, { raw: { width, height, channels: 1 } })
      .toColourspace(space)
      .png()
      .toBuffer();
    expect((await sharp(one).metadata()).channels).toBe(1);
    await expectAlike(
      one,
      await sharp(rgb, { raw: { width, height, channels: 3 } })
        .png()
        .toBuffer(),
    );
  });

  it.each(["with", "without"])("has the colours of its inks, %s a profile", async (profile) => {
    const inks = sharp(png).toColourspace("cmyk");
    const jpeg = await (profile === "with" ? inks.withIccProfile("cmyk") : inks).jpeg({ quality: 95 }).toBuffer();
    const metadata = await sharp(jpeg).metadata();
    expect([metadata.space, metadata.hasProfile]).toEqual(["cmyk", profile === "with"]);
    const { data, width, height } = await decodePicture(jpeg);
    await expectAlike(
      jpeg,
      await sharp(data, { raw: { width, height, channels: 3 } })
        .png()
        .toBuffer(),
    );
    const photo = await asPhoto(jpeg);
    // Ink cannot show every colour of a screen: near, and far from an inverted picture.
    expect(cosine(photo, await asPhoto(png))).toBeGreaterThanOrEqual(0.8);
  });
});
