import { fitWithin, type Size } from "../camera/frame-geometry";

/** What the matcher looks at is smaller still; more pixels only cost the reader's data. */
const LONG_SIDE_MAX = 1_024;
const BYTES_MAX = 200_000;

/** From best to barely good enough for matching; past the last one the picture gets smaller instead. */
const QUALITIES = [0.85, 0.75, 0.65, 0.5];

/** A file above this may unpack to more than a phone's memory. */
const FILE_BYTES_MAX = 60_000_000;

/** What a server without our decoder may still read, e.g. HEIC straight from an iPhone. */
const SENT_AS_IS_BYTES_MAX = 12_000_000;

/** What became of a chosen file. */
export type OpenedFile =
  | { kind: "picture"; bitmap: ImageBitmap }
  /** An image that this browser cannot show: the server is asked instead. */
  | { kind: "opaque"; file: File }
  | { kind: "not_an_image" }
  | { kind: "empty" }
  | { kind: "too_large" };

/** Opens a file as a picture, the right way up. Never throws: what it cannot open it names. */
export async function openFile(file: File): Promise<OpenedFile> {
  if (file.size === 0) return { kind: "empty" };
  if (file.size > FILE_BYTES_MAX) return { kind: "too_large" };
  try {
    return { kind: "picture", bitmap: await createImageBitmap(file, { imageOrientation: "from-image" }) };
  } catch {
    // Windows and some Androids leave the type of HEIC files empty, so the name counts too.
    const isImage = file.type.startsWith("image/") || /\.(heic|heif|avif|jxl|tiff?)$/i.test(file.name);
    if (!isImage) return { kind: "not_an_image" };
    return file.size <= SENT_AS_IS_BYTES_MAX ? { kind: "opaque", file } : { kind: "too_large" };
  }
}

/** A picture as a JPEG of at most 1,024 px and 200 kB. The picture stays open. */
export function encodePhoto(picture: ImageBitmap): Promise<Blob> {
  const full = fitWithin(picture, LONG_SIDE_MAX);
  return smallEnough(BYTES_MAX, (quality, scale) => {
    const size = fitWithin(full, Math.round(Math.max(full.width, full.height) * scale));
    return encodeJpeg(picture, size, quality);
  });
}

/** Lowers the quality, then the size, until the result is at most `bytesMax`; the last try is taken as it is. */
export async function smallEnough(
  bytesMax: number,
  encode: (quality: number, scale: number) => Promise<Blob>,
): Promise<Blob> {
  const tries = [...QUALITIES.map((quality) => ({ quality, scale: 1 })), { quality: 0.6, scale: 0.7 }];
  let blob = new Blob();
  for (const { quality, scale } of tries) {
    blob = await encode(quality, scale);
    if (blob.size <= bytesMax) break;
  }
  return blob;
}

async function encodeJpeg(picture: ImageBitmap, { width, height }: Size, quality: number): Promise<Blob> {
  if (typeof OffscreenCanvas !== "undefined") {
    const canvas = new OffscreenCanvas(width, height);
    drawOnWhite(canvas.getContext("2d"), picture, { width, height });
    return canvas.convertToBlob({ type: "image/jpeg", quality });
  }
  const canvas = document.createElement("canvas");
  canvas.width = width;
  canvas.height = height;
  drawOnWhite(canvas.getContext("2d"), picture, { width, height });
  return new Promise((resolve, reject) => {
    canvas.toBlob(
      (blob) => (blob ? resolve(blob) : reject(new Error("the picture could not be encoded"))),
      "image/jpeg",
      quality,
    );
  });
}

// JPEG knows no transparency; without a ground a transparent PNG would turn black.
function drawOnWhite(
  context: CanvasRenderingContext2D | OffscreenCanvasRenderingContext2D | null,
  picture: ImageBitmap,
  { width, height }: Size,
) {
  if (!context) throw new Error("no canvas");
  context.fillStyle = "#fff";
  context.fillRect(0, 0, width, height);
  context.imageSmoothingQuality = "high";
  context.drawImage(picture, 0, 0, width, height);
}
