import { BANDS, HASH_DISTANCE_MAX, nearBands } from "../rules";

const BAND_VALUES = 0x1_0000;

function bitCount(value: number): number {
  let bits = value - ((value >>> 1) & 0x5555_5555);
  bits = (bits & 0x3333_3333) + ((bits >>> 2) & 0x3333_3333);
  return (((bits + (bits >>> 4)) & 0x0f0f_0f0f) * 0x0101_0101) >>> 24;
}

/**
 * All pairs of hashes, by their places, that differ in at most `HASH_DISTANCE_MAX` bits, each once. Compares only those of
 * which one of four pieces differs in a bit or none, so it takes far fewer steps than there are pairs.
 */
export function* nearPairs(hashes: string[]): Generator<[number, number]> {
  const high = Uint32Array.from(hashes, (hash) => Number.parseInt(hash.slice(0, 8), 16));
  const low = Uint32Array.from(hashes, (hash) => Number.parseInt(hash.slice(8), 16));
  const pieceOf = (at: number, band: number): number => {
    const half = (band < BANDS / 2 ? high : low)[at] ?? 0;
    return band % 2 === 0 ? half >>> 16 : half & 0xffff;
  };
  const isNearIn = (one: number, other: number, band: number) =>
    bitCount(pieceOf(one, band) ^ pieceOf(other, band)) <= 1;
  const distance = (one: number, other: number) =>
    bitCount(((high[one] ?? 0) ^ (high[other] ?? 0)) >>> 0) + bitCount(((low[one] ?? 0) ^ (low[other] ?? 0)) >>> 0);

  for (let band = 0; band < BANDS; band++) {
    // Places in the order of their piece, and where those of each piece begin.
    const starts = new Uint32Array(BAND_VALUES + 1);
    for (let at = 0; at < hashes.length; at++) starts[pieceOf(at, band) + 1] = (starts[pieceOf(at, band) + 1] ?? 0) + 1;
    for (let value = 0; value < BAND_VALUES; value++)
      starts[value + 1] = (starts[value + 1] ?? 0) + (starts[value] ?? 0);
    const places = new Uint32Array(hashes.length);
    const next = starts.slice();
    for (let at = 0; at < hashes.length; at++) {
      const value = pieceOf(at, band);
      places[next[value] ?? 0] = at;
      next[value] = (next[value] ?? 0) + 1;
    }
    for (let at = 0; at < hashes.length; at++) {
      for (const value of nearBands(pieceOf(at, band))) {
        for (let place = starts[value] ?? 0; place < (starts[value + 1] ?? 0); place++) {
          const other = places[place] ?? 0;
          if (other <= at || distance(at, other) > HASH_DISTANCE_MAX) continue;
          // An earlier piece has led to this pair already.
          if (Array.from({ length: band }, (_, earlier) => earlier).some((earlier) => isNearIn(at, other, earlier)))
            continue;
          yield [at, other];
        }
      }
    }
  }
}

/** More than so many with one key are not compared each with each: title and author of so many say nothing any more. */
const GROUP_MAX = 60;

/**
 * The pairs within a group that has something in common: each with each, or, in a large one such as all books with one
 * placeholder, each with the first.
 */
export function* pairsOfGroup(ids: number[]): Generator<[number, number]> {
  const sorted = [...new Set(ids)].sort((a, b) => a - b);
  for (const [at, first] of sorted.entries()) {
    if (at > 0 && sorted.length > GROUP_MAX) return;
    for (const second of sorted.slice(at + 1)) yield [first, second];
  }
}
