/**
 * Where lines of text lie on a photo, in which direction they run, and which characters a network saw: everything around
 * the two networks of PP-OCR that is arithmetic.
 */
import type { Point, TextLine } from "../schema";
import type { Raster, Rectangle, Strip } from "./schema";

/** A pixel more probable than this belongs to text; text less probable than that on average is none. The values of PP-OCR. */
const PIXEL_PROBABILITY_MIN = 0.3;
const TEXT_PROBABILITY_MIN = 0.6;
/** The network marks the core of a line; this makes it whole again (DB, https://arxiv.org/abs/1911.08947, 3.4). */
const GROWTH = 1.6;
const CORE_HEIGHT_MIN = 3;

/** The lines of text in the first network's map, which has a probability for each pixel. */
export function findText(probabilities: Float32Array, width: number, height: number): Rectangle[] {
  const isSeen = new Uint8Array(width * height);
  const found: Rectangle[] = [];
  for (let start = 0; start < isSeen.length; start++) {
    if (isSeen[start] || (probabilities[start] ?? 0) <= PIXEL_PROBABILITY_MIN) continue;
    const { outline, meanProbability } = takePatch(probabilities, width, height, start, isSeen);
    if (meanProbability < TEXT_PROBABILITY_MIN) continue;
    const core = smallestRectangle(outline);
    if (core.height >= CORE_HEIGHT_MIN) found.push(grown(core));
  }
  return found;
}

/** Marks the connected pixels around `start` as seen; their outline is the first and the last of each row. */
function takePatch(probabilities: Float32Array, width: number, height: number, start: number, isSeen: Uint8Array) {
  const rows = new Map<number, { first: number; last: number }>();
  const open = [start];
  isSeen[start] = 1;
  let [sum, count] = [0, 0];
  for (let pixel = open.pop(); pixel !== undefined; pixel = open.pop()) {
    const [x, y] = [pixel % width, Math.floor(pixel / width)];
    sum += probabilities[pixel] ?? 0;
    count += 1;
    const row = rows.get(y);
    if (!row) rows.set(y, { first: x, last: x });
    else if (x < row.first) row.first = x;
    else if (x > row.last) row.last = x;
    for (let nextY = Math.max(0, y - 1); nextY <= Math.min(height - 1, y + 1); nextY++) {
      for (let nextX = Math.max(0, x - 1); nextX <= Math.min(width - 1, x + 1); nextX++) {
        const next = nextY * width + nextX;
        if (isSeen[next] || (probabilities[next] ?? 0) <= PIXEL_PROBABILITY_MIN) continue;
        isSeen[next] = 1;
        open.push(next);
      }
    }
  }
  const outline = [...rows].flatMap(([y, { first, last }]): Point[] => [
    [first, y],
    [first, y + 1],
    [last + 1, y],
    [last + 1, y + 1],
  ]);
  return { outline, meanProbability: sum / count };
}

const cross = ([ax, ay]: Point, [bx, by]: Point, [cx, cy]: Point) => (bx - ax) * (cy - ay) - (by - ay) * (cx - ax);

/** The convex hull (Andrew's monotone chain). */
function hullOf(points: Point[]): Point[] {
  const sorted = [...points].sort((a, b) => a[0] - b[0] || a[1] - b[1]);
  const half = (from: Point[]) => {
    const chain: Point[] = [];
    for (const point of from) {
      for (;;) {
        const [before, last] = chain.slice(-2);
        if (!before || !last || cross(before, last, point) > 0) break;
        chain.pop();
      }
      chain.push(point);
    }
    return chain.slice(0, -1);
  };
  return [...half(sorted), ...half(sorted.reverse())];
}

/** The rectangle of least area around some points: one of its sides lies on a side of their hull. */
export function smallestRectangle(points: Point[]): Rectangle {
  const hull = hullOf(points);
  let best: Rectangle | undefined;
  hull.forEach(([x, y], at) => {
    const [nextX, nextY] = hull[(at + 1) % hull.length] ?? [x, y];
    const side = Math.hypot(nextX - x, nextY - y);
    const [cos, sin] = [(nextX - x) / side, (nextY - y) / side];
    const along = hull.map(([px, py]) => px * cos + py * sin);
    const across = hull.map(([px, py]) => py * cos - px * sin);
    const [left, right] = [Math.min(...along), Math.max(...along)];
    const [top, bottom] = [Math.min(...across), Math.max(...across)];
    if (best && (right - left) * (bottom - top) >= best.length * best.height) return;
    const [u, v] = [(left + right) / 2, (top + bottom) / 2];
    best = lying({
      x: u * cos - v * sin,
      y: u * sin + v * cos,
      width: right - left,
      height: bottom - top,
      angle: Math.atan2(sin, cos),
    });
  });
  if (!best) throw new Error("a rectangle needs points");
  return best;
}

/** The same rectangle, described along its long side. */
function lying({ x, y, width, height, angle }: Strip): Rectangle {
  const isLying = width >= height;
  const turned = (isLying ? angle : angle + Math.PI / 2) % Math.PI;
  return {
    x,
    y,
    length: Math.max(width, height),
    height: Math.min(width, height),
    angle: (turned + Math.PI) % Math.PI,
  };
}

function grown(core: Rectangle): Rectangle {
  const margin = (core.length * core.height * GROWTH) / (2 * (core.length + core.height));
  return { ...core, length: core.length + 2 * margin, height: core.height + 2 * margin };
}

/** Longer than this in relation to its height a rectangle says by its shape how its text runs. */
const LINE_ASPECT_MIN = 1.5;
export const isLine = ({ length, height }: Rectangle): boolean => length >= LINE_ASPECT_MIN * height;

/**
 * The directions in which the text of a photo may run, radians, the likelier first: along most of its lines, one way or
 * the other. Where no shape says anything, the four quarter turns.
 */
export function waysOf(text: Rectangle[]): number[] {
  const lines = text.filter(isLine);
  if (lines.length === 0) return [0, Math.PI / 2, -Math.PI / 2, Math.PI];
  // An angle and its opposite are one axis: doubled they are one direction, and directions can be added.
  const sum = (of: (doubled: number) => number) =>
    lines.reduce((total, { length, angle }) => total + length * of(2 * angle), 0);
  const axis = Math.atan2(sum(Math.sin), sum(Math.cos)) / 2;
  return [axis, axis + Math.PI];
}

/** Lines that lie this far from the way of the others run across it, like a title on the spine. */
const ACROSS_COSINE_MAX = 0.6;

export const runsAcross = (text: Rectangle, way: number): boolean =>
  isLine(text) && Math.abs(Math.cos(text.angle - way)) < ACROSS_COSINE_MAX;

/** A rectangle as it is read by somebody who reads in the direction `way`. */
export function asRead(text: Rectangle, way: number): Strip {
  const { x, y, length, height, angle } = text;
  const isAlong = isLine(text) || Math.abs(Math.cos(angle - way)) >= Math.SQRT1_2;
  const side = isAlong ? angle : angle + Math.PI / 2;
  return {
    x,
    y,
    width: isAlong ? length : height,
    height: isAlong ? height : length,
    angle: Math.cos(side - way) >= 0 ? side : side + Math.PI,
  };
}

/** Corners as fractions of the photo, from the start of the text clockwise. */
export function boxOf(
  { x, y, width, height, angle }: Strip,
  photo: { width: number; height: number },
): TextLine["box"] {
  const [cos, sin] = [Math.cos(angle), Math.sin(angle)];
  const share = (value: number, whole: number) => Math.min(1, Math.max(0, value / whole));
  const corner = (along: number, across: number): Point => [
    share(x + along * cos - across * sin, photo.width),
    share(y + along * sin + across * cos, photo.height),
  ];
  const [w, h] = [width / 2, height / 2];
  return [corner(-w, -h), corner(w, -h), corner(w, h), corner(-w, h)];
}

/** Two strips stand in one row when their middles are less than this share of a height apart. */
const ROW_OVERLAP = 0.5;

/** The order in which somebody who reads in the direction `way` comes to the strips: rows from the top, each from its start. */
export function inReadingOrder<Item extends { strip: Strip }>(items: Item[], way: number): Item[] {
  const [cos, sin] = [Math.cos(way), Math.sin(way)];
  const along = ({ strip: { x, y } }: Item) => x * cos + y * sin;
  const down = ({ strip: { x, y } }: Item) => y * cos - x * sin;
  const rows: Item[][] = [];
  for (const item of [...items].sort((a, b) => down(a) - down(b))) {
    const row = rows.at(-1);
    const [first] = row ?? [];
    const reach = first && ROW_OVERLAP * Math.min(first.strip.height, item.strip.height);
    if (row && first && reach !== undefined && down(item) - down(first) < reach) row.push(item);
    else rows.push([item]);
  }
  return rows.flatMap((row) => row.sort((a, b) => along(a) - along(b)));
}

/** How many quarters clockwise the text of a photo is turned from upright. */
export const quartersOf = (way: number): number => ((Math.round(way / (Math.PI / 2)) % 4) + 4) % 4;

/** The picture turned anticlockwise by a quarter, so that what ran downwards runs to the right. */
export function quarterTurned({ data, width, height }: Raster): Raster {
  const turned = new Uint8Array(data.length);
  for (let y = 0; y < width; y++) {
    for (let x = 0; x < height; x++) {
      const from = (x * width + (width - 1 - y)) * 3;
      turned.set(data.subarray(from, from + 3), (y * height + x) * 3);
    }
  }
  return { data: turned, width: height, height: width };
}

/** Where a box of the turned picture lies in the picture before. */
export const turnedBack = (box: TextLine["box"]): TextLine["box"] =>
  box.map(([x, y]): Point => [1 - y, x]) as TextLine["box"];

/** Half as wide and high, each pixel the mean of four: reading between pixels sees only four of them. */
export function halved({ data, width, height }: Raster): Raster {
  const [w, h] = [Math.floor(width / 2), Math.floor(height / 2)];
  const half = new Uint8Array(w * h * 3);
  for (let y = 0; y < h; y++) {
    for (let x = 0; x < w; x++) {
      const from = (2 * y * width + 2 * x) * 3;
      const below = from + width * 3;
      for (let channel = 0; channel < 3; channel++) {
        const sum =
          (data[from + channel] ?? 0) +
          (data[from + 3 + channel] ?? 0) +
          (data[below + channel] ?? 0) +
          (data[below + 3 + channel] ?? 0);
        half[(y * w + x) * 3 + channel] = (sum + 2) >> 2;
      }
    }
  }
  return { data: half, width: w, height: h };
}

/** How a network wants its pixels: blue first, each channel scaled about a mean. */
export type Normalisation = { mean: [number, number, number]; deviation: [number, number, number] };

const SIDE_MULTIPLE = 32;
const toMultiple = (side: number) => Math.ceil(side / SIDE_MULTIPLE) * SIDE_MULTIPLE;

export type Planes = { values: Float32Array; width: number; height: number };

/** A picture for the first network, which wants sides that 32 divides: what is missing stays empty. */
export function toPlanes({ data, width, height }: Raster, { mean, deviation }: Normalisation): Planes {
  const [w, h] = [toMultiple(width), toMultiple(height)];
  const values = new Float32Array(3 * w * h);
  for (let channel = 0; channel < 3; channel++) {
    const [middle, spread] = [(mean[channel] ?? 0) * 255, (deviation[channel] ?? 1) * 255];
    for (let y = 0; y < height; y++) {
      const to = (channel * h + y) * w;
      const from = y * width * 3 + 2 - channel;
      for (let x = 0; x < width; x++) values[to + x] = ((data[from + x * 3] ?? 0) - middle) / spread;
    }
  }
  return { values, width: w, height: h };
}

/** A strip of a picture, turned upright and brought to a height, for the second network; read between pixels. */
export function cutStrip(
  { data, width, height }: Raster,
  strip: Strip,
  size: { width: number; height: number },
  { mean, deviation }: Normalisation,
): Planes {
  const values = new Float32Array(3 * size.width * size.height);
  const [cos, sin] = [Math.cos(strip.angle), Math.sin(strip.angle)];
  const plane = size.width * size.height;
  for (let row = 0; row < size.height; row++) {
    const across = ((row + 0.5) / size.height - 0.5) * strip.height;
    for (let column = 0; column < size.width; column++) {
      const along = ((column + 0.5) / size.width - 0.5) * strip.width;
      const x = Math.min(width - 1, Math.max(0, strip.x + along * cos - across * sin - 0.5));
      const y = Math.min(height - 1, Math.max(0, strip.y + along * sin + across * cos - 0.5));
      const [left, top] = [Math.floor(x), Math.floor(y)];
      const [right, below] = [Math.min(width - 1, left + 1), Math.min(height - 1, top + 1)];
      const [fx, fy] = [x - left, y - top];
      for (let channel = 0; channel < 3; channel++) {
        const of = 2 - channel;
        const upper =
          (data[(top * width + left) * 3 + of] ?? 0) * (1 - fx) + (data[(top * width + right) * 3 + of] ?? 0) * fx;
        const lower =
          (data[(below * width + left) * 3 + of] ?? 0) * (1 - fx) + (data[(below * width + right) * 3 + of] ?? 0) * fx;
        const value = (upper * (1 - fy) + lower * fy) / 255;
        values[channel * plane + row * size.width + column] =
          (value - (mean[channel] ?? 0)) / (deviation[channel] ?? 1);
      }
    }
  }
  return { values, width: size.width, height: size.height };
}

/**
 * The text that the second network saw: at each step a probability for "nothing" and for each character. A character that
 * stays the likeliest over several steps is one; twice the same needs nothing between (CTC).
 */
export function decodeText(probabilities: Float32Array, characters: string[]): { text: string; confidence: number } {
  const classes = characters.length + 1;
  let text = "";
  let [sum, count, before] = [0, 0, 0];
  for (let step = 0; step + classes <= probabilities.length; step += classes) {
    let best = 0;
    let most = probabilities[step] ?? 0;
    for (let at = 1; at < classes; at++) {
      const probability = probabilities[step + at] ?? 0;
      if (probability <= most) continue;
      most = probability;
      best = at;
    }
    if (best !== 0 && best !== before) {
      text += characters[best - 1];
      sum += most;
      count += 1;
    }
    before = best;
  }
  return { text: text.trim(), confidence: count === 0 ? 0 : sum / count };
}
