/** The size to which a picture is squashed for its hash, in grey. */
export const HASH_SIDE = 32;
/** Waves a side that the hash looks at: the eight longest but the constant one. */
const WAVES = 8;

/** The first waves of the cosine transform, sampled at the middles of pixels. */
const COSINES = Array.from({ length: WAVES }, (_, wave) =>
  Float64Array.from({ length: HASH_SIDE }, (_, at) =>
    Math.cos((Math.PI * (wave + 1) * (2 * at + 1)) / (2 * HASH_SIDE)),
  ),
);

/**
 * What a picture looks like, as 16 hexadecimal digits: hashes of the same picture in other sizes, encodings and tones
 * differ in few of their 64 bits, those of different pictures in about half. `grey` is the picture squashed to `HASH_SIDE`
 * a side, a byte a pixel. A plain picture has no look, and its hash says nothing.
 *
 * The DCT hash of C. Zauner, Implementation and Benchmarking of Perceptual Image Hash Functions, 2010, as in the pHash
 * library: of the 8 × 8 longest waves without the constant ones, which are stronger than the median.
 */
export function perceptualHash(grey: Uint8Array): string {
  if (grey.length !== HASH_SIDE * HASH_SIDE) throw new RangeError(`expected ${HASH_SIDE} × ${HASH_SIDE} pixels`);
  // First along the rows, then down the columns of what that gave.
  const rows = COSINES.map((wave) =>
    Float64Array.from({ length: HASH_SIDE }, (_, y) =>
      wave.reduce((sum, cosine, x) => sum + cosine * (grey[y * HASH_SIDE + x] ?? 0), 0),
    ),
  );
  const strengths = COSINES.flatMap((wave) =>
    rows.map((row) => wave.reduce((sum, cosine, y) => sum + cosine * (row[y] ?? 0), 0)),
  );
  const sorted = strengths.toSorted((a, b) => a - b);
  const median = ((sorted[31] ?? 0) + (sorted[32] ?? 0)) / 2;
  const bits = strengths.map((strength) => (strength > median ? "1" : "0")).join("");
  return BigInt(`0b${bits}`).toString(16).padStart(16, "0");
}

/** In how many of their 64 bits two hashes differ. */
export function hashDistance(a: string, b: string): number {
  let differing = BigInt(`0x${a}`) ^ BigInt(`0x${b}`);
  let count = 0;
  for (; differing > 0n; differing &= differing - 1n) count += 1;
  return count;
}
