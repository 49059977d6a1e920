/** Small builders of SVG markup. Numbers are rounded to a tenth of a unit: it is what the eye can see at twice the size. */
export const n = (value: number): string => String(Math.round(value * 10) / 10);

const attribute = (name: string, value: string | number | undefined) =>
  value === undefined ? "" : ` ${name}="${typeof value === "number" ? n(value) : value}"`;

export interface Stroke {
  stroke: string;
  width: number;
  cap?: "round" | "butt" | "square";
  dash?: string;
}

const strokes = ({ stroke, width, cap, dash }: Stroke) =>
  ` fill="none" stroke="${stroke}" stroke-width="${n(width)}" stroke-linejoin="round"${attribute("stroke-linecap", cap)}${attribute("stroke-dasharray", dash)}`;

const paint = (ink: string | Stroke) => (typeof ink === "string" ? ` fill="${ink}"` : strokes(ink));

export const rect = (x: number, y: number, width: number, height: number, ink: string | Stroke, radius?: number) =>
  `<rect x="${n(x)}" y="${n(y)}" width="${n(width)}" height="${n(height)}"${attribute("rx", radius)}${paint(ink)}/>`;

export const circle = (x: number, y: number, radius: number, ink: string | Stroke) =>
  `<circle cx="${n(x)}" cy="${n(y)}" r="${n(radius)}"${paint(ink)}/>`;

export const ellipse = (x: number, y: number, rx: number, ry: number, ink: string | Stroke) =>
  `<ellipse cx="${n(x)}" cy="${n(y)}" rx="${n(rx)}" ry="${n(ry)}"${paint(ink)}/>`;

export const path = (d: string, ink: string | Stroke) => `<path d="${d}"${paint(ink)}/>`;

export const line = (x1: number, y1: number, x2: number, y2: number, ink: Stroke) =>
  path(`M${n(x1)} ${n(y1)}L${n(x2)} ${n(y2)}`, ink);

export const polygon = (points: readonly (readonly [number, number])[], ink: string | Stroke) =>
  path(`M${points.map(([x, y]) => `${n(x)} ${n(y)}`).join("L")}Z`, ink);

export const group = (markup: string, transform?: string, opacity?: number) =>
  `<g${attribute("transform", transform)}${opacity === undefined ? "" : ` opacity="${Math.round(opacity * 100) / 100}"`}>${markup}</g>`;

/** Markup drawn in a 100 × 100 box, put into a square of the given size around (x, y). */
export const placed = (markup: string, x: number, y: number, size: number, angle = 0) =>
  group(
    markup,
    `translate(${n(x)} ${n(y)}) rotate(${n(angle)}) scale(${Math.round(size * 10) / 1000}) translate(-50 -50)`,
  );

/** Clips markup to a rectangle; ids must be unique within one drawing. */
export const clipped = (id: string, x: number, y: number, width: number, height: number, markup: string) =>
  `<clipPath id="${id}"><rect x="${n(x)}" y="${n(y)}" width="${n(width)}" height="${n(height)}"/></clipPath><g clip-path="url(#${id})">${markup}</g>`;

export const clippedToPath = (id: string, d: string, markup: string) =>
  `<clipPath id="${id}"><path d="${d}"/></clipPath><g clip-path="url(#${id})">${markup}</g>`;

/** Point on a circle; degrees, clockwise from twelve o'clock. */
export function polar(x: number, y: number, radius: number, degrees: number): [number, number] {
  const angle = ((degrees - 90) * Math.PI) / 180;
  return [x + radius * Math.cos(angle), y + radius * Math.sin(angle)];
}

/** A star or a gear-like outline with alternating radii. */
export const star = (
  x: number,
  y: number,
  outer: number,
  inner: number,
  points: number,
  ink: string | Stroke,
  turn = 0,
) =>
  polygon(
    Array.from({ length: points * 2 }, (_, i) => polar(x, y, i % 2 === 0 ? outer : inner, turn + (i * 180) / points)),
    ink,
  );
