import type { Picture } from "../schema";
import { DIMENSIONS, type Neighbour } from "./schema";

/** Share of the photo's sides that each centre crop keeps. A cover rarely fills the frame, and clutter drowns it. */
export const QUERY_CROPS = [1, 0.6];

/** A centred part of a picture, in whole pixels. */
export function centreCrop({ width, height }: Pick<Picture, "width" | "height">, share: number) {
  const cropWidth = Math.max(1, Math.round(width * share));
  const cropHeight = Math.max(1, Math.round(height * share));
  return {
    left: Math.floor((width - cropWidth) / 2),
    top: Math.floor((height - cropHeight) / 2),
    width: cropWidth,
    height: cropHeight,
  };
}

/** Turns a square RGB picture clockwise by 90°. */
export function turnSquare(square: Uint8Array, side: number): Uint8Array {
  const turned = new Uint8Array(square.length);
  for (let y = 0; y < side; y++) {
    for (let x = 0; x < side; x++) {
      const from = (y * side + x) * 3;
      const to = (x * side + (side - 1 - y)) * 3;
      turned[to] = square[from] ?? 0;
      turned[to + 1] = square[from + 1] ?? 0;
      turned[to + 2] = square[from + 2] ?? 0;
    }
  }
  return turned;
}

/** The four orientations of a square, the given one first. */
export function fourTurns(square: Uint8Array, side: number): Uint8Array[] {
  const turns = [square];
  for (let turn = 1; turn < 4; turn++) turns.push(turnSquare(turns[turn - 1] ?? square, side));
  return turns;
}

/** Scaled to length 1. A vector without direction cannot be: that is an error of the encoder. */
export function toUnit(vector: Float32Array): Float32Array {
  const length = Math.hypot(...vector);
  if (!Number.isFinite(length) || length === 0) throw new Error("an embedding has no direction");
  return vector.map((value) => value / length);
}

/** The cosine of two unit vectors, from the squared distance between them. */
export const toSimilarity = (score: number): number => 1 - score / 2;

/** The squared distance between two vectors. */
export function scoreOf(a: Float32Array, b: Float32Array): number {
  let sum = 0;
  for (let at = 0; at < a.length; at++) {
    const difference = (a[at] ?? 0) - (b[at] ?? 0);
    sum += difference * difference;
  }
  return sum;
}

/** 512 little-endian float32, as the database keeps them. */
export function toBlob(vector: Float32Array): Buffer {
  const blob = Buffer.alloc(vector.length * 4);
  vector.forEach((value, at) => {
    blob.writeFloatLE(value, at * 4);
  });
  return blob;
}

export function fromBlob(blob: Buffer): Float32Array {
  if (blob.length !== DIMENSIONS * 4) throw new Error(`an embedding of ${blob.length} bytes`);
  const vector = new Float32Array(DIMENSIONS);
  for (let at = 0; at < DIMENSIONS; at++) vector[at] = blob.readFloatLE(at * 4);
  return vector;
}

/** The best score of each label over several searches, best first. */
export function bestOfEach(searches: Neighbour[][]): Neighbour[] {
  const best = new Map<number, number>();
  for (const { label, score } of searches.flat()) best.set(label, Math.min(score, best.get(label) ?? Infinity));
  return [...best].map(([label, score]) => ({ label, score })).sort((a, b) => a.score - b.score);
}
