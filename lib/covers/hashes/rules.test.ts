import { describe, expect, it } from "vitest";
import { HASH_SIDE, hashDistance, perceptualHash } from "./rules";

const grey = (tone: (x: number, y: number) => number) =>
  Uint8Array.from({ length: HASH_SIDE * HASH_SIDE }, (_, at) => tone(at % HASH_SIDE, Math.floor(at / HASH_SIDE)));
/** Blots of four pixels, as on no picture twice, between 40 and 240. */
const blot = (x: number, y: number) =>
  40 + ((Math.imul((x >> 2) * 97 + (y >> 2) * 1_013 + 7, 2_654_435_761) >>> 16) % 200);
const blots = grey(blot);

describe("perceptualHash", () => {
  it("is sixty-four bits in sixteen digits, half of them set", () => {
    const hash = perceptualHash(blots);
    expect(hash).toMatch(/^[0-9a-f]{16}$/);
    expect(hashDistance(hash, "0000000000000000")).toBe(32);
  });

  it("is the same for a brighter and for a paler picture", () => {
    const brighter = blots.map((tone) => tone + 7);
    const paler = grey((x, y) => 128 + (blot(x, y) - 128) / 2);
    expect(hashDistance(perceptualHash(blots), perceptualHash(brighter))).toBe(0);
    expect(hashDistance(perceptualHash(blots), perceptualHash(paler))).toBeLessThanOrEqual(4);
  });

  it("is another one for the picture mirrored, turned and inverted", () => {
    const at = (x: number, y: number) => blots[y * HASH_SIDE + x] ?? 0;
    const last = HASH_SIDE - 1;
    for (const other of [
      grey((x, y) => at(last - x, y)),
      grey((x, y) => at(last - x, last - y)),
      grey((x, y) => 255 - at(x, y)),
    ])
      expect(hashDistance(perceptualHash(blots), perceptualHash(other))).toBeGreaterThan(20);
  });

  it("takes no picture of another size", () => {
    expect(() => perceptualHash(new Uint8Array(64))).toThrow(RangeError);
  });
});

it.each([
  ["0000000000000000", "0000000000000000", 0],
  ["8000000000000001", "0000000000000000", 2],
  ["ffffffffffffffff", "0000000000000000", 64],
  ["f0f0f0f0f0f0f0f0", "0f0f0f0f0f0f0f0f", 64],
])("tells how far %s is from %s", (a, b, distance) => expect(hashDistance(a, b)).toBe(distance));
