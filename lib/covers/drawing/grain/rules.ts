import { chanceOf, hashOf } from "../chance/rules";
import type { Texture } from "../schema";

/** Side of the noise tile; a power of two, so that wrapping is a mask. */
const TILE = 256;
const NOISE = noiseTile();

/** How strongly each stock shows, in steps of 255. */
const STRENGTH: Record<Texture, { fine: number; coarse: number; weave: number }> = {
  paper: { fine: 3.2, coarse: 2.4, weave: 0 },
  ink: { fine: 4.6, coarse: 4.2, weave: 0 },
  cloth: { fine: 3.4, coarse: 2.2, weave: 5.5 },
};

/**
 * The picture as if printed: fine grain, uneven inking, the weave of a cloth, and the soft shade of
 * the hinge along the spine. Takes and returns RGB bytes, row by row; the input is changed in place.
 */
export function printed(pixels: Buffer, width: number, height: number, texture: Texture, key: string): Buffer {
  const { fine, coarse, weave } = STRENGTH[texture];
  const start = hashOf(`grain ${key}`);
  const [ox, oy] = [start & (TILE - 1), (start >>> 8) & (TILE - 1)];
  const hinge = Float32Array.from({ length: width }, (_, x) => hingeShade(x / width));
  for (let y = 0; y < height; y++) {
    const row = ((y + oy) & (TILE - 1)) * TILE;
    const coarseRow = (((y >> 3) + oy) & (TILE - 1)) * TILE;
    for (let x = 0; x < width; x++) {
      let change = (NOISE[row + ((x + ox) & (TILE - 1))] ?? 0) * fine;
      change += (NOISE[coarseRow + (((x >> 3) + ox) & (TILE - 1))] ?? 0) * coarse * 0.4;
      // Threads over and under: a checker of short bars, each a little lighter at its crown.
      if (weave > 0)
        change +=
          ((x >> 1) + (y >> 1)) % 2 === 0
            ? (x & 1) === 0
              ? weave
              : weave * 0.4
            : (y & 1) === 0
              ? -weave
              : -weave * 0.4;
      const shade = hinge[x] ?? 1;
      const i = (y * width + x) * 3;
      pixels[i] = clamped((pixels[i] ?? 0) * shade + change);
      pixels[i + 1] = clamped((pixels[i + 1] ?? 0) * shade + change);
      pixels[i + 2] = clamped((pixels[i + 2] ?? 0) * shade + change);
    }
  }
  return pixels;
}

/** A groove near the spine and a breath of light beside it; 1 is unchanged. `share` runs from the spine to the fore edge. */
function hingeShade(share: number): number {
  const groove = Math.exp(-(((share - 0.032) / 0.006) ** 2));
  const crest = Math.exp(-(((share - 0.047) / 0.01) ** 2));
  const edge = Math.max(0, 1 - share / 0.02);
  return 1 - groove * 0.1 + crest * 0.035 - edge * 0.06;
}

const clamped = (value: number) => (value < 0 ? 0 : value > 255 ? 255 : Math.round(value));

/** Noise with a bell-shaped spread around 0, about -2 to 2. */
function noiseTile(): Float32Array {
  const chance = chanceOf("grain tile");
  return Float32Array.from(
    { length: TILE * TILE },
    () => chance.next() + chance.next() + chance.next() + chance.next() - 2,
  );
}
