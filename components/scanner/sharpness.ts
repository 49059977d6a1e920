/**
 * How sharp a picture is: the variance of its Laplacian, the usual measure of focus (Pech-Pacheco 2000). Only
 * good for comparing pictures of the same scene and size. `pixels` is RGBA, `width` × `height`.
 */
export function sharpness(pixels: Uint8ClampedArray, width: number, height: number): number {
  if (width < 3 || height < 3) return 0;
  const grey = greyOf(pixels, width * height);
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

/** Brings out the edges of a picture in place (a 3 × 3 unsharp mask): rescues bars that are slightly out of focus. */
export function sharpen(pixels: Uint8ClampedArray, width: number, height: number): void {
  const grey = greyOf(pixels, width * height);
  for (let y = 1; y < height - 1; y++) {
    for (let x = 1; x < width - 1; x++) {
      const at = y * width + x;
      const around =
        valueAt(grey, at - 1) + valueAt(grey, at + 1) + valueAt(grey, at - width) + valueAt(grey, at + width);
      // Clamped by the array; bars are grey, so one value serves all three colours.
      const value = valueAt(grey, at) + SHARPEN_BY * (4 * valueAt(grey, at) - around);
      pixels[at * 4] = value;
      pixels[at * 4 + 1] = value;
      pixels[at * 4 + 2] = value;
    }
  }
}

/** Strong enough for a soft barcode; more turns sensor noise into bars. */
const SHARPEN_BY = 0.6;

function greyOf(pixels: Uint8ClampedArray, count: number): Float32Array {
  const grey = new Float32Array(count);
  for (let at = 0; at < count; at++) {
    grey[at] =
      0.299 * valueAt(pixels, at * 4) + 0.587 * valueAt(pixels, at * 4 + 1) + 0.114 * valueAt(pixels, at * 4 + 2);
  }
  return grey;
}

// Within the bounds that the loops keep; the fallback is for the type only.
const valueAt = (values: Uint8ClampedArray | Float32Array, at: number): number => values[at] ?? 0;
