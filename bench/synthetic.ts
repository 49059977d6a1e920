import { DIMENSIONS } from "@/lib/covers/vectors/schema";

/** Numbers from 0 to 1 that are the same in every run (mulberry32). */
export function randomFrom(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 4_294_967_296;
  };
}

/** One vector in ten points anywhere; the rest lie among the real ones. */
const ANYWHERE_SHARE = 0.1;
/** How much of one real cover, of a second and of chance is in a synthetic one. */
const MIX = { first: 0.8, second: 0.5, chance: 0.2 };

function gaussian(random: () => number): Float32Array {
  return Float32Array.from(
    { length: DIMENSIONS },
    () => Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random()),
  );
}

function unit(vector: Float32Array): Float32Array {
  const length = Math.hypot(...vector);
  return vector.map((value) => value / length);
}

/**
 * Unit vectors of covers that do not exist: most are mixtures of two real ones and chance, so that they lie as densely
 * as a larger catalogue would; chance alone would make a graph without clusters, and every search of it easy to judge.
 */
export function syntheticVectors(count: number, real: Float32Array[], seed = 1): Float32Array[] {
  const random = randomFrom(seed);
  const pick = () => real[Math.floor(random() * real.length)];
  return Array.from({ length: count }, () => {
    const chance = unit(gaussian(random));
    const [first, second] = [pick(), pick()];
    if (!first || !second || random() < ANYWHERE_SHARE) return chance;
    return unit(
      chance.map((value, at) => value * MIX.chance + (first[at] ?? 0) * MIX.first + (second[at] ?? 0) * MIX.second),
    );
  });
}
