import { describe, expect, it } from "vitest";
import { hashDistance } from "@/lib/covers/hashes/rules";
import { HASH_DISTANCE_MAX } from "../rules";
import { nearPairs, pairsOfGroup } from "./rules";

const randomHash = () => Array.from({ length: 16 }, () => Math.floor(Math.random() * 16).toString(16)).join("");

function near(hash: string, bits: number): string {
  let value = BigInt(`0x${hash}`);
  for (let times = 0; times < bits; times++) value ^= 1n << BigInt(Math.floor(Math.random() * 64));
  return value.toString(16).padStart(16, "0");
}

describe("nearPairs", () => {
  it("finds the same pairs as comparing each with each, each once", () => {
    const hashes = Array.from({ length: 120 }, randomHash).flatMap((hash) =>
      [0, 3, 5, 7, 9].map((bits) => near(hash, bits)),
    );
    const slow: string[] = [];
    for (let a = 0; a < hashes.length; a++)
      for (let b = a + 1; b < hashes.length; b++)
        if (hashDistance(hashes[a] ?? "", hashes[b] ?? "") <= HASH_DISTANCE_MAX) slow.push(`${a}-${b}`);
    const fast = [...nearPairs(hashes)].map(([a, b]) => `${a}-${b}`);
    expect(slow.length).toBeGreaterThan(200);
    expect(fast.toSorted()).toEqual(slow.toSorted());
  });

  it("finds nothing in nothing", () => expect([...nearPairs([])]).toEqual([]));
});

describe("pairsOfGroup", () => {
  it("pairs each with each, once, and in a crowd each with the first", () => {
    expect([...pairsOfGroup([3, 1, 3, 2])]).toEqual([
      [1, 2],
      [1, 3],
      [2, 3],
    ]);
    const crowd = [...pairsOfGroup(Array.from({ length: 500 }, (_, at) => 500 - at))];
    expect(crowd).toHaveLength(499);
    expect(new Set(crowd.map(([first]) => first))).toEqual(new Set([1]));
  });
});
