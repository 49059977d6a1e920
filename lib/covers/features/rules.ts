import type { Picture } from "../schema";
import { DESCRIPTOR_BYTES, type LocalFeatures, type Point } from "./schema";

/**
 * Bits of a descriptor that make up the keys under which it is filed, a line a table. Chosen greedily on some thousand
 * covers so that no two of a key go together (correlation under 0.2) and none is nearly always the same: drawn blindly,
 * the fullest drawers were fifty times as full and found six points less.
 */
const KEY_POSITIONS = [
  [
    369, 76, 129, 87, 217, 333, 294, 463, 261, 480, 191, 395, 64, 258, 303, 457, 459, 108, 323, 483, 164, 99, 125, 220,
    466, 245, 341,
  ],
  [
    304, 328, 257, 420, 206, 168, 274, 431, 125, 425, 291, 90, 416, 140, 283, 483, 390, 121, 238, 159, 339, 318, 73, 66,
    395, 380, 480,
  ],
  [
    13, 372, 313, 244, 364, 332, 141, 381, 481, 115, 126, 307, 155, 395, 210, 278, 471, 295, 484, 137, 465, 366, 458,
    109, 268, 477, 112,
  ],
  [
    132, 165, 353, 450, 421, 356, 121, 276, 91, 483, 337, 391, 253, 485, 223, 402, 289, 466, 183, 348, 196, 437, 480,
    67, 245, 81, 170,
  ],
] as const;

export const KEY_TABLES = KEY_POSITIONS.length;
export const KEY_BITS = 27;
/** Names the positions, and how poses are kept, for what is filed by them and outlives an update. */
export const FILING = `1:${KEY_POSITIONS.map((positions) => positions.join(",")).join(";")}`;

/** The keys of descriptors: those of table t at `t * n`, each a number of `KEY_BITS` bits. */
export function keysOf(descriptors: Uint8Array): Uint32Array {
  const count = descriptors.length / DESCRIPTOR_BYTES;
  const keys = new Uint32Array(KEY_TABLES * count);
  KEY_POSITIONS.forEach((positions, table) => {
    for (let at = 0; at < count; at++) {
      const start = at * DESCRIPTOR_BYTES;
      let key = 0;
      for (const position of positions)
        key = (key << 1) | (((descriptors[start + (position >> 3)] ?? 0) >> (position & 7)) & 1);
      keys[table * count + at] = key;
    }
  });
  return keys;
}

/** Directions are told apart in this many steps, sizes in steps of two thirds of an octave. */
export const ANGLE_STEPS = 256;
export const SIZE_STEPS_AN_OCTAVE = 8;

export const toAngleStep = (degrees: number): number => Math.round((degrees / 360) * ANGLE_STEPS) % ANGLE_STEPS;
export const toSizeStep = (pixels: number): number =>
  Math.max(0, Math.min(255, Math.round(Math.log2(pixels) * SIZE_STEPS_AN_OCTAVE)));

/** Points are kept to this fraction of a pixel. */
const POINT_STEPS = 32;
const HEADER_BYTES = 6;
const KEYPOINT_BYTES = 6;

/** Features as the database keeps them: little-endian width, height and count, then keypoints, then descriptors. */
export function packFeatures({ width, height, points, sizes, angles, descriptors }: LocalFeatures): Buffer {
  const count = sizes.length;
  const packed = Buffer.alloc(HEADER_BYTES + count * (KEYPOINT_BYTES + DESCRIPTOR_BYTES));
  let at = packed.writeUInt16LE(count, packed.writeUInt16LE(height, packed.writeUInt16LE(width, 0)));
  for (let k = 0; k < count; k++) {
    at = packed.writeUInt16LE(Math.round((points[2 * k] ?? 0) * POINT_STEPS), at);
    at = packed.writeUInt16LE(Math.round((points[2 * k + 1] ?? 0) * POINT_STEPS), at);
    at = packed.writeUInt8(toSizeStep(sizes[k] ?? 1), at);
    at = packed.writeUInt8(toAngleStep(angles[k] ?? 0), at);
  }
  packed.set(descriptors, at);
  return packed;
}

/** The opposite of `packFeatures`, but for the rounding. Throws where the bytes are not such features. */
export function unpackFeatures(packed: Buffer): LocalFeatures {
  const [width, height, count] = [0, 2, 4].map((at) => packed.readUInt16LE(at)) as [number, number, number];
  if (packed.length !== HEADER_BYTES + count * (KEYPOINT_BYTES + DESCRIPTOR_BYTES))
    throw new Error(`${count} features in ${packed.length} bytes`);
  const [points, sizes, angles] = [new Float32Array(2 * count), new Float32Array(count), new Float32Array(count)];
  let at = HEADER_BYTES;
  for (let k = 0; k < count; k++, at += KEYPOINT_BYTES) {
    points[2 * k] = packed.readUInt16LE(at) / POINT_STEPS;
    points[2 * k + 1] = packed.readUInt16LE(at + 2) / POINT_STEPS;
    sizes[k] = 2 ** (packed.readUInt8(at + 4) / SIZE_STEPS_AN_OCTAVE);
    angles[k] = (packed.readUInt8(at + 5) / ANGLE_STEPS) * 360;
  }
  return { width, height, points, sizes, angles, descriptors: new Uint8Array(packed.subarray(at)) };
}

/** A cover with fewer details than this is too plain for geometry to find it or to rule it out. */
const TELLING_DETAILS_MIN = 40;

/** Whether it says anything that a photo does not show these details. */
export const isTelling = ({ sizes }: LocalFeatures): boolean => sizes.length >= TELLING_DETAILS_MIN;

/** Share of the photo that a cover fills at least. */
const OUTLINE_AREA_MIN = 0.02;
/** How far outside of the photo a corner may lie, in widths and heights of the photo. */
const OUTLINE_BEYOND_MAX = 1;
/** How much the sides' proportion may differ from the cover's own: a book seen from far aside. */
const OUTLINE_STRETCH_MAX = 3;

const cross = ([ax, ay]: Point, [bx, by]: Point, [cx, cy]: Point) => (bx - ax) * (cy - by) - (by - ay) * (cx - bx);

/**
 * Whether a cover of these proportions (width ÷ height) can lie so in a photo: convex, not mirrored, neither tiny nor far
 * outside nor squeezed. What a handful of chance agreements makes of a cover nearly never passes.
 */
export function isPlausibleOutline(outline: Point[], coverRatio: number, photoRatio: number): boolean {
  const [a, b, c, d] = outline;
  if (!a || !b || !c || !d || outline.flat().some((value) => !Number.isFinite(value))) return false;
  const isTurningRight = [cross(a, b, c), cross(b, c, d), cross(c, d, a), cross(d, a, b)].every((turn) => turn > 0);
  if (!isTurningRight) return false;
  if (outline.flat().some((value) => value < -OUTLINE_BEYOND_MAX || value > 1 + OUTLINE_BEYOND_MAX)) return false;
  const area = (cross(a, b, c) + cross(c, d, a)) / 2;
  if (area < OUTLINE_AREA_MIN) return false;
  const length = ([ax, ay]: Point, [bx, by]: Point) => Math.hypot((bx - ax) * photoRatio, by - ay);
  const ratio = (length(a, b) + length(c, d)) / (length(b, c) + length(d, a));
  const stretch = ratio / coverRatio;
  return stretch < OUTLINE_STRETCH_MAX && stretch > 1 / OUTLINE_STRETCH_MAX;
}

/** Long side of what is cut out of a photo to be compared with covers, pixels: that of a cover when it is described. */
export const FLAT_SIDE = 400;

/** The size of what lies between four corners of a photo (fractions), in the proportion in which the photo shows it. */
export function flatSize(corners: Point[], photo: Pick<Picture, "width" | "height">) {
  const lengths = corners.map(([x, y], at) => {
    const [nextX, nextY] = corners[(at + 1) % corners.length] ?? [x, y];
    return Math.hypot((nextX - x) * photo.width, (nextY - y) * photo.height);
  });
  const [top = 1, right = 1, bottom = 1, left = 1] = lengths;
  const scale = (2 * FLAT_SIDE) / Math.max(top + bottom, right + left);
  return {
    width: Math.max(1, Math.round(((top + bottom) / 2) * scale)),
    height: Math.max(1, Math.round(((right + left) / 2) * scale)),
  };
}

/**
 * Where a point of a piece (fractions of its width and height) lies in the photo that it was cut out of between these
 * corners: the projective map of the unit square onto them (Heckbert, "Fundamentals of Texture Mapping", 1989, §2.2.2).
 */
export function throughCorners([a, b, c, d]: Point[]): (point: Point) => Point {
  if (!a || !b || !c || !d) throw new Error("a piece has four corners");
  const [dx1, dy1, dx2, dy2] = [b[0] - c[0], b[1] - c[1], d[0] - c[0], d[1] - c[1]];
  const [sx, sy] = [a[0] - b[0] + c[0] - d[0], a[1] - b[1] + c[1] - d[1]];
  const turn = dx1 * dy2 - dx2 * dy1;
  const [g, h] = [(sx * dy2 - dx2 * sy) / turn, (dx1 * sy - sx * dy1) / turn];
  const along = [b[0] - a[0] + g * b[0], b[1] - a[1] + g * b[1]] as const;
  const down = [d[0] - a[0] + h * d[0], d[1] - a[1] + h * d[1]] as const;
  return ([u, v]) => {
    const depth = g * u + h * v + 1;
    return [(along[0] * u + down[0] * v + a[0]) / depth, (along[1] * u + down[1] * v + a[1]) / depth];
  };
}

/** Parts that a cover is divided into, across and down, to see where it is borne out. */
const PARTS = { across: 2, down: 3 };
/** The best parts, of this share of the details, say how much can be borne out in this photo. */
const BEST_SHARE = 0.4;
/** A part of which less than this, of what the best parts show, is borne out says no. */
const BORNE_OUT_MIN = 0.15;

/** `Verification.evenness`, of points as fractions of the cover: its own, those of them that are inliers, the photo's. */
export function evennessOf(cover: Point[], inliers: Point[], photo: Point[]): number {
  const parts = Array.from({ length: PARTS.across * PARTS.down }, () => ({ cover: 0, inliers: 0, photo: 0 }));
  const count = (points: Point[], of: "cover" | "inliers" | "photo") => {
    for (const [x, y] of points) {
      // What lies on the border, or just outside by rounding, belongs to the part beside it.
      const column = Math.max(0, Math.min(PARTS.across - 1, Math.floor(x * PARTS.across)));
      const row = Math.max(0, Math.min(PARTS.down - 1, Math.floor(y * PARTS.down)));
      const part = parts[row * PARTS.across + column];
      if (part) part[of] += 1;
    }
  };
  count(cover, "cover");
  count(inliers, "inliers");
  count(
    photo.filter(([x, y]) => x > 0 && x < 1 && y > 0 && y < 1),
    "photo",
  );
  const comparable = parts
    .map((part) => ({ ...part, details: Math.min(part.cover, part.photo) }))
    .filter(({ details }) => details > 0)
    .map((part) => ({ ...part, share: Math.min(1, part.inliers / part.details) }))
    .sort((a, b) => b.share - a.share);
  const total = comparable.reduce((sum, { details }) => sum + details, 0);
  const best = { details: 0, inliers: 0 };
  for (const part of comparable) {
    if (best.details >= BEST_SHARE * total) break;
    best.details += part.details;
    best.inliers += part.inliers;
  }
  if (best.details === 0) return 0;
  const least = BORNE_OUT_MIN * (best.inliers / best.details);
  return comparable.filter(({ share }) => share >= least).reduce((sum, { details }) => sum + details, 0) / total;
}
