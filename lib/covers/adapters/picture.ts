import "server-only";
import sharp, { type Sharp } from "sharp";
import { edgeStrength, SEEN_HEIGHT } from "../choice/rules";
import { HASH_SIDE, perceptualHash } from "../hashes/rules";
import { sniffFormat, VARIANT_WIDTHS } from "../rules";
import type { CoverSize, Picture, PictureProblem } from "../schema";

// Pictures come one after another and never again: a cache would only hold memory.
sharp.cache(false);
sharp.concurrency(1);

/** An ordinary JPEG is shrunk while it is decoded, so a large one costs little; all else is held whole. */
const PIXELS_MAX = { streamed: 110_000_000, whole: 40_000_000 };
/** What is held whole and larger than this is decoded one at a time: fifty AVIFs of nine megapixels at once took 1.6 GB. */
const PIXELS_AT_ONCE = 4_000_000;
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

let lastLarge: Promise<unknown> = Promise.resolve();

/** Runs after whatever large picture came before, however that ended. */
function oneAtATime<Value>(work: () => Promise<Value>): Promise<Value> {
  const turn = lastLarge.then(work);
  lastLarge = turn.catch(() => undefined);
  return turn;
}

/**
 * Checks format, size and wholeness, and lets `work` decode; throws PictureError. What `work` gets is upright and has no
 * metadata (no GPS).
 */
async function withPicture<Value>(bytes: Uint8Array, work: (image: Sharp) => Promise<Value>): Promise<Value> {
  const format = sniffFormat(bytes);
  if (format === undefined) throw new PictureError("not_a_picture");
  if (format === "heic" || format === "svg") throw new PictureError(format);
  try {
    const header = await sharp(bytes, { limitInputPixels: false }).metadata();
    const { width, height, pages = 1, isProgressive } = header;
    const isStreamed = format === "jpeg" && !isProgressive;
    const limitInputPixels = isStreamed ? PIXELS_MAX.streamed : PIXELS_MAX.whole;
    if (pages > 1) throw new PictureError("animated");
    if (width * height > limitInputPixels) throw new PictureError("too_many_pixels");
    if (Math.min(width, height) < SIDE_MIN) throw new PictureError("too_small");
    const decode = () =>
      work(sharp(bytes, { limitInputPixels, failOn: "truncated", sequentialRead: true }).autoOrient());
    return await (!isStreamed && width * height > PIXELS_AT_ONCE ? oneAtATime(decode) : decode());
  } catch (error) {
    if (error instanceof PictureError) throw error;
    throw new PictureError("broken", { cause: error });
  }
}

/**
 * Bytes → upright RGB of at most `PICTURE_SIDE_MAX` a side. The one way in for covers and for photos, so that the
 * same picture gives the same vector on both sides of the index. Transparent parts become white, as on paper.
 */
export function decodePicture(bytes: Uint8Array): Promise<Picture> {
  return withPicture(bytes, async (image) => {
    const { data, info } = await image
      .resize(PICTURE_SIDE_MAX, PICTURE_SIDE_MAX, { fit: "inside", withoutEnlargement: true })
      .flatten({ background: "#ffffff" })
      .toColourspace("srgb")
      .raw({ depth: "uchar" })
      .toBuffer({ resolveWithObject: true });
    if (info.channels !== 3) throw new Error(`expected 3 channels, got ${info.channels}`);
    return { data, width: info.width, height: info.height };
  });
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

/** `phash`: what it looks like, see ../hashes/rules. */
export type StoredPicture = { jpeg: Buffer; width: number; height: number; phash: string };

const STORED_SIDE_MAX = 1_600;
/**
 * What is kept is what is encoded, now and by every later model. With colours at half the size, as is usual, covers of
 * 150 to 400 pixels moved by up to 0.003 of cosine; a fifth to two fifths more bytes leave 0.0005.
 */
const STORED_JPEG = { quality: 90, chromaSubsampling: "4:4:4", mozjpeg: true };

/** What we keep of a cover that somebody hands us: re-encoded, upright, without metadata. Throws PictureError. */
export function toStoredPicture(bytes: Uint8Array): Promise<StoredPicture> {
  return withPicture(bytes, (image) =>
    toStoredJpeg(
      image
        .resize(STORED_SIDE_MAX, STORED_SIDE_MAX, { fit: "inside", withoutEnlargement: true })
        .flatten({ background: "#ffffff" })
        .toColourspace("srgb"),
    ),
  );
}

async function toStoredJpeg(image: Sharp): Promise<StoredPicture> {
  const { data, info } = await image.jpeg(STORED_JPEG).toBuffer({ resolveWithObject: true });
  return { jpeg: data, width: info.width, height: info.height, phash: await hashStored(data) };
}

/** What a stored picture looks like; 6 ms. Of the stored bytes, so that it can be told again later. */
export async function hashStored(jpeg: Uint8Array): Promise<string> {
  // Decoding at a fraction of the size moves the pixels by half of one, which is up to 8 bits.
  const squashed = sharp(jpeg).greyscale().resize(HASH_SIDE, HASH_SIDE, { fit: "fill", fastShrinkOnLoad: false });
  return perceptualHash(await squashed.raw().toBuffer());
}

/** How sharp a stored picture is at a height that is the same for all, see ../choice/rules; 15 ms. */
export async function sharpnessOf({ jpeg, width, height }: Omit<StoredPicture, "phash">): Promise<number> {
  const size = { width: Math.max(3, Math.round((width * SEEN_HEIGHT) / height)), height: SEEN_HEIGHT };
  const grey = await sharp(jpeg)
    .greyscale()
    .resize({ ...size, fit: "fill" })
    .raw()
    .toBuffer();
  return edgeStrength(grey, size);
}

/** A picture that was made of a stored one, as it is stored in turn. */
export const encodeStored = ({ data, width, height }: Picture): Promise<StoredPicture> =>
  toStoredJpeg(sharp(data, { raw: { width, height, channels: 3 } }));

/** A stored picture in its own size: what is to be cut out of it should lose nothing more. Throws PictureError. */
export function decodeStored(jpeg: Uint8Array): Promise<Picture> {
  return withPicture(jpeg, async (image) => {
    const { data, info } = await image
      .toColourspace("srgb")
      .raw({ depth: "uchar" })
      .toBuffer({ resolveWithObject: true });
    return { data, width: info.width, height: info.height };
  });
}

/** A JPEG of our own making with its size. */
export async function measured(jpeg: Buffer): Promise<StoredPicture> {
  const { width, height } = await sharp(jpeg).metadata();
  return { jpeg, width, height, phash: await hashStored(jpeg) };
}

/** A smaller copy of a stored cover, WebP. */
export function makeVariant(jpeg: Uint8Array, size: Exclude<CoverSize, "original">): Promise<Buffer> {
  return sharp(jpeg).resize({ width: VARIANT_WIDTHS[size], withoutEnlargement: true }).webp({ quality: 82 }).toBuffer();
}
