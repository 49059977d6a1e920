import sharp from "sharp";
import { describe, expect, it } from "vitest";
import { decodePicture, toStoredPicture } from "../../adapters/picture";
import { DIMENSIONS } from "../schema";
import { coverEncoder } from "./cover-encoder";

/** A cover of coloured bars that nobody has ever printed. */
function bars(seed: number, width = 400, height = 600) {
  const data = Buffer.alloc(width * height * 3);
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      const at = (y * width + x) * 3;
      const bar = Math.floor((y / height) * 9) * 31 + Math.floor((x / width) * (3 + (seed % 5))) * 57 + seed * 83;
      data.set([bar % 256, (bar * 7) % 256, (bar * 13) % 256], at);
    }
  }
  return sharp(data, { raw: { width, height, channels: 3 } });
}

const cosine = (a: Float32Array, b: Float32Array) => a.reduce((sum, value, at) => sum + value * (b[at] ?? 0), 0);

async function asCover(bytes: Uint8Array) {
  return (await coverEncoder()).encodeCover(await decodePicture(bytes));
}

async function asPhoto(bytes: Uint8Array) {
  return (await coverEncoder()).encodePhoto(await decodePicture(bytes));
}

describe("coverEncoder", () => {
  it("sees a picture alike as a cover and as the first view of a photo", async () => {
    for (const [seed, width, height] of [
      [1, 400, 600],
      [2, 900, 1300],
      [3, 641, 333],
      [4, 33, 47],
    ] as const) {
      const bytes = await bars(seed, width, height).png().toBuffer();
      const [first] = await asPhoto(bytes);
      expect(cosine(await asCover(bytes), first ?? new Float32Array())).toBeGreaterThanOrEqual(0.9999);
    }
  });

  it("gives unit vectors: one of a cover, four orientations of two crops of a photo and of each piece of it", async () => {
    const bytes = await bars(5).png().toBuffer();
    const views = await asPhoto(bytes);
    expect(views).toHaveLength(8);
    const { encodeFlats } = await coverEncoder();
    const piece = await decodePicture(bytes);
    const ofPieces = await encodeFlats([piece, piece]);
    expect(ofPieces).toHaveLength(8);
    expect(await encodeFlats([])).toEqual([]);
    // Upright and whole, a piece is seen as a cover is.
    expect(cosine(ofPieces[0] ?? new Float32Array(), await asCover(bytes))).toBeGreaterThan(0.99);
    for (const vector of [...views, ...ofPieces, await asCover(bytes)]) {
      expect(vector).toHaveLength(DIMENSIONS);
      expect(Math.hypot(...vector)).toBeCloseTo(1, 5);
    }
  });

  it("does not care in which lossless format a picture comes", async () => {
    const [png, webp] = await Promise.all([bars(6).png().toBuffer(), bars(6).webp({ lossless: true }).toBuffer()]);
    expect(cosine(await asCover(png), await asCover(webp))).toBeGreaterThanOrEqual(0.999999);
  });

  it("hardly cares whether a large picture comes as PNG, WebP or JPEG", async () => {
    const large = () => bars(7, 1000, 1400);
    const png = await asCover(await large().png().toBuffer());
    for (const bytes of [
      await large().webp({ lossless: true }).toBuffer(),
      await large().jpeg({ quality: 92 }).toBuffer(),
    ])
      expect(cosine(png, await asCover(bytes))).toBeGreaterThanOrEqual(0.995);
  });

  it("sees what we keep of a cover as it saw what came", async () => {
    const bytes = await bars(8, 700, 1000).png().toBuffer();
    const kept = await toStoredPicture(bytes);
    expect(cosine(await asCover(bytes), await asCover(kept.jpeg))).toBeGreaterThanOrEqual(0.995);
  });

  it("has an upright view of a photo that was taken sideways", async () => {
    const cover = await asCover(await bars(9).png().toBuffer());
    for (const angle of [90, 180, 270]) {
      const views = await asPhoto(await bars(9).rotate(angle).png().toBuffer());
      expect(Math.max(...views.map((view) => cosine(cover, view)))).toBeGreaterThanOrEqual(0.999);
    }
  });

  it("tells different covers apart", async () => {
    const vectors = await Promise.all([10, 11, 12, 13].map(async (seed) => asCover(await bars(seed).png().toBuffer())));
    vectors.forEach((vector, at) => {
      for (const other of vectors.slice(at + 1)) expect(cosine(vector, other)).toBeLessThan(0.97);
    });
  });

  it("gives every request its own answer when several ask at once", async () => {
    const pictures = await Promise.all([20, 21, 22, 23, 24, 25].map((seed) => bars(seed).png().toBuffer()));
    const alone: Float32Array[] = [];
    for (const bytes of pictures) alone.push(await asCover(bytes));
    const together = await Promise.all(pictures.map(asCover));
    together.forEach((vector, at) => {
      expect(cosine(vector, alone[at] ?? new Float32Array())).toBeGreaterThanOrEqual(0.9999);
    });
  });

  it("does not hold on to photos: thirty more take no more memory", async () => {
    const bytes = await bars(30).jpeg().toBuffer();
    for (let at = 0; at < 10; at++) await asPhoto(bytes);
    const before = process.memoryUsage().rss;
    for (let at = 0; at < 30; at++) await asPhoto(bytes);
    expect(process.memoryUsage().rss - before).toBeLessThan(40 * 1024 * 1024);
  }, 20_000);
});
