/**
 * Pictures as plain numbers: prepared for a decoder in the same way on the page, in a worker and in a bench, none of
 * which have the same canvas.
 */

/** Like ImageData: four bytes a pixel, red, green, blue and opacity. */
export type Pixels = { data: Uint8ClampedArray; width: number; height: number };

/** Brightness alone, 0 to 255; decoders look at nothing else. */
export type Grey = { values: Uint8ClampedArray; width: number; height: number };

export function greyOf({ data, width, height }: Pixels): Grey {
  const values = new Uint8ClampedArray(width * height);
  for (let at = 0; at < values.length; at++) {
    values[at] = 0.299 * valueAt(data, at * 4) + 0.587 * valueAt(data, at * 4 + 1) + 0.114 * valueAt(data, at * 4 + 2);
  }
  return { values, width, height };
}

export function pixelsOf({ values, width, height }: Grey): Pixels {
  const data = new Uint8ClampedArray(values.length * 4).fill(255);
  for (let at = 0; at < values.length; at++) {
    const value = valueAt(values, at);
    data[at * 4] = value;
    data[at * 4 + 1] = value;
    data[at * 4 + 2] = value;
  }
  return { data, width, height };
}

/** Scaled by interpolation: for enlarging, and for reducing to no less than half, where no bar falls through. */
export function resized(grey: Grey, scale: number): Grey {
  if (scale === 1) return grey;
  const size = {
    width: Math.max(1, Math.round(grey.width * scale)),
    height: Math.max(1, Math.round(grey.height * scale)),
  };
  const start = 0.5 / scale - 0.5;
  return mapped(grey, size, { x: start, y: start }, { x: 1 / scale, y: 0 });
}

/** Turned around its middle, in a picture large enough to hold all of it; the new corners are white, as paper is. */
export function turned(grey: Grey, degrees: number): Grey {
  const angle = (degrees * Math.PI) / 180;
  const [cos, sin] = [Math.cos(angle), Math.sin(angle)];
  const width = Math.ceil(Math.abs(grey.width * cos) + Math.abs(grey.height * sin));
  const height = Math.ceil(Math.abs(grey.width * sin) + Math.abs(grey.height * cos));
  const start = {
    x: (grey.width - width * cos - height * sin) / 2,
    y: (grey.height + width * sin - height * cos) / 2,
  };
  return mapped(grey, { width, height }, start, { x: cos, y: -sin });
}

/** Edges brought out (an unsharp mask): rescues bars that are slightly out of focus. */
export function broughtOut(grey: Grey, radius: number, amount: number): Grey {
  const soft = softened(softened(grey.values, grey.width, grey.height, radius), grey.width, grey.height, radius);
  const values = new Uint8ClampedArray(grey.values.length);
  for (let at = 0; at < values.length; at++) {
    const value = valueAt(grey.values, at);
    values[at] = value + amount * (value - valueAt(soft, at)); // clamped by the array
  }
  return { ...grey, values };
}

/** The same contrast everywhere: rescues bars half in the shadow, or blurred at one end by a tilted book. */
export function levelled(grey: Grey, radius: number): Grey {
  const { width, height } = grey;
  const mean = softened(grey.values, width, height, radius);
  const squares = new Float32Array(mean.length);
  for (let at = 0; at < squares.length; at++) squares[at] = (valueAt(grey.values, at) - valueAt(mean, at)) ** 2;
  const variance = softened(squares, width, height, radius);
  const values = new Uint8ClampedArray(mean.length);
  for (let at = 0; at < values.length; at++) {
    const deviation = Math.sqrt(valueAt(variance, at) + NOISE_VARIANCE);
    values[at] = 128 + (LEVELLED_SPREAD * (valueAt(grey.values, at) - valueAt(mean, at))) / deviation;
  }
  return { ...grey, values };
}

/** Keeps plain paper from being blown up to bars of noise. */
const NOISE_VARIANCE = 60;
/** Brings bars and paper well apart, and clips only what is beyond both. */
const LEVELLED_SPREAD = 45;

/** The mean over a square around each pixel; at the edges the outermost pixel stands for what lies beyond. */
function softened(values: ArrayLike<number>, width: number, height: number, radius: number): Float32Array {
  const rows = new Float32Array(width * height);
  const share = 1 / (2 * radius + 1);
  for (let y = 0; y < height; y++) {
    const from = y * width;
    let sum = 0;
    for (let x = -radius; x <= radius; x++) sum += valueAt(values, from + clamp(x, width));
    for (let x = 0; x < width; x++) {
      rows[from + x] = sum * share;
      sum += valueAt(values, from + clamp(x + radius + 1, width)) - valueAt(values, from + clamp(x - radius, width));
    }
  }
  // Row by row with one sum for each column: down the columns, every step would miss the processor's cache.
  const out = new Float32Array(width * height);
  const sums = new Float32Array(width);
  for (let y = -radius; y <= radius; y++) {
    const from = clamp(y, height) * width;
    for (let x = 0; x < width; x++) sums[x] = valueAt(sums, x) + valueAt(rows, from + x);
  }
  for (let y = 0; y < height; y++) {
    const entering = clamp(y + radius + 1, height) * width;
    const leaving = clamp(y - radius, height) * width;
    for (let x = 0; x < width; x++) {
      const sum = valueAt(sums, x);
      out[y * width + x] = sum * share;
      sums[x] = sum + valueAt(rows, entering + x) - valueAt(rows, leaving + x);
    }
  }
  return out;
}

type Point = { x: number; y: number };

/** Where the first new pixel comes from (`start`), and how far the next one to the right is from there (`step`). */
function mapped(grey: Grey, { width, height }: { width: number; height: number }, start: Point, step: Point): Grey {
  const values = new Uint8ClampedArray(width * height).fill(255);
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      const fromX = start.x + x * step.x - y * step.y;
      const fromY = start.y + x * step.y + y * step.x;
      if (fromX < -1 || fromY < -1 || fromX > grey.width || fromY > grey.height) continue;
      values[y * width + x] = between(grey, fromX, fromY);
    }
  }
  return { values, width, height };
}

function between({ values, width, height }: Grey, x: number, y: number): number {
  const [left, top] = [Math.floor(x), Math.floor(y)];
  const [shareX, shareY] = [x - left, y - top];
  const [x0, x1] = [clamp(left, width), clamp(left + 1, width)];
  const [row0, row1] = [clamp(top, height) * width, clamp(top + 1, height) * width];
  const above = valueAt(values, row0 + x0) * (1 - shareX) + valueAt(values, row0 + x1) * shareX;
  const below = valueAt(values, row1 + x0) * (1 - shareX) + valueAt(values, row1 + x1) * shareX;
  return above * (1 - shareY) + below * shareY;
}

const clamp = (value: number, length: number) => (value < 0 ? 0 : value >= length ? length - 1 : value);

// Within the bounds that the loops keep; the fallback is for the type only.
const valueAt = (values: ArrayLike<number>, at: number): number => values[at] ?? 0;
