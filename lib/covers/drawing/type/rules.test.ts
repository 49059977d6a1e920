import { describe, expect, it } from "vitest";
import type { Typesetter } from "../schema";
import { authorsLine, fitText, isRightToLeft, isVertical, splitTitle, stackToWidth, tokensOf } from "./rules";

/** Every character half an em wide: layout can be checked by counting. */
const MONOSPACE: Typesetter = {
  measure: (text) => [...text].length / 2,
  metrics: () => ({ capHeight: 0.7, ascent: 0.7, descent: 0.2 }),
  outline: () => "",
  prepare: (text) => text,
};
const style = { face: "slab", weight: 400 } as const;
const fitted = (text: string, more: object = {}) =>
  fitText({ text, style, width: 200, height: 200, sizeMax: 40, sizeMin: 10, ...more }, MONOSPACE);

describe("splitTitle", () => {
  it.each([
    ["Dune", "Dune", ""],
    ["Gödel, Escher, Bach: An Eternal Golden Braid", "Gödel, Escher, Bach", "An Eternal Golden Braid"],
    ["Frankenstein, or The Modern Prometheus", "Frankenstein, or The Modern Prometheus", ""],
    ["Ratio 1:2 and other short stories", "Ratio 1:2 and other short stories", ""],
  ])("parts %s", (title, main, rest) => {
    expect(splitTitle({ title })).toEqual({ title: main, subtitle: rest });
  });

  it("leaves a title alone whose book names a subtitle", () => {
    expect(splitTitle({ title: "One: a long title with a colon", subtitle: "Two" })).toEqual({
      title: "One: a long title with a colon",
      subtitle: "Two",
    });
  });
});

describe("authorsLine", () => {
  it.each([
    [[], ""],
    [["Ann Lee"], "Ann Lee"],
    [["Ann Lee", "Bo Ek"], "Ann Lee & Bo Ek"],
    [["A", "B", "C"], "A, B & C"],
    [["A", "B", "C", "D"], "A, B, …"],
    [["", "  "], ""],
  ])("names %j", (authors, line) => {
    expect(authorsLine(authors)).toBe(line);
  });
});

describe("direction", () => {
  it("is that of the first letter, not of digits or marks", () => {
    expect(isRightToLeft("1001 ليلة and more")).toBe(true);
    expect(isRightToLeft("Aleph א")).toBe(false);
    expect(isRightToLeft("1984")).toBe(false);
  });

  it("lets titles stand in columns only where every letter can", () => {
    expect(isVertical("世界の終り")).toBe(true);
    expect(isVertical("1Q84")).toBe(false);
    expect(isVertical("채식주의자")).toBe(false);
  });
});

describe("tokensOf", () => {
  it("finds words in Japanese and keeps closing marks off the start of a line", () => {
    const tokens = tokensOf("吾輩は、猫である。", "ja").map(({ text }) => text);
    expect(tokens.join("")).toBe("吾輩は、猫である。");
    expect(tokens.length).toBeGreaterThan(2);
    expect(tokens.some((token) => /^[、。]/.test(token))).toBe(false);
  });

  it("may break after a hyphen inside a word", () => {
    expect(tokensOf("Moby-Dick").map(({ text }) => text)).toEqual(["Moby-", "Dick"]);
  });
});

describe("fitText", () => {
  it("stays inside its box at every length", () => {
    for (const count of [1, 5, 20, 60, 200]) {
      const block = fitted("word ".repeat(count).trim());
      expect(Math.max(...block.widths)).toBeLessThanOrEqual(200);
      expect(block.height).toBeLessThanOrEqual(200);
      expect(block.lines.length).toBeGreaterThan(0);
    }
  });

  it("takes the largest size for a short text and a larger one only for a title", () => {
    expect(fitted("ab").size).toBe(40);
    expect(fitted("ab", { canGrow: true }).size).toBeGreaterThan(60);
  });

  it("breaks a word that is too wide with hyphens and loses no letter", () => {
    const word = "Donaudampfschifffahrtsgesellschaft";
    const { lines } = fitted(word);
    expect(lines.length).toBeGreaterThan(1);
    expect(lines.slice(0, -1).every((line) => line.endsWith("-"))).toBe(true);
    expect(lines.map((line) => line.replace(/-$/, "")).join("")).toBe(word);
  });

  it("says with an ellipsis that it left something out", () => {
    expect(fitted("word ".repeat(2000).trim()).lines.at(-1)).toMatch(/…$/);
  });

  it("gives no lines for no text", () => {
    expect(fitted("").lines).toEqual([]);
  });
});

describe("stackToWidth", () => {
  it("scales every line to the measure and keeps the words in order", () => {
    const box = { width: 300, height: 600 };
    const stacked = stackToWidth("THE NAME OF THE ROSE", style, box, MONOSPACE, { sizeMin: 20, sizeMax: 900, gap: 10 });
    expect(stacked?.lines.map(({ text }) => text).join(" ")).toBe("THE NAME OF THE ROSE");
    expect(stacked?.lines.every(({ width }) => Math.abs(width - 300) < 0.01)).toBe(true);
    expect(stacked?.height).toBeLessThanOrEqual(600);
  });

  it("declines a text that is too long to be a poster", () => {
    const box = { width: 300, height: 600 };
    expect(
      stackToWidth("word ".repeat(40), style, box, MONOSPACE, { sizeMin: 20, sizeMax: 90, gap: 9 }),
    ).toBeUndefined();
  });
});
