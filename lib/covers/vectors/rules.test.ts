import { describe, expect, it } from "vitest";
import {
  bestOfEach,
  centreCrop,
  fourTurns,
  fromBlob,
  QUERY_CROPS,
  toBlob,
  toSimilarity,
  toUnit,
  turnSquare,
} from "./rules";
import { DIMENSIONS } from "./schema";

describe("centreCrop", () => {
  it("lies inside the picture and is never empty, whatever its size and shape", () => {
    for (const [width, height] of [
      [1, 1],
      [768, 1],
      [2, 3],
      [767, 333],
    ] as const) {
      for (const share of QUERY_CROPS) {
        const crop = centreCrop({ width, height }, share);
        expect(Object.values(crop).every(Number.isInteger)).toBe(true);
        expect(Math.min(crop.left, crop.top)).toBeGreaterThanOrEqual(0);
        expect(Math.min(crop.width, crop.height)).toBeGreaterThanOrEqual(1);
        expect(crop.left + crop.width).toBeLessThanOrEqual(width);
        expect(crop.top + crop.height).toBeLessThanOrEqual(height);
      }
    }
    expect(centreCrop({ width: 767, height: 333 }, 1)).toEqual({ left: 0, top: 0, width: 767, height: 333 });
  });
});

describe("turns of a square", () => {
  const side = 5;
  const square = Uint8Array.from({ length: side * side * 3 }, (_, at) => at);

  it("is itself again after four", () => {
    let turned: Uint8Array = square;
    for (let turn = 0; turn < 4; turn++) turned = turnSquare(turned, side);
    expect(turned).toEqual(square);
  });

  it("brings the top left corner to the top right, as a clock goes", () => {
    const turned = turnSquare(square, side);
    expect([...turned.slice((side - 1) * 3, side * 3)]).toEqual([0, 1, 2]);
  });

  it("gives four different views, the given one first", () => {
    const turns = fourTurns(square, side);
    expect(turns[0]).toBe(square);
    expect(new Set(turns.map((turn) => turn.join())).size).toBe(4);
  });
});

describe("vectors", () => {
  it("survives the database bit by bit, also when read from the middle of a larger buffer", () => {
    const vector = toUnit(Float32Array.from({ length: DIMENSIONS }, (_, at) => Math.sin(at * 7)));
    const blob = toBlob(vector);
    expect(blob.length).toBe(DIMENSIONS * 4);
    expect(fromBlob(blob)).toEqual(vector);
    const padded = Buffer.concat([Buffer.from([1, 2, 3]), blob, Buffer.from([4])]);
    expect(fromBlob(padded.subarray(3, -1))).toEqual(vector);
  });

  it("refuses a blob of another length: it is of another model or damaged", () => {
    expect(() => fromBlob(Buffer.alloc(DIMENSIONS * 4 - 1))).toThrow();
    expect(() => fromBlob(Buffer.alloc(DIMENSIONS * 4 + 4))).toThrow();
  });

  it("has length one, and refuses what has no direction", () => {
    expect(Math.hypot(...toUnit(Float32Array.of(3, 4)))).toBeCloseTo(1, 6);
    for (const bad of [
      [0, 0],
      [Number.NaN, 1],
      [Number.POSITIVE_INFINITY, 1],
    ])
      expect(() => toUnit(Float32Array.from(bad))).toThrow();
  });

  it("turns squared distance into cosine", () => {
    expect([0, 2, 4].map(toSimilarity)).toEqual([1, 0, -1]);
  });
});

describe("bestOfEach", () => {
  it("keeps the best score of a label over all views, best first", () => {
    const views = [
      [
        { label: 1, score: 0.5 },
        { label: 2, score: 0.6 },
      ],
      [
        { label: 2, score: 0.1 },
        { label: 1, score: 0.9 },
        { label: 3, score: 0.3 },
      ],
      [],
    ];
    expect(bestOfEach(views)).toEqual([
      { label: 2, score: 0.1 },
      { label: 3, score: 0.3 },
      { label: 1, score: 0.5 },
    ]);
    expect(bestOfEach([])).toEqual([]);
  });
});
