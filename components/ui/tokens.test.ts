import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";

const css = readFileSync(new URL("../../app/globals.css", import.meta.url), "utf8");

/** The custom properties declared in the block that follows `selector`. */
function declarations(selector: string): Record<string, string> {
  const start = css.indexOf("{", css.indexOf(selector));
  const block = css.slice(start + 1, css.indexOf("}", start));
  return Object.fromEntries([...block.matchAll(/--([\w-]+):\s*([^;]+);/g)].map(([, name, value]) => [name, value]));
}

const light = declarations("\n:root {");
const dark = declarations(':root:not([data-theme="light"])');
const darkByChoice = declarations('\n  :root[data-theme="dark"] {');
const themes = { light, dark };

function luminance(hex: string): number {
  const [red, green, blue] = [1, 3, 5]
    .map((at) => Number.parseInt(hex.slice(at, at + 2), 16) / 255)
    .map((channel) => (channel <= 0.04045 ? channel / 12.92 : ((channel + 0.055) / 1.055) ** 2.4)) as [
    number,
    number,
    number,
  ];
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
}

/** The contrast ratio of WCAG 2.2, 1 to 21. */
function contrast(one: string, other: string): number {
  const [lighter, darker] = [luminance(one), luminance(other)].sort((a, b) => b - a) as [number, number];
  return (lighter + 0.05) / (darker + 0.05);
}

const papers = ["ground", "surface", "raised", "well"];

/** Text on what lies under it: 4.5 at least (WCAG 1.4.3). */
const textPairs: [string, string][] = [
  ...papers.flatMap((paper): [string, string][] => [
    ["ink", paper],
    ["muted", paper],
    ["primary", paper],
    ["danger", paper],
  ]),
  ["on-primary", "primary"],
  ["on-primary", "primary-hover"],
  ["on-primary-soft", "primary-soft"],
  ["on-beam", "beam"],
  ["on-beam", "beam-hover"],
  ["on-beam-soft", "beam-soft"],
  ["on-danger", "danger"],
  ["on-danger", "danger-hover"],
  ["on-danger-soft", "danger-soft"],
  ["on-success", "success"],
  ["on-success-soft", "success-soft"],
  ["on-spine", "spine"],
  ["on-spine-muted", "spine"],
  ["brass", "spine"],
];

/** Outlines of controls and other parts that mean something: 3 at least (WCAG 1.4.11). */
const partPairs: [string, string][] = [
  ...papers.flatMap((paper): [string, string][] => [
    ["line-strong", paper],
    ["success", paper],
  ]),
  ["beam", "spine"],
];

describe.each(Object.entries(themes))("the %s theme", (_, tokens) => {
  const ratio = (one: string, other: string) => contrast(tokens[one] ?? "", tokens[other] ?? "");

  it.each(textPairs)("keeps %s readable on %s", (text, paper) => {
    expect(ratio(text, paper)).toBeGreaterThanOrEqual(4.5);
  });

  it.each(partPairs)("keeps %s visible on %s", (part, paper) => {
    expect(ratio(part, paper)).toBeGreaterThanOrEqual(3);
  });

  it.each([...papers, "primary", "primary-soft", "spine"])("draws a focus ring that stands out on %s", (paper) => {
    expect(Math.max(ratio("beam", paper), ratio("focus", paper))).toBeGreaterThanOrEqual(3);
  });
});

describe("the themes", () => {
  it("are the same whether the device or the reader asks for dark", () => {
    expect(darkByChoice).toEqual(dark);
  });

  it("name the same colours", () => {
    expect(Object.keys(dark)).toEqual(Object.keys(light));
  });

  it("offer every colour that they name to the classes", () => {
    const internal = ["focus", "shade", "shade-strength"];
    const missing = Object.keys(light).filter(
      (name) => !internal.includes(name) && !css.includes(`--color-${name}: var(--${name})`),
    );
    expect(missing).toEqual([]);
  });
});
