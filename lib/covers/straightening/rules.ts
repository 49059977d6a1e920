import { isPlausibleOutline } from "../features/rules";
import type { Point } from "../features/schema";
import { BEYOND_MAX, type Corners, cornersSchema } from "./schema";

type Size = { width: number; height: number };

/** Long side of a straightened cover, pixels: that of a stored one. */
const SIDE_MAX = 1_600;
/** Pixels of the straightened cover for one of the photo, at most: more would be made up. */
const ENLARGED_MAX = 1.5;
/** Below this short side, pixels, letters are gone, and other covers are as like. */
const SIDE_MIN = 120;

/** Lengths of the sides in pixels of the photo: top, right, bottom, left. */
function sidesOf(corners: Corners, { width, height }: Size): [number, number, number, number] {
  const length = ([ax, ay]: Point, [bx, by]: Point) => Math.hypot((bx - ax) * width, (by - ay) * height);
  const [a, b, c, d] = corners;
  return [length(a, b), length(b, c), length(c, d), length(d, a)];
}

/**
 * The size in which a cover of the proportion `ratio` (width ÷ height; where nobody knows it, that of its sides in the
 * photo) is cut out of a photo: large enough to lose nothing of the nearest side, but no side enlarged beyond
 * `ENLARGED_MAX`. Or why there is none.
 */
export function straightSize(
  corners: Corners,
  photo: Size,
  ratio?: number,
): { size: Size } | { problem: "not_a_cover" | "too_small" } {
  const [top, right, bottom, left] = sidesOf(corners, photo);
  const proportion = ratio ?? (top + bottom) / (right + left);
  if (!isPlausibleOutline(corners, proportion, photo.width / photo.height)) return { problem: "not_a_cover" };
  const height = Math.min(
    Math.max(right, left, top / proportion, bottom / proportion),
    ENLARGED_MAX * Math.min(right, left, top / proportion, bottom / proportion),
    SIDE_MAX,
    SIDE_MAX / proportion,
  );
  const size = { width: Math.round(height * proportion), height: Math.round(height) };
  return Math.min(size.width, size.height) < SIDE_MIN ? { problem: "too_small" } : { size };
}

/** Whether an outline that was found lies within the photo, so that no part of the cover has to be made up. */
export const isWhole = (outline: Point[]): outline is Corners =>
  outline.length === 4 && outline.flat().every((value) => value >= -BEYOND_MAX && value <= 1 + BEYOND_MAX);

/** The same corners, as those of a cover that lies upright: its own top left is the one nearest to the photo's. */
export function upright(corners: Corners): Corners {
  const turns = [corners, turned(corners), turned(turned(corners)), turned(turned(turned(corners)))];
  return turns.reduce((best, one) => (one[0][0] + one[0][1] < best[0][0] + best[0][1] ? one : best), corners);
}

/** The same corners for a cover whose top is now what was its left side: turned clockwise by a quarter. */
export const turned = ([a, b, c, d]: Corners): Corners => [d, a, b, c];

/** Corners as they stand in an address or a form: `x,y,x,y,x,y,x,y`. */
export const writeCorners = (corners: Corners): string => corners.flat().join(",");

/** What `writeCorners` wrote; undefined for anything else. */
export function readCorners(text: string): Corners | undefined {
  const numbers = text.split(",").map(Number);
  const points = [0, 2, 4, 6].map((at) => numbers.slice(at, at + 2));
  return numbers.length === 8 ? cornersSchema.safeParse(points).data : undefined;
}
