import { describe, expect, it } from "vitest";
import { bestOf, edgeStrength, verdictOn } from "./rules";

const [LOOK, ALIKE, OTHER] = ["0123456789abcdef", "0123456789abcdee", "fedcba9876543210"];

describe("edgeStrength", () => {
  const size = { width: 8, height: 8 };
  it("is nothing where nothing changes, and more the harder the edges are", () => {
    const edge = (soft: number) => Uint8Array.from({ length: 64 }, (_, at) => Math.min(255, ((at % 8) * 255) / soft));
    expect(edgeStrength(new Uint8Array(64).fill(90), size)).toBe(0);
    expect(edgeStrength(edge(1), size)).toBeGreaterThan(edgeStrength(edge(4), size));
  });
});

describe("bestOf", () => {
  it("takes the first, unless the same picture comes sharper from another", () => {
    const first = { phash: LOOK, sharpness: 10, name: "first" };
    expect(bestOf([first, { phash: ALIKE, sharpness: 20, name: "sharper" }])?.name).toBe("sharper");
    expect(bestOf([first, { phash: ALIKE, sharpness: 12, name: "hardly" }])?.name).toBe("first");
    expect(bestOf([first, { phash: OTHER, sharpness: 90, name: "another" }])?.name).toBe("first");
    expect(bestOf([])).toBeUndefined();
  });
});

describe("verdictOn", () => {
  const present = { phash: LOOK, sharpness: 10, source: "import", isChosen: false };
  it.each([
    ["no cover", undefined, { phash: LOOK, sharpness: 5 }, [], "shown"],
    ["a drawn cover", { ...present, source: "drawn" }, { phash: OTHER, sharpness: 5 }, [], "shown"],
    ["the same picture, less sharp", present, { phash: ALIKE, sharpness: 20 }, [], "replaces"],
    ["the same picture, as sharp", present, { phash: ALIKE, sharpness: 11 }, [], "known"],
    ["a picture whose look is not known", { ...present, phash: null }, { phash: LOOK, sharpness: 90 }, [], "proposed"],
    ["another picture", present, { phash: OTHER, sharpness: 90 }, [], "proposed"],
    [
      "another picture, and this one was rejected",
      present,
      { phash: OTHER, sharpness: 90 },
      [{ phash: OTHER }],
      "known",
    ],
    ["a picture that a person chose", { ...present, isChosen: true }, { phash: ALIKE, sharpness: 90 }, [], "locked"],
    ["a person's own picture", { ...present, source: "upload" }, { phash: OTHER, sharpness: 90 }, [], "locked"],
    ["a drawn cover that a person chose", { ...present, source: "drawn", isChosen: true }, present, [], "locked"],
  ] as const)("where the book has %s", (_, now, offered, spares, verdict) =>
    expect(verdictOn(offered, now, [...spares])).toBe(verdict),
  );
});
