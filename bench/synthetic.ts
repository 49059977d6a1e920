import { DESCRIPTOR_BYTES, type LocalFeatures } from "@/lib/covers/features/schema";
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

/**
 * Local features of covers that do not exist: the descriptors of two real ones shuffled together, each with the pose of
 * another. They fill the drawers of the index as real covers would; no photo shows them.
 */
export function syntheticFeatures(count: number, real: LocalFeatures[], seed = 2): LocalFeatures[] {
  const random = randomFrom(seed);
  const pick = <Value>(from: ArrayLike<Value>, fallback: Value) => from[Math.floor(random() * from.length)] ?? fallback;
  return Array.from({ length: count }, (_, at) => {
    const [first, second] = [real[at % real.length], real[Math.floor(random() * real.length)]];
    if (!first || !second) throw new Error("there are no real features to mix");
    const size = first.sizes.length;
    const descriptors = new Uint8Array(first.descriptors.length);
    for (let k = 0; k < size; k++) {
      const from = random() < 0.5 || second.sizes.length === 0 ? first : second;
      const place = Math.floor(random() * from.sizes.length) * DESCRIPTOR_BYTES;
      descriptors.set(from.descriptors.subarray(place, place + DESCRIPTOR_BYTES), k * DESCRIPTOR_BYTES);
    }
    return {
      ...first,
      points: first.points.map(() => pick(first.points, 0)),
      sizes: first.sizes.map(() => pick(first.sizes, 1)),
      angles: first.angles.map(() => random() * 360),
      descriptors,
    };
  });
}
