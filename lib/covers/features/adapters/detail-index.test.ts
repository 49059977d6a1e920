import { describe, expect, it } from "vitest";
import { DESCRIPTOR_BYTES, type LocalFeatures } from "../schema";
import { DetailIndex } from "./detail-index";

let state = 1;
/** The same numbers in every run (xorshift). */
function random(): number {
  state ^= state << 13;
  state ^= state >>> 17;
  state ^= state << 5;
  return (state >>> 0) / 2 ** 32;
}

function randomFeatures(count = 120): LocalFeatures {
  return {
    width: 300,
    height: 400,
    points: Float32Array.from({ length: 2 * count }, () => random() * 300),
    sizes: Float32Array.from({ length: count }, () => 5 + random() * 40),
    angles: Float32Array.from({ length: count }, () => random() * 360),
    descriptors: Uint8Array.from({ length: count * DESCRIPTOR_BYTES }, () => random() * 256),
  };
}

/** As a photo shows a cover: turned, twice as large, some details lost, others noisy, and clutter besides. */
function photographed(cover: LocalFeatures, { noise = 0.05, kept = 0.6, turn = 70 } = {}): LocalFeatures {
  const clutter = randomFeatures(150);
  const descriptors = new Uint8Array(cover.descriptors);
  for (let bit = 0; bit < descriptors.length * 8; bit++)
    if (random() < noise) descriptors[bit >> 3] = (descriptors[bit >> 3] ?? 0) ^ (1 << (bit & 7));
  const count = Math.floor(cover.sizes.length * kept);
  return {
    width: 640,
    height: 480,
    points: Float32Array.from([...cover.points.subarray(0, 2 * count), ...clutter.points]),
    sizes: Float32Array.from([...cover.sizes.subarray(0, count).map((size) => size * 2), ...clutter.sizes]),
    angles: Float32Array.from([
      ...cover.angles.subarray(0, count).map((angle) => (angle + turn) % 360),
      ...clutter.angles,
    ]),
    descriptors: Uint8Array.from([...descriptors.subarray(0, count * DESCRIPTOR_BYTES), ...clutter.descriptors]),
  };
}

const covers = Array.from({ length: 300 }, () => randomFeatures());
const change = (label: number, features: LocalFeatures | null, seq = label) => ({ label, seq, features });
const at = (place: number) => covers[place] ?? randomFeatures();

describe("DetailIndex", () => {
  it("finds a turned, enlarged and noisy cover first among three hundred, however they came in", async () => {
    const changes = covers.map((features, place) => change(place + 1, features));
    const [whole, single] = [new DetailIndex(), new DetailIndex()];
    whole.apply(changes);
    for (const one of changes) single.apply([one]);
    for (const index of [whole, single]) {
      expect(index.size).toBe(300);
      for (const place of [0, 57, 123, 299])
        expect((await index.vote(photographed(at(place)), 3))[0]?.label).toBe(place + 1);
    }
    expect(single.tailSize).toBe(300);
    expect(DetailIndex.of(await single.joined(), 300)).toMatchObject({ size: 300, seq: 300, tailSize: 0 });
  });

  it("does not let votes count together that disagree on how far the cover is turned", async () => {
    const index = new DetailIndex();
    index.apply([change(1, at(1)), change(2, at(2))]);
    const agreeing = photographed(at(1), { noise: 0 });
    const disagreeing = { ...agreeing, angles: agreeing.angles.map(() => random() * 360) };
    const scoreOf = async (photo: LocalFeatures) =>
      (await index.vote(photo, 5)).find(({ label }) => label === 1)?.score ?? 0;
    expect(await scoreOf(agreeing)).toBeGreaterThan(2 * (await scoreOf(disagreeing)));
  });

  it("forgets what is removed, takes what replaces it, and is the same after the same changes again", async () => {
    const index = new DetailIndex();
    index.apply(covers.slice(0, 40).map((features, place) => change(place + 1, features)));
    const removal = [change(7, null, 41)];
    for (let twice = 0; twice < 2; twice++) {
      index.apply(removal);
      expect(index.size).toBe(39);
      expect((await index.vote(photographed(at(6)), 40)).map(({ label }) => label)).not.toContain(7);
    }
    index.apply([change(99, at(6), 42)]);
    expect((await index.vote(photographed(at(6)), 1))[0]?.label).toBe(99);
    expect(index.seq).toBe(42);
  });

  it("loses nothing when covers are deleted and come again thousands of times", async () => {
    const index = new DetailIndex();
    let seq = 0;
    const alive = new Map<number, number>();
    for (let round = 0; round < 1_500; round++) {
      const place = Math.floor(random() * 60);
      const label = alive.get(place);
      if (label !== undefined) index.apply([change(label, null, ++seq)]);
      seq += 1;
      index.apply([change(seq, at(place))]);
      alive.set(place, seq);
    }
    expect(index.size).toBe(alive.size);
    for (const [place, label] of alive) expect((await index.vote(photographed(at(place)), 1))[0]?.label).toBe(label);
    expect(index.bytes).toBeLessThan(40_000_000);
  });

  it("is joined in turns, and no further once that is called off", async () => {
    const index = new DetailIndex();
    index.apply(covers.map((features, place) => change(place + 1, features)));
    const stop = new AbortController();
    setImmediate(() => stop.abort());
    await expect(index.joined(stop.signal)).rejects.toThrow("aborted");
    const joined = DetailIndex.of(await index.joined(), 300);
    expect((await joined.vote(photographed(at(57)), 1))[0]?.label).toBe(58);
  });

  it("answers nothing from nothing", async () => {
    expect(await new DetailIndex().vote(at(0), 5)).toEqual([]);
    const index = new DetailIndex();
    index.apply([change(1, randomFeatures(0))]);
    expect(await index.vote(at(0), 5)).toEqual([]);
    expect(await DetailIndex.of(await index.joined(), 1).vote(at(0), 5)).toEqual([]);
  });
});
