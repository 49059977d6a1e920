import "server-only";
import sharp, { type Sharp } from "sharp";
import { sniffFormat, VARIANT_WIDTHS } from "../rules";
import type { CoverSize, Picture, PictureProblem } from "../schema";

// Pictures come one after another and never again: a cache would only hold memory.
sharp.cache(false);
sharp.concurrency(1);

/** JPEG is shrunk while it is decoded, so a large one costs little; other formats are decoded whole. */
const PIXELS_MAX = { jpeg: 110_000_000, other: 40_000_000 };
const SIDE_MIN = 32;

/** Long side of a decoded picture, pixels: enough for the encoder's crops and for local features. */
export const PICTURE_SIDE_MAX = 768;

/** Bytes that are no usable picture; `reason` says why. */
export class PictureError extends Error {
  override name = "PictureError" as const;
  constructor(
    readonly reason: PictureProblem,
    options?: ErrorOptions,
  ) {
    super(`unusable picture: ${reason}`, options);
  }
}

/** Checks format, size and wholeness; throws PictureError. The result is upright and has no metadata (no GPS). */
async function open(bytes: Uint8Array): Promise<Sharp> {
  const format = sniffFormat(bytes);
  if (format === undefined) throw new PictureError("not_a_picture");
  if (format === "heic" || format === "svg") throw new PictureError(format);
  const options = {
    limitInputPixels: format === "jpeg" ? PIXELS_MAX.jpeg : PIXELS_MAX.other,
    failOn: "truncated" as const,
    sequentialRead: true,
  };
  try {
    const { width, height, pages } = await sharp(bytes, { ...options, limitInputPixels: false }).metadata();
    if ((pages ?? 1) > 1) throw new PictureError("animated");
    if (width * height > options.limitInputPixels) throw new PictureError("too_many_pixels");
    if (Math.min(width, height) < SIDE_MIN) throw new PictureError("too_small");
  } catch (error) {
    if (error instanceof PictureError) throw error;
    throw new PictureError("broken", { cause: error });
  }
  return sharp(bytes, options).autoOrient();
}

/**
 * Bytes → upright RGB of at most `PICTURE_SIDE_MAX` a side. The one way in for covers and for photos, so that the
 * same picture gives the same vector on both sides of the index. Transparent parts become white, as on paper.
 */
export async function decodePicture(bytes: Uint8Array): Promise<Picture> {
  const image = await open(bytes);
  try {
    const { data, info } = await image
      .resize(PICTURE_SIDE_MAX, PICTURE_SIDE_MAX, { fit: "inside", withoutEnlargement: true })
      .flatten({ background: "#ffffff" })
      .toColourspace("srgb")
      .raw({ depth: "uchar" })
      .toBuffer({ resolveWithObject: true });
    if (info.channels !== 3) throw new Error(`expected 3 channels, got ${info.channels}`);
    return { data, width: info.width, height: info.height };
  } catch (error) {
    throw new PictureError("broken", { cause: error });
  }
}

/** Part of a picture, squashed to a square: RGB bytes, `side * side * 3`. */
export async function cutSquare(
  { data, width, height }: Picture,
  part: { left: number; top: number; width: number; height: number },
  side: number,
): Promise<Uint8Array> {
  return sharp(data, { raw: { width, height, channels: 3 } })
    .extract(part)
    .resize(side, side, { fit: "fill", kernel: "cubic" })
    .raw()
    .toBuffer();
}

export type StoredPicture = { jpeg: Buffer; width: number; height: number };

const STORED_SIDE_MAX = 1_600;

/** What we keep of a cover that somebody hands us: re-encoded, upright, without metadata. Throws PictureError. */
export async function toStoredPicture(bytes: Uint8Array): Promise<StoredPicture> {
  const image = await open(bytes);
  try {
    const { data, info } = await image
      .resize(STORED_SIDE_MAX, STORED_SIDE_MAX, { fit: "inside", withoutEnlargement: true })
      .flatten({ background: "#ffffff" })
      .toColourspace("srgb")
      .jpeg({ quality: 88, mozjpeg: true })
      .toBuffer({ resolveWithObject: true });
    return { jpeg: data, width: info.width, height: info.height };
  } catch (error) {
    throw new PictureError("broken", { cause: error });
  }
}

/** A JPEG of our own making with its size. */
export async function measured(jpeg: Buffer): Promise<StoredPicture> {
  const { width, height } = await sharp(jpeg).metadata();
  return { jpeg, width, height };
}

/** A smaller copy of a stored cover, WebP. */
export function makeVariant(jpeg: Uint8Array, size: Exclude<CoverSize, "original">): Promise<Buffer> {
  return sharp(jpeg).resize({ width: VARIANT_WIDTHS[size], withoutEnlargement: true }).webp({ quality: 82 }).toBuffer();
}
