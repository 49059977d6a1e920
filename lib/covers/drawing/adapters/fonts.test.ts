import { readFile } from "node:fs/promises";
import { describe, expect, it } from "vitest";
import { loadTypesetter } from "./fonts";

const style = { face: "didone", weight: 600 } as const;
const typesetter = (text: string, language?: string) => loadTypesetter([text], [style], language);

describe("loadTypesetter", () => {
  it("kerns: a pair is narrower than its letters apart", async () => {
    const type = await typesetter("AV");
    expect(type.measure("AV", style)).toBeLessThan(type.measure("A", style) + type.measure("V", style));
  });

  it("joins Arabic letters: a word is not its letters side by side", async () => {
    const type = await typesetter("كتاب", "ar");
    const apart = [..."كتاب"].reduce((sum, letter) => sum + type.measure(letter, style), 0);
    expect(type.measure("كتاب", style)).toBeLessThan(apart * 0.9);
  });

  it("drops what no font has and keeps the rest", async () => {
    const type = await typesetter("A 𓀀 b");
    expect(type.prepare("A 𓀀 b", style)).toBe("A b");
    expect(type.measure("𓀀", style)).toBe(0);
    expect(type.outline("𓀀", style, 10, 0, 0)).toBe("");
  });

  it("puts letters into the case of the book's language", async () => {
    const type = await typesetter("istanbul", "tr");
    expect(type.prepare("istanbul", { ...style, caps: true })).toBe("İSTANBUL");
  });

  it("outlines at the wanted place and size", async () => {
    const type = await typesetter("H");
    expect(type.outline("H", style, 100, 30, 40)).toMatch(
      /^<path transform="translate\(30 40\) scale\(0\.1\d* -0\.1\d*\)" d="M/,
    );
  });
});

describe("THIRD_PARTY.md", () => {
  it("names every typeface that is installed, with its version", async () => {
    const [page, manifest] = await Promise.all([readFile("THIRD_PARTY.md", "utf8"), readFile("package.json", "utf8")]);
    const { dependencies }: { dependencies: Record<string, string> } = JSON.parse(manifest);
    const missing = Object.entries(dependencies)
      .filter(([name, version]) => name.startsWith("@fontsource") && !page.includes(`\`${name}\` ${version}`))
      .map(([name]) => name);
    expect(missing).toEqual([]);
  });
});
