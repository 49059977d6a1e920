import { fitWithin } from "../camera/frame-geometry";
import type { Pixels } from "./pixels";

/** The pixels of a picture, no longer than `longSideMax`, by way of a canvas; the picture stays open. */
export function pixelsOfBitmap(
  picture: ImageBitmap,
  context: CanvasRenderingContext2D | OffscreenCanvasRenderingContext2D,
  longSideMax = Number.POSITIVE_INFINITY,
): Pixels {
  const { width, height } = fitWithin(picture, longSideMax);
  context.canvas.width = width;
  context.canvas.height = height;
  // What is transparent would be black to a decoder.
  context.fillStyle = "#fff";
  context.fillRect(0, 0, width, height);
  context.imageSmoothingQuality = "high";
  context.drawImage(picture, 0, 0, width, height);
  return context.getImageData(0, 0, width, height);
}
