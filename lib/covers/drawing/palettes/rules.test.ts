import { describe, expect, it } from "vitest";
import { chanceOf } from "../chance/rules";
import { blend, choosePalette, contrast, inksOn, mixPalette, PALETTE_NAMES, readable } from "./rules";

describe("contrast", () => {
  it("is WCAG's: 21 for black on white, 1 for a colour on itself, 4.54 for #767676 on white", () => {
    expect(contrast("#000000", "#ffffff")).toBeCloseTo(21, 5);
    expect(contrast("#c3231f", "#c3231f")).toBe(1);
    expect(contrast("#767676", "#ffffff")).toBeCloseTo(4.54, 2);
  });
});

describe("palettes", () => {
  it.each(PALETTE_NAMES)("%s reads in every mix: ink on paper and paper on deep", (name) => {
    for (let i = 0; i < 60; i++) {
      const palette = mixPalette(name, chanceOf(`${name} ${i}`));
      expect(contrast(palette.ink, palette.paper)).toBeGreaterThan(7);
      expect(contrast(palette.paper, palette.deep)).toBeGreaterThan(5);
    }
  });

  it("takes any mood: a name of its own, a known word in any case, an unknown one, none", () => {
    expect(choosePalette("noir", chanceOf("a"))).toBe("noir");
    expect(["joy", "spring", "cobalt", "mystic", "dawn"]).toContain(choosePalette(" Playful ", chanceOf("a")));
    expect(PALETTE_NAMES).toContain(choosePalette("constructor", chanceOf("a")));
    expect(choosePalette(undefined, chanceOf("b"))).toBe(choosePalette(null, chanceOf("b")));
  });

  it("draws on every ground with a main ink that stands out", () => {
    for (const name of PALETTE_NAMES) {
      const palette = mixPalette(name, chanceOf(name));
      for (const ground of Object.values(palette)) {
        expect(contrast(inksOn(ground, palette, chanceOf(name)).main, ground)).toBeGreaterThan(2.2);
      }
    }
  });
});

describe("readable", () => {
  it("takes the first wish that reads on all grounds, and never gives up", () => {
    expect(readable(["#ffffff"], ["#dddddd", "#333333"])).toBe("#333333");
    expect(contrast(readable(["#777777"], ["#888888"]), "#777777")).toBeGreaterThan(4);
  });
});

describe("blend", () => {
  it("goes from the first colour to the second", () => {
    expect(blend("#000000", "#ffffff", 0)).toBe("#000000");
    expect(blend("#000000", "#ffffff", 1)).toBe("#ffffff");
    expect(blend("#ff0000", "#0000ff", 0.5)).toBe("#800080");
  });
});
