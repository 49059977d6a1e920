import { readFile, writeFile } from "node:fs/promises";
import { beforeAll, describe, expect, it } from "vitest";
import { newId } from "@/lib/platform/id";
import { pathFor } from "@/lib/platform/storage";
import { toUnit } from "../../rules";
import { DIMENSIONS, type EmbeddingChange } from "../../schema";
import { type SnapshotFacts, VectorIndex } from "./vector-index";

/** A fixed sequence of numbers, so that a failure can be looked at again. */
function randomNumbers(seed: number) {
  let state = seed;
  return () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state / 2 ** 32 - 0.5;
  };
}

const random = randomNumbers(42);
const randomVector = () => toUnit(Float32Array.from({ length: DIMENSIONS }, random));
/** What another photo of the same cover gives: the vector with noise. */
const near = (vector: Float32Array, noise = 0.5) => toUnit(vector.map((value) => value + (random() * noise) / 11));

const changesOf = (vectors: Map<number, Float32Array>, seqFrom = 1): EmbeddingChange[] =>
  [...vectors].map(([label, vector], at) => ({ label, seq: seqFrom + at, vector }));

function bruteForce(vectors: Map<number, Float32Array>, query: Float32Array, k: number) {
  return [...vectors]
    .map(([label, vector]) => ({
      label,
      score: vector.reduce((sum, value, at) => sum + (value - (query[at] ?? 0)) ** 2, 0),
    }))
    .sort((a, b) => a.score - b.score)
    .slice(0, k);
}

function expectSame(found: { label: number; score: number }[], right: { label: number; score: number }[]) {
  expect(found.map(({ label }) => label)).toEqual(right.map(({ label }) => label));
  found.forEach(({ score }, at) => {
    expect(score).toBeCloseTo(right[at]?.score ?? Number.NaN, 4);
  });
}

const freshFile = () => pathFor(`test-${newId()}/index.hnsw`);

async function saveAndLoad(index: VectorIndex) {
  const file = await freshFile();
  return VectorIndex.load(file, await index.writeSnapshot(file));
}

/** The same graph, in which no other point knows the way to one. */
function withoutLinksTo(graph: Buffer, label: number): Buffer {
  // hnswlib's file: six numbers, level and entry point, five more numbers; then each point as the count of its links, room
  // for `linksMax` of them, the vector and the label.
  const [HEADER, COUNT_AT, POINT_SIZE_AT, LABEL_AT, LINKS_MAX_AT] = [96, 16, 24, 32, 64];
  const read = (at: number) => Number(graph.readBigUInt64LE(at));
  const [count, size, labelAt, linksMax] = [read(COUNT_AT), read(POINT_SIZE_AT), read(LABEL_AT), read(LINKS_MAX_AT)];
  const starts = Array.from({ length: count }, (_, at) => HEADER + at * size);
  const target = starts.findIndex((start) => read(start + labelAt) === label);
  const cut = Buffer.from(graph);
  for (const start of starts) {
    const linked = Array.from({ length: cut.readUInt16LE(start) }, (_, at) => cut.readUInt32LE(start + 4 + at * 4));
    const others = linked.filter((link) => link !== target);
    cut.writeUInt16LE(others.length, start);
    for (const [at, link] of others.entries()) cut.writeUInt32LE(link, start + 4 + at * 4);
    if (linked.length > linksMax) throw new Error("not the format that was expected");
  }
  return cut;
}

const someVectors = (count: number, from = 1) =>
  new Map(Array.from({ length: count }, (_, at) => [from + at, randomVector()] as const));

function filled(vectors: Map<number, Float32Array>) {
  const index = new VectorIndex();
  index.apply(changesOf(vectors));
  return index;
}

describe("VectorIndex without a snapshot", () => {
  it("answers as comparing with every one of 2,000 does, beyond its first capacity", () => {
    const vectors = someVectors(2_000);
    const index = filled(vectors);
    expect([index.size, index.tailSize, index.seq]).toEqual([2_000, 2_000, 2_000]);
    for (let round = 0; round < 20; round++) {
      const query = randomVector();
      expectSame(index.search(query, 10), bruteForce(vectors, query, 10));
    }
  });

  it("is empty at first, and gives no more than it has", () => {
    const index = new VectorIndex();
    expect(index.search(randomVector(), 5)).toEqual([]);
    index.apply(changesOf(someVectors(3)));
    expect(index.search(randomVector(), 5)).toHaveLength(3);
  });

  it("replaces a label's vector, and forgets a removed one", () => {
    const vectors = someVectors(10);
    const index = filled(vectors);
    const moved = randomVector();
    index.apply([
      { label: 3, seq: 11, vector: moved },
      { label: 4, seq: 12, vector: null },
      { label: 99, seq: 13, vector: null },
    ]);
    expect(index.search(moved, 1)[0]).toMatchObject({ label: 3, score: 0 });
    expect(index.search(moved, 20).map(({ label }) => label)).not.toContain(4);
    expect([index.size, index.seq]).toEqual([9, 13]);
  });

  it("is the same after the same changes come twice, as they do when a follower starts over", () => {
    const vectors = someVectors(50);
    const changes = [...changesOf(vectors), { label: 7, seq: 51, vector: null }];
    const index = new VectorIndex();
    index.apply(changes);
    const query = randomVector();
    const before = index.search(query, 50);
    index.apply(changes);
    expect(index.search(query, 50)).toEqual(before);
    expect([index.size, index.seq]).toEqual([49, 51]);
  });

  it("loses nothing when the cover that came last comes again", () => {
    const vectors = someVectors(3);
    const index = filled(vectors);
    const last = vectors.get(3) ?? randomVector();
    for (let round = 0; round < 3; round++) {
      index.apply([{ label: 3, seq: 3, vector: last }]);
      index.apply([{ label: 10 + round, seq: 4 + round, vector: randomVector() }]);
    }
    expect([index.size, index.search(last, 10).length]).toEqual([6, 6]);
    expect(index.search(last, 1)).toEqual([{ label: 3, score: 0 }]);
  });

  it("keeps up with more comings and goings than its capacity", () => {
    const index = new VectorIndex();
    const vector = randomVector();
    for (let seq = 1; seq <= 3_000; seq++)
      index.apply([
        { label: seq, seq, vector },
        { label: seq - 5, seq, vector: null },
      ]);
    expect(index.size).toBe(5);
    expect(
      index
        .search(vector, 10)
        .map(({ label }) => label)
        .sort(),
    ).toEqual([2996, 2997, 2998, 2999, 3000]);
  });
});

describe("VectorIndex with a snapshot", () => {
  const vectors = someVectors(600);
  let file: string;
  let facts: SnapshotFacts;

  beforeAll(async () => {
    file = await freshFile();
    facts = await filled(vectors).writeSnapshot(file);
  }, 30_000);

  it("answers after loading as it did before saving", async () => {
    const index = await VectorIndex.load(file, facts);
    expect([index.size, index.tailSize, index.seq, index.removedShare]).toEqual([600, 0, 600, 0]);
    let agreeing = 0;
    for (let round = 0; round < 50; round++) {
      const query = near(vectors.get(1 + round * 10) ?? randomVector());
      const right = bruteForce(vectors, query, 10).map(({ label }) => label);
      const found = index.search(query, 10).map(({ label }) => label);
      expect(found[0]).toBe(right[0]);
      agreeing += found.filter((label) => right.includes(label)).length;
    }
    expect(agreeing / 500).toBeGreaterThanOrEqual(0.98);
  });

  it("gives scores that are squared distances, whether a cover is in the graph or newer", async () => {
    const index = await VectorIndex.load(file, facts);
    const [query, newer] = [randomVector(), randomVector()];
    index.apply([{ label: 5_000, seq: 601, vector: newer }]);
    const all = new Map([...vectors, [5_000, newer]]);
    const [best] = bruteForce(all, query, 1);
    expect(index.search(query, 1)[0]?.score).toBeCloseTo(best?.score ?? -1, 4);
    expect(index.search(newer, 2)[0]).toMatchObject({ label: 5_000, score: 0 });
  });

  it("forgets covers of the graph, and still does after saving and loading", async () => {
    const index = await VectorIndex.load(file, facts);
    const gone = [10, 11, 12];
    index.apply(gone.map((label, at) => ({ label, seq: 601 + at, vector: null })));
    index.apply([{ label: 5_001, seq: 604, vector: randomVector() }]);
    expect([index.size, index.removedShare > 0]).toEqual([598, true]);
    const reloaded = await saveAndLoad(index);
    for (const searched of [index, reloaded]) {
      for (const label of gone) {
        const found = searched.search(vectors.get(label) ?? randomVector(), 600).map((neighbour) => neighbour.label);
        expect(found.some((other) => gone.includes(other))).toBe(false);
      }
    }
    expect([reloaded.size, reloaded.seq, reloaded.tailSize]).toEqual([598, 604, 0]);
  });

  it("finds a cover under its new vector alone when its label comes again", async () => {
    const index = await VectorIndex.load(file, facts);
    const moved = randomVector();
    index.apply([{ label: 20, seq: 601, vector: moved }]);
    const expectMoved = (searched: VectorIndex) => {
      expect(searched.search(moved, 1)[0]?.label).toBe(20);
      expect(searched.search(moved, 600).filter(({ label }) => label === 20)).toHaveLength(1);
      expect(searched.search(vectors.get(20) ?? moved, 1)[0]?.label).not.toBe(20);
      expect(searched.size).toBe(600);
    };
    expectMoved(index);
    expectMoved(await saveAndLoad(index));
  });

  it("finds nothing when everything was removed, and takes in covers again", async () => {
    const index = await VectorIndex.load(file, facts);
    index.apply([...vectors.keys()].map((label, at) => ({ label, seq: 601 + at, vector: null })));
    expect([index.size, index.removedShare]).toEqual([0, 1]);
    expect(index.search(randomVector(), 5)).toEqual([]);
    const back = randomVector();
    index.apply([{ label: 9_000, seq: 1_300, vector: back }]);
    expect(index.search(back, 5)).toMatchObject([{ label: 9_000 }]);
  });

  it("finds a cover that the library lost, in the next snapshot and in all that follow", async () => {
    const lost = 77;
    const vector = vectors.get(lost) ?? randomVector();
    const damaged = await freshFile();
    await writeFile(damaged, withoutLinksTo(await readFile(file), lost));
    let index = await VectorIndex.load(damaged, facts);
    expect(index.search(vector, 1)[0]?.label).not.toBe(lost);
    for (let round = 1; round <= 3; round++) {
      index.apply([{ label: 5_000 + round, seq: 600 + round, vector: randomVector() }]);
      const target = await freshFile();
      const written = await index.writeSnapshot(target);
      expect(written.lost).toEqual([lost]);
      index = await VectorIndex.load(target, written);
      expect(index.search(vector, 1)).toEqual([{ label: lost, score: 0 }]);
      expect(index.search(vector, 700).filter(({ label }) => label === lost)).toHaveLength(1);
      expect([index.size, index.tailSize, index.removedShare]).toEqual([600 + round, 0, 0]);
    }
    index.apply([{ label: lost, seq: 604, vector: null }]);
    for (const searched of [index, await saveAndLoad(index)]) {
      expect(searched.search(vector, 700).map(({ label }) => label)).not.toContain(lost);
      expect(searched.size).toBe(602);
    }
  });

  it("does not take covers with the very same picture for lost, however many they are", async () => {
    const same = randomVector();
    const index = filled(
      new Map([...someVectors(50), ...Array.from({ length: 40 }, (_, at) => [100 + at, same] as const)]),
    );
    const target = await freshFile();
    const written = await index.writeSnapshot(target);
    expect(written.lost).toEqual([]);
    const found = (await VectorIndex.load(target, written)).search(same, 12);
    expect(found.every(({ label, score }) => label >= 100 && score === 0)).toBe(true);
  });

  it("still finds every cover after thousands were removed, replaced and added again", async () => {
    const [START, ROUNDS] = [400, 12];
    const seeds = Array.from({ length: 20 }, randomVector);
    // Editions and series: most covers have others that look much like them, and a few are the very same picture.
    const another = () => near(seeds[Math.floor((random() + 0.5) * seeds.length)] ?? randomVector());
    const living = new Map(Array.from({ length: START }, (_, at) => [at + 1, another()] as const));
    let index = filled(living);
    let [newest, seq, changed] = [START, START, 0];
    const put = (label: number, vector: Float32Array | null) => {
      seq += 1;
      changed += 1;
      index.apply([{ label, seq, vector }]);
      if (vector) living.set(label, vector);
      else living.delete(label);
    };
    let away: [number, Float32Array][] = [];
    for (let round = 0; round < ROUNDS; round++) {
      for (const [label, vector] of away) put(label, vector);
      away = [];
      for (const [label, vector] of [...living]) {
        const chance = random() + 0.5;
        if (chance < 0.1) {
          away.push([label, vector]);
          put(label, null);
        } else if (chance < 0.4) put(label, another());
        else if (chance < 0.5) {
          put(label, null);
          newest += 1;
          put(newest, chance < 0.42 ? (living.values().next().value ?? vector) : another());
        }
      }
      index = await saveAndLoad(index);
      expect([index.size, index.tailSize]).toEqual([living.size, 0]);
      for (const [label, vector] of living) {
        const twins = index.search(vector, 12).filter(({ score }) => score < 1e-6);
        if (!twins.some((twin) => twin.label === label) && twins.length < 12) expect.fail(`${label} in round ${round}`);
      }
    }
    expect(changed).toBeGreaterThan(3_000);
  }, 30_000);

  it("writes nothing when it is told to stop", async () => {
    const target = await freshFile();
    const index = filled(someVectors(100));
    await expect(index.writeSnapshot(target, AbortSignal.abort())).rejects.toThrow();
    await expect(readFile(target)).rejects.toThrow();
  });
});
