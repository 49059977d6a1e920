import { greyOf, type Pixels } from "../decoders/pixels";

/**
 * How sharp a picture is: the variance of its Laplacian, the usual measure of focus (Pech-Pacheco 2000). Only
 * good for comparing pictures of the same scene and size.
 */
export function sharpness(pixels: Pixels): number {
  const { width, height } = pixels;
  if (width < 3 || height < 3) return 0;
  const grey = greyOf(pixels).values;
  let sum = 0;
  let sumOfSquares = 0;
  for (let y = 1; y < height - 1; y++) {
    for (let x = 1; x < width - 1; x++) {
      const at = y * width + x;
      const laplacian =
        4 * valueAt(grey, at) -
        valueAt(grey, at - 1) -
        valueAt(grey, at + 1) -
        valueAt(grey, at - width) -
        valueAt(grey, at + width);
      sum += laplacian;
      sumOfSquares += laplacian * laplacian;
    }
  }
  const count = (width - 2) * (height - 2);
  const mean = sum / count;
  return sumOfSquares / count - mean * mean;
}

/** From here on no barcode was read any more (`npm run bench:barcodes`); sharp photos of barcodes stay below it. */
export const BLURRED_FROM = 0.55;

/** Smaller steps, of 255, are the grain of the sensor. */
const STEP_MIN = 4;
const REBLUR_RADIUS = 2;

/**
 * How blurred a picture is, from 0 to 1: how much of its steps a further blur leaves (after Crété-Roffet 2007). Unlike
 * `sharpness` it tells one picture by itself; it wants a small one, about BLUR_LONG_SIDE long. Null for one without any
 * steps, such as a wall.
 */
export function blurriness(pixels: Pixels): number | null {
  const { values, width, height } = greyOf(pixels);
  let steps = 0;
  let lost = 0;
  for (let y = 0; y < height; y++) {
    for (let x = REBLUR_RADIUS + 1; x < width - REBLUR_RADIUS; x++) {
      const at = y * width + x;
      const step = Math.abs(valueAt(values, at) - valueAt(values, at - 1));
      if (step < STEP_MIN) continue;
      // Of the mean over five pixels, only the ends change from one pixel to the next.
      const ends = valueAt(values, at + REBLUR_RADIUS) - valueAt(values, at - REBLUR_RADIUS - 1);
      steps += step;
      lost += Math.max(0, step - Math.abs(ends) / (2 * REBLUR_RADIUS + 1));
    }
  }
  return steps < STEPS_MIN * height ? null : 1 - lost / steps;
}

/** The size at which BLURRED_FROM was measured. */
export const BLUR_LONG_SIDE = 320;
/** Less in a row of pixels says nothing. */
const STEPS_MIN = 40;

// Within the bounds that the loops keep; the fallback is for the type only.
const valueAt = (values: Uint8ClampedArray | Float32Array, at: number): number => values[at] ?? 0;
