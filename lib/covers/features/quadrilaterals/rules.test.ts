import sharp from "sharp";
import { describe, expect, it } from "vitest";
import type { Picture } from "../../schema";
import type { Point } from "../schema";
import { findQuadrilaterals, SEEN_SIDE } from "./rules";

const [WIDTH, HEIGHT] = [SEEN_SIDE, SEEN_SIDE * 0.75];
/** Of the photo's sides; a corner that lies farther off would show in the straightened cover. */
const TOLERANCE = 0.02;

async function photoOf(shapes: string, table = "#8a6b4a"): Promise<Picture> {
  const svg = `<svg xmlns="http://www.w3.org/2000/svg" width="${WIDTH}" height="${HEIGHT}">
    <rect width="100%" height="100%" fill="${table}"/>${shapes}</svg>`;
  const { data, info } = await sharp(Buffer.from(svg)).flatten().blur(0.6).raw().toBuffer({ resolveWithObject: true });
  return { data, width: info.width, height: info.height };
}

const polygon = (corners: Point[], fill: string) =>
  `<polygon points="${corners.map(([x, y]) => `${x * WIDTH},${y * HEIGHT}`).join(" ")}" fill="${fill}"/>`;

/** How far the farthest corner lies from the one that is meant, whichever of them comes first. */
const farthest = (found: Point[], meant: Point[]) =>
  Math.min(
    ...found.map((_, turn) =>
      Math.max(
        ...meant.map(([x, y], at) => {
          const [foundX, foundY] = found[(at + turn) % found.length] ?? [Infinity, Infinity];
          return Math.hypot(foundX - x, foundY - y);
        }),
      ),
    ),
  );

const upright: Point[] = [
  [0.3, 0.1],
  [0.7, 0.1],
  [0.7, 0.9],
  [0.3, 0.9],
];
const tilted: Point[] = [
  [0.35, 0.12],
  [0.72, 0.25],
  [0.58, 0.88],
  [0.2, 0.72],
];
const fromAside: Point[] = [
  [0.25, 0.1],
  [0.68, 0.18],
  [0.66, 0.8],
  [0.22, 0.92],
];

describe("findQuadrilaterals", () => {
  it.each([
    ["upright", upright],
    ["tilted", tilted],
    ["seen from aside", fromAside],
  ])("finds a cover that lies %s, clockwise", async (_, corners) => {
    const [found = []] = findQuadrilaterals(await photoOf(polygon(corners, "#e9e4d8")), 1);
    expect(farthest(found, corners)).toBeLessThan(TOLERANCE);
  });

  it("finds a cover that only its colour tells from the table", async () => {
    // Of one brightness: in grey there is nothing.
    const photo = await photoOf(polygon(tilted, "#c80000"), "#006600");
    const [found = []] = findQuadrilaterals(photo, 1);
    expect(farthest(found, tilted)).toBeLessThan(TOLERANCE);
  });

  it("takes the border of a cover for it, whatever is printed on it and lies around it", async () => {
    const lines = Array.from(
      { length: 9 },
      (_, line) => `<rect x="110" y="${50 + 9 * line}" width="${30 + ((line * 17) % 23)}" height="3" fill="#333"/>`,
    );
    const clutter = `<circle cx="20" cy="30" r="25" fill="#252"/><path d="M0 190 L60 130 L70 192 Z" fill="#ddd"/>`;
    const found = findQuadrilaterals(await photoOf(`${clutter}${polygon(tilted, "#e9e4d8")}${lines.join("")}`), 1);
    expect(farthest(found[0] ?? [], tilted)).toBeLessThan(TOLERANCE);
  });

  it("gives the cover and the picture within its frame, each once", async () => {
    const inner: Point[] = [
      [0.36, 0.22],
      [0.64, 0.22],
      [0.64, 0.78],
      [0.36, 0.78],
    ];
    const found = findQuadrilaterals(await photoOf(`${polygon(upright, "#e9e4d8")}${polygon(inner, "#333")}`), 2);
    expect(found).toHaveLength(2);
    for (const meant of [upright, inner])
      expect(Math.min(...found.map((one) => farthest(one, meant)))).toBeLessThan(TOLERANCE);
  });

  it("lets the photo's border stand in for a side that lies outside", async () => {
    const cut: Point[] = [
      [0.2, -0.2],
      [0.75, -0.2],
      [0.75, 0.85],
      [0.2, 0.85],
    ];
    const [found = []] = findQuadrilaterals(await photoOf(polygon(cut, "#e9e4d8")), 1);
    const seen = cut.map(([x, y]): Point => [x, Math.max(0, y)]);
    expect(farthest(found, seen)).toBeLessThan(TOLERANCE);
  });

  it.each([
    ["nothing at all", ""],
    ["a circle", `<circle cx="128" cy="96" r="60" fill="#eee"/>`],
    ["a ruler", polygon([[0.1, 0.42], [0.9, 0.42], [0.9, 0.58], [0.1, 0.58]], "#eee")], // biome-ignore format: one thing
    ["a stamp", polygon([[0.45, 0.4], [0.55, 0.4], [0.55, 0.6], [0.45, 0.6]], "#eee")], // biome-ignore format: one thing
  ])("believes no cover to be in a photo of %s", async (_, shapes) => {
    const found = findQuadrilaterals(await photoOf(shapes), 5);
    // What lines and the photo's border enclose may be given, but nothing with an edge of its own on all four sides.
    expect(found.filter((corners) => corners.every(([x, y]) => x > 0.02 && x < 0.98 && y > 0.02 && y < 0.98))).toEqual(
      [],
    );
  });
});
