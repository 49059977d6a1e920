import type { Picture } from "../../schema";
import type { Point } from "../schema";

/** Long side of the picture that quadrilaterals are looked for in, pixels: larger ones take longer and find no more. */
export const SEEN_SIDE = 256;

/** Of the pixels, the share that may be edges, and how strong these are at least (Sobel, eight bits a channel). */
const EDGE_SHARE_MAX = 0.12;
const EDGE_GRADIENT_MIN = 12;
/** From here on an edge counts in full. */
const EDGE_GRADIENT_CLEAR = 60;
/** A gradient that is so much longer one way than the other points along the row or the column, not to a corner. */
const DIAGONAL = 2.4;
/** Cosine between a line's normal and the gradients of the edge that it follows. */
const EDGE_ALIGNED_MIN = 0.9;
/** How far from a line its edge may lie, pixels: covers bend, lenses too. */
const EDGE_DISTANCE_MAX = 2;

const ANGLES = 180;
/** An edge votes for lines that differ from its own direction by up to so many degrees. */
const ANGLE_SPREAD = 3;
const OFFSET_STEP = 2;
const LINE_VOTES_MIN = 20;
/** More would be texture. Lines as close as this to a stronger one, in radians and pixels, are the same. */
const LINES_MAX = 24;
const SAME_LINE = { angle: 0.09, offset: 0.025 * SEEN_SIDE };
/** The photo's own borders stand in for sides that lie outside; they count like a weak edge. */
const BORDER_SUPPORT = 0.3;

/** Radians between opposite sides at most, and between neighbouring ones at least. */
const OPPOSITE_MAX = 0.45;
const NEIGHBOURING_MIN = 0.9;
const AREA = { min: 0.08, max: 0.95 };
/** How far outside of the photo a corner may lie, pixels. */
const BEYOND_MAX = 0.06 * SEEN_SIDE;
const OPPOSITE_RATIO_MAX = 2;
const ASPECT_MIN = 0.4;
/** Where a side would go on beyond its corners, as a share of it: an edge there belongs to something larger. */
const FURTHER = { from: 0.05, to: 0.2 };
const FURTHER_WEIGHT = 0.5;
/** Quadrilaterals whose corners all lie this close, pixels, are the same. */
const SAME_CORNER = 0.05 * SEEN_SIDE;

type Size = Pick<Picture, "width" | "height">;
type Gradient = Size & { x: Float32Array; y: Float32Array; length: Float32Array };

/** A line by its normal's angle and its offset from the picture's middle, pixels. */
type Line = { angle: number; cos: number; sin: number; offset: number };
/** With the running sum of the edge under each of its pixels, from one end of the picture's diagonal to the other. */
type SeenLine = Line & { support: Float32Array };
type Quadrilateral = { corners: Point[]; score: number };

const lineAt = (angle: number, offset: number): Line => ({
  ...{ angle, offset },
  ...{ cos: Math.cos(angle), sin: Math.sin(angle) },
});

const reachOf = ({ width, height }: Size) => Math.hypot(width, height) / 2;

/** Of each pixel the gradient of the channel that changes most: a red cover on a green table has no edge in grey. */
function gradientOf({ data, width, height }: Picture): Gradient {
  const [x, y, length] = [0, 0, 0].map(() => new Float32Array(width * height)) as [
    Float32Array,
    Float32Array,
    Float32Array,
  ];
  const row = 3 * width;
  for (let top = 1; top < height - 1; top++) {
    for (let left = 1; left < width - 1; left++) {
      const pixel = top * width + left;
      for (let i = 3 * pixel; i < 3 * pixel + 3; i++) {
        const falling = (data[i + row + 3] ?? 0) - (data[i - row - 3] ?? 0);
        const rising = (data[i - row + 3] ?? 0) - (data[i + row - 3] ?? 0);
        const dx = falling + rising + 2 * ((data[i + 3] ?? 0) - (data[i - 3] ?? 0));
        const dy = falling - rising + 2 * ((data[i + row] ?? 0) - (data[i - row] ?? 0));
        const size = Math.sqrt(dx * dx + dy * dy);
        if (size <= (length[pixel] ?? 0)) continue;
        x[pixel] = dx;
        y[pixel] = dy;
        length[pixel] = size;
      }
    }
  }
  return { width, height, x, y, length };
}

/** The pixels on the ridges of the gradient; where there are many, the strongest: print has more and weaker ones than borders. */
function edgesOf({ width, height, x, y, length }: Gradient): number[] {
  const edges: number[] = [];
  for (let top = 1; top < height - 1; top++) {
    for (let left = 1; left < width - 1; left++) {
      const pixel = top * width + left;
      const size = length[pixel] ?? 0;
      if (size < EDGE_GRADIENT_MIN) continue;
      const dx = x[pixel] ?? 0;
      const dy = y[pixel] ?? 0;
      const isSteep = Math.abs(dy) > DIAGONAL * Math.abs(dx);
      const isFlat = Math.abs(dx) > DIAGONAL * Math.abs(dy);
      const step = isFlat ? 1 : isSteep ? width : dx * dy > 0 ? width + 1 : width - 1;
      if (size >= (length[pixel - step] ?? 0) && size > (length[pixel + step] ?? 0)) edges.push(pixel);
    }
  }
  const strengths = Float32Array.from(edges, (pixel) => length[pixel] ?? 0).sort();
  const weakest = strengths[strengths.length - Math.round(EDGE_SHARE_MAX * width * height)] ?? 0;
  return edges.filter((pixel) => (length[pixel] ?? 0) >= weakest);
}

/** Between undirected lines, 0 to π/2. */
function angleBetween(a: Line, b: Line): number {
  const angle = Math.abs(a.angle - b.angle);
  return Math.min(angle, Math.PI - angle);
}

function isSameLine(a: Line, b: Line): boolean {
  // Across the seam of the half turn a normal points the other way.
  const offset = Math.abs(a.angle - b.angle) > Math.PI / 2 ? -b.offset : b.offset;
  return angleBetween(a, b) < SAME_LINE.angle && Math.abs(a.offset - offset) < SAME_LINE.offset;
}

/**
 * The lines that most edges lie on: a Hough transform in which an edge votes only for lines of about its own direction,
 * since otherwise print outvotes the border of what it is printed on.
 */
function linesOf(gradient: Gradient): Line[] {
  const { width, height, x, y } = gradient;
  const reach = reachOf(gradient);
  const offsets = Math.ceil((2 * reach) / OFFSET_STEP) + 3;
  const bundle = Array.from({ length: ANGLES }, (_, angle) => lineAt((angle * Math.PI) / ANGLES, 0));
  const votes = new Float32Array(ANGLES * offsets);
  for (const pixel of edgesOf(gradient)) {
    const left = (pixel % width) - width / 2;
    const top = Math.floor(pixel / width) - height / 2;
    const own = Math.round((Math.atan2(y[pixel] ?? 0, x[pixel] ?? 0) / Math.PI) * ANGLES);
    for (let turn = -ANGLE_SPREAD; turn <= ANGLE_SPREAD; turn++) {
      const angle = (own + turn + 2 * ANGLES) % ANGLES;
      const { cos, sin } = bundle[angle] as Line;
      const place = (left * cos + top * sin + reach) / OFFSET_STEP + 1;
      const share = place - Math.floor(place);
      const drawer = angle * offsets + Math.floor(place);
      votes[drawer] = (votes[drawer] ?? 0) + 1 - share;
      votes[drawer + 1] = (votes[drawer + 1] ?? 0) + share;
    }
  }

  const peaks: { line: Line; sum: number }[] = [];
  for (let angle = 0; angle < ANGLES; angle++) {
    for (let place = 1; place < offsets - 1; place++) {
      const drawer = angle * offsets + place;
      const [before, here, after] = [votes[drawer - 1] ?? 0, votes[drawer] ?? 0, votes[drawer + 1] ?? 0];
      if (here < LINE_VOTES_MIN || here < before || here < after) continue;
      const sum = before + here + after;
      const offset = (place - 1 + (after - before) / sum) * OFFSET_STEP - reach;
      peaks.push({ line: lineAt((angle * Math.PI) / ANGLES, offset), sum });
    }
  }
  const lines: Line[] = [];
  for (const { line } of peaks.sort((a, b) => b.sum - a.sum)) {
    if (lines.length === LINES_MAX) break;
    if (!lines.some((stronger) => isSameLine(stronger, line))) lines.push(line);
  }
  return lines;
}

/** How much of an edge runs along each pixel of a line, 0 to 1, as a running sum. */
function withSupport(line: Line, gradient: Gradient): SeenLine {
  const { width, height, x, y, length } = gradient;
  const { cos, sin, offset } = line;
  const reach = reachOf(gradient);
  const support = new Float32Array(Math.ceil(2 * reach) + 2);
  for (let place = 0; place + 1 < support.length; place++) {
    const along = place - reach;
    const left = offset * cos - along * sin + width / 2;
    const top = offset * sin + along * cos + height / 2;
    let best = 0;
    for (let aside = -EDGE_DISTANCE_MAX; aside <= EDGE_DISTANCE_MAX; aside++) {
      const column = Math.round(left + aside * cos);
      const row = Math.round(top + aside * sin);
      if (column < 1 || row < 1 || column >= width - 1 || row >= height - 1) continue;
      const pixel = row * width + column;
      const size = length[pixel] ?? 0;
      const across = Math.abs((x[pixel] ?? 0) * cos + (y[pixel] ?? 0) * sin);
      if (size >= EDGE_GRADIENT_MIN && across > EDGE_ALIGNED_MIN * size) best = Math.max(best, across);
    }
    support[place + 1] = (support[place] ?? 0) + Math.min(1, best / EDGE_GRADIENT_CLEAR);
  }
  return { ...line, support };
}

function bordersOf(size: Size): SeenLine[] {
  const support = Float32Array.from({ length: Math.ceil(2 * reachOf(size)) + 2 }, (_, place) => BORDER_SUPPORT * place);
  const [right, bottom] = [size.width / 2 - 1, size.height / 2 - 1];
  return [lineAt(0, -right), lineAt(0, right), lineAt(Math.PI / 2, -bottom), lineAt(Math.PI / 2, bottom)].map(
    (line) => ({ ...line, support }),
  );
}

/** From the picture's middle, pixels. */
function meetingOf(a: Line, b: Line): Point {
  const turn = a.cos * b.sin - b.cos * a.sin;
  return [(a.offset * b.sin - b.offset * a.sin) / turn, (b.offset * a.cos - a.offset * b.cos) / turn];
}

const distance = ([ax, ay]: Point, [bx, by]: Point) => Math.hypot(bx - ax, by - ay);
const cross = ([ax, ay]: Point, [bx, by]: Point, [cx, cy]: Point) => (bx - ax) * (cy - by) - (by - ay) * (cx - bx);

/** Whether a book that is held to a camera could have this shape; the corners go round clockwise. */
function isBelievable([a, b, c, d]: [Point, Point, Point, Point], { width, height }: Size): boolean {
  if ([cross(a, b, c), cross(b, c, d), cross(c, d, a), cross(d, a, b)].some((turn) => turn <= 0)) return false;
  const area = (cross(a, b, c) + cross(c, d, a)) / 2 / (width * height);
  if (area < AREA.min || area > AREA.max) return false;
  const isFarOutside = ([x, y]: Point) => Math.abs(x) > width / 2 + BEYOND_MAX || Math.abs(y) > height / 2 + BEYOND_MAX;
  if ([a, b, c, d].some(isFarOutside)) return false;
  const [top, right, bottom, left] = [distance(a, b), distance(b, c), distance(c, d), distance(d, a)];
  if (Math.max(top, bottom) > OPPOSITE_RATIO_MAX * Math.min(top, bottom)) return false;
  if (Math.max(left, right) > OPPOSITE_RATIO_MAX * Math.min(left, right)) return false;
  const aspect = (top + bottom) / (left + right);
  return Math.min(aspect, 1 / aspect) >= ASPECT_MIN;
}

/** How much edge runs along a side, and how much goes on beyond its corners, each 0 to 1. */
function sideSupport({ sin, cos, support }: SeenLine, from: Point, to: Point, reach: number) {
  const places = [from, to].map(([x, y]) => y * cos - x * sin + reach).sort((a, b) => a - b);
  const [start = 0, end = 0] = places;
  const length = end - start;
  const sum = (a: number, b: number) => {
    const [first, last] = [a, b].map((place) => Math.max(0, Math.min(support.length - 1, Math.round(place))));
    return (support[last ?? 0] ?? 0) - (support[first ?? 0] ?? 0);
  };
  const further =
    sum(start - FURTHER.to * length, start - FURTHER.from * length) +
    sum(end + FURTHER.from * length, end + FURTHER.to * length);
  return {
    along: sum(start, end) / length,
    further: further / (2 * (FURTHER.to - FURTHER.from) * length),
  };
}

function* quadrilateralsOf(lines: SeenLine[], size: Size): Generator<Quadrilateral> {
  const reach = reachOf(size);
  const pairs = lines.flatMap((a, at) =>
    lines.slice(at + 1).flatMap((b) => (angleBetween(a, b) < OPPOSITE_MAX ? [[a, b] as const] : [])),
  );
  for (const [at, [a, b]] of pairs.entries()) {
    for (const [c, d] of pairs.slice(at + 1)) {
      const isCrossing = [a, b].every((one) => [c, d].every((other) => angleBetween(one, other) > NEIGHBOURING_MIN));
      if (!isCrossing) continue;
      const [ac, ad, bd, bc] = [meetingOf(a, c), meetingOf(a, d), meetingOf(b, d), meetingOf(b, c)];
      const corners: [Point, Point, Point, Point] = cross(ac, ad, bd) > 0 ? [ac, ad, bd, bc] : [bc, bd, ad, ac];
      if (!isBelievable(corners, size)) continue;
      const sides = [
        sideSupport(a, ac, ad, reach),
        sideSupport(b, bc, bd, reach),
        sideSupport(c, ac, bc, reach),
        sideSupport(d, ad, bd, reach),
      ];
      const mean = (of: "along" | "further") => sides.reduce((sum, side) => sum + side[of], 0) / sides.length;
      const weakest = Math.min(...sides.map(({ along }) => along));
      yield { corners, score: weakest + mean("along") - FURTHER_WEIGHT * mean("further") };
    }
  }
}

const isSame = (a: Quadrilateral, b: Quadrilateral) =>
  a.corners.every((corner) => b.corners.some((other) => distance(corner, other) < SAME_CORNER));

/**
 * The outlines in a photo that most look like a cover's, best first, at most `limit`: four edges that meet in a
 * believable shape and end at its corners. `seen` is the photo with a long side of `SEEN_SIDE`. Corners go round clockwise,
 * as fractions of the width and height; which of them is the cover's own top left is not known.
 */
export function findQuadrilaterals(seen: Picture, limit: number): Point[][] {
  const gradient = gradientOf(seen);
  const lines = [...linesOf(gradient).map((line) => withSupport(line, gradient)), ...bordersOf(seen)];
  const found: Quadrilateral[] = [];
  for (const one of [...quadrilateralsOf(lines, seen)].sort((a, b) => b.score - a.score)) {
    if (found.length === limit) break;
    if (!found.some((better) => isSame(better, one))) found.push(one);
  }
  return found.map(({ corners }) => corners.map(([x, y]): Point => [x / seen.width + 0.5, y / seen.height + 0.5]));
}
