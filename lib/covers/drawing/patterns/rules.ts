import type { Chance } from "../chance/rules";
import { circle, group, line, n, path, polar, polygon, rect } from "../shapes/rules";

type Tile = (x: number, y: number, cell: number, ink: string, other: string, turn: number) => string;

const turned = (markup: string, x: number, y: number, cell: number, turn: number) =>
  turn === 0 ? markup : group(markup, `rotate(${turn * 90} ${n(x + cell / 2)} ${n(y + cell / 2)})`);

/** Each family of tiles makes one pattern; mixing families would look like noise. */
const TILES: Record<string, Tile> = {
  quarter: (x, y, c, ink, _other, turn) =>
    turned(path(`M${n(x)} ${n(y)}H${n(x + c)}A${n(c)} ${n(c)} 0 0 1 ${n(x)} ${n(y + c)}Z`, ink), x, y, c, turn),
  rings: (x, y, c, ink, other, turn) =>
    turned(
      [1, 0.75, 0.5, 0.25]
        .map((share, i) =>
          path(
            `M${n(x)} ${n(y)}H${n(x + c * share)}A${n(c * share)} ${n(c * share)} 0 0 1 ${n(x)} ${n(y + c * share)}Z`,
            i % 2 ? other : ink,
          ),
        )
        .join(""),
      x,
      y,
      c,
      turn,
    ),
  leaf: (x, y, c, ink, other, turn) =>
    turned(
      path(
        `M${n(x)} ${n(y)}A${n(c)} ${n(c)} 0 0 1 ${n(x + c)} ${n(y + c)}A${n(c)} ${n(c)} 0 0 1 ${n(x)} ${n(y)}Z`,
        ink,
      ) + line(x + c * 0.14, y + c * 0.14, x + c * 0.86, y + c * 0.86, { stroke: other, width: c * 0.035 }),
      x,
      y,
      c,
      turn,
    ),
  triangle: (x, y, c, ink, other, turn) =>
    turned(
      polygon(
        [
          [x, y],
          [x + c, y],
          [x, y + c],
        ],
        ink,
      ) +
        polygon(
          [
            [x + c, y + c],
            [x + c, y + c / 2],
            [x + c / 2, y + c],
          ],
          other,
        ),
      x,
      y,
      c,
      turn,
    ),
  dome: (x, y, c, ink, other, turn) =>
    turned(
      path(
        `M${n(x)} ${n(y + c)}V${n(y + c / 2)}A${n(c / 2)} ${n(c / 2)} 0 0 1 ${n(x + c)} ${n(y + c / 2)}V${n(y + c)}Z`,
        ink,
      ) + circle(x + c / 2, y + c / 2, c * 0.2, other),
      x,
      y,
      c,
      turn,
    ),
  disc: (x, y, c, ink, other, turn) =>
    circle(x + c / 2, y + c / 2, c * 0.46, ink) +
    turned(
      path(
        `M${n(x + c * 0.04)} ${n(y + c / 2)}A${n(c * 0.46)} ${n(c * 0.46)} 0 0 1 ${n(x + c * 0.96)} ${n(y + c / 2)}Z`,
        other,
      ),
      x,
      y,
      c,
      turn,
    ),
  bars: (x, y, c, ink, other, turn) =>
    turned(
      [0, 1, 2, 3].map((i) => rect(x, y + (i * c) / 4, c, c / 8 + 0.4, i === 3 ? other : ink)).join(""),
      x,
      y,
      c,
      turn,
    ),
  weave: (x, y, c, ink, other, turn) =>
    turned(
      path(`M${n(x)} ${n(y + c / 2)}A${n(c / 2)} ${n(c / 2)} 0 0 0 ${n(x + c / 2)} ${n(y)}`, {
        stroke: ink,
        width: c * 0.24,
      }) +
        path(`M${n(x + c / 2)} ${n(y + c)}A${n(c / 2)} ${n(c / 2)} 0 0 1 ${n(x + c)} ${n(y + c / 2)}`, {
          stroke: other,
          width: c * 0.24,
        }),
      x,
      y,
      c,
      turn,
    ),
};

/** A field of square tiles from (0, 0), `columns` wide. Regular fields follow a rule of turns, loose ones chance. */
export function tileField(
  chance: Chance,
  width: number,
  height: number,
  columns: number,
  ground: string,
  colours: readonly string[],
): string {
  const cell = width / columns;
  const rows = Math.ceil(height / cell);
  const tile = chance.pick(Object.values(TILES));
  const isLoose = chance.is(0.5);
  const rule = chance.pick([
    (r: number, c: number) => r + c,
    (r: number, c: number) => r + 2 * c,
    (r: number, c: number) => (r % 2) * 2 + (c % 2),
  ]);
  const grounds = [ground, ...colours];
  const markup: string[] = [];
  for (let row = 0; row < rows; row++) {
    for (let column = 0; column < columns; column++) {
      const [x, y] = [column * cell, row * cell];
      const under = isLoose ? chance.pick([ground, ground, ...colours]) : (grounds[(row * 2 + column) % 3] ?? ground);
      const over = [...colours, ground].filter((colour) => colour !== under);
      const ink = isLoose ? chance.pick(over) : (over[(row + column) % over.length] ?? ground);
      const other = over.find((colour) => colour !== ink) ?? ground;
      const turn = (isLoose ? chance.int(0, 3) : rule(row, column)) % 4;
      // Half a unit wider than the cell: neighbours must not let the ground shine through.
      markup.push(rect(x, y, cell + 0.5, cell + 0.5, under), tile(x, y, cell, ink, other, turn));
    }
  }
  return markup.join("");
}

/** Stars scattered with a little room between them. */
export function starField(chance: Chance, width: number, height: number, count: number, ink: string): string {
  const stars: [number, number][] = [];
  for (let tries = 0; stars.length < count && tries < count * 12; tries++) {
    const [x, y] = [chance.between(10, width - 10), chance.between(8, height)];
    if (stars.every(([sx, sy]) => Math.hypot(sx - x, sy - y) > 26)) stars.push([x, y]);
  }
  return stars
    .map(([x, y], i) =>
      i % 7 === 0
        ? path(
            `M${n(x)} ${n(y - 7)}Q${n(x)} ${n(y)} ${n(x + 7)} ${n(y)}Q${n(x)} ${n(y)} ${n(x)} ${n(y + 7)}Q${n(x)} ${n(y)} ${n(x - 7)} ${n(y)}Q${n(x)} ${n(y)} ${n(x)} ${n(y - 7)}Z`,
            ink,
          )
        : circle(x, y, chance.between(0.9, 2.2), ink),
    )
    .join("");
}

/** The upper edge of a ridge as path commands from the left edge to the right, closed along the bottom. */
export function ridge(
  chance: Chance,
  kind: "hills" | "peaks" | "dunes" | "waves",
  width: number,
  bottom: number,
  top: number,
  rise: number,
): string {
  const points = kind === "peaks" ? chance.int(4, 6) : kind === "waves" ? 8 : chance.int(3, 4);
  const step = width / (points - 1);
  const heights = Array.from({ length: points }, (_, i) =>
    kind === "waves"
      ? top
      : kind === "peaks"
        ? top + (i % 2 === chance.int(0, 1) ? 0 : rise) * chance.between(0.5, 1)
        : top + rise * chance.between(0, 1),
  );
  let d = `M0 ${n(bottom)}V${n(heights[0] ?? top)}`;
  for (let i = 1; i < points; i++) {
    const [x0, x1] = [(i - 1) * step, i * step];
    const [y0, y1] = [heights[i - 1] ?? top, heights[i] ?? top];
    if (kind === "peaks") {
      const [mx, my] = [x0 + step * chance.between(0.35, 0.65), (y0 + y1) / 2 + chance.between(-0.12, 0.12) * rise];
      d += `L${n(mx)} ${n(my)}L${n(x1)} ${n(y1)}`;
    } else if (kind === "waves") {
      d += `Q${n((x0 + x1) / 2)} ${n(top + rise)} ${n(x1)} ${n(y1)}`;
    } else {
      const lean = kind === "dunes" ? 0.7 : 0.5;
      d += `C${n(x0 + step * lean)} ${n(y0)} ${n(x1 - step * (1 - lean))} ${n(y1)} ${n(x1)} ${n(y1)}`;
    }
  }
  return `${d}V${n(bottom)}Z`;
}

/** Rays from a point to beyond the page, every second one inked. */
export function rays(x: number, y: number, reach: number, count: number, ink: string, turn = 0): string {
  const step = 360 / (count * 2);
  return Array.from({ length: count }, (_, i) =>
    polygon([[x, y], polar(x, y, reach, turn + i * 2 * step), polar(x, y, reach, turn + (i * 2 + 1) * step)], ink),
  ).join("");
}

/** A soft closed blob around (x, y), as path commands. */
export function blob(chance: Chance, x: number, y: number, radius: number, unevenness = 0.3): string {
  const count = chance.int(5, 7);
  const points: [number, number][] = Array.from({ length: count }, (_, i) =>
    polar(x, y, radius * (1 + chance.between(-unevenness, unevenness)), (i * 360) / count + chance.between(-10, 10)),
  );
  // Through the midpoints with the points as handles: smooth everywhere.
  const middle = (i: number): [number, number] => {
    const [[ax, ay], [bx, by]] = [points[i % count] ?? [x, y], points[(i + 1) % count] ?? [x, y]];
    return [(ax + bx) / 2, (ay + by) / 2];
  };
  const [sx, sy] = middle(0);
  let d = `M${n(sx)} ${n(sy)}`;
  for (let i = 1; i <= count; i++) {
    const [px, py] = points[i % count] ?? [x, y];
    const [mx, my] = middle(i);
    d += `Q${n(px)} ${n(py)} ${n(mx)} ${n(my)}`;
  }
  return `${d}Z`;
}

/** A frond with paired lobes, slimmer the more there are; drawn upwards from (0, 0), about `length` tall. */
export function frond(length: number, lobes: number, ink: string): string {
  const stem = line(0, 0, 0, -length * 0.9, { stroke: ink, width: length * 0.045, cap: "round" });
  const slimness = Math.min(0.36, 0.95 / lobes);
  const leaf = (y: number, size: number, angle: number) => {
    const w = size * slimness;
    const d = `M0 0C${n(w)} ${n(-size * 0.25)} ${n(w)} ${n(-size * 0.85)} 0 ${n(-size)}C${n(-w)} ${n(-size * 0.85)} ${n(-w)} ${n(-size * 0.25)} 0 0Z`;
    return group(path(d, ink), `translate(0 ${n(y)}) rotate(${angle})`);
  };
  const pairs = Array.from({ length: lobes }, (_, i) => {
    const y = -length * (0.12 + (0.72 * i) / lobes);
    const size = length * (0.4 - (0.18 * i) / lobes);
    return leaf(y, size, -56) + leaf(y, size, 56);
  });
  return stem + pairs.join("") + leaf(-length * 0.82, length * 0.24, 0);
}

/** A border strip of repeated figures around the page, `depth` wide, inside `inset`. */
export function figureBorder(
  chance: Chance,
  width: number,
  height: number,
  inset: number,
  depth: number,
  ink: string,
  other: string,
): string {
  const figure = chance.pick<(x: number, y: number, s: number, i: number) => string>([
    (x, y, s) =>
      polygon(
        [
          [x - s, y + s],
          [x, y - s],
          [x + s, y + s],
        ],
        ink,
      ),
    (x, y, s) =>
      polygon(
        [
          [x, y - s],
          [x + s, y],
          [x, y + s],
          [x - s, y],
        ],
        ink,
      ) + circle(x, y, s * 0.3, other),
    (x, y, s) =>
      [0, 90, 180, 270]
        .map((a) =>
          group(
            path(
              `M0 0C${n(s * 0.8)} ${n(-s * 0.3)} ${n(s * 0.6)} ${n(-s)} 0 ${n(-s)}C${n(-s * 0.6)} ${n(-s)} ${n(-s * 0.8)} ${n(-s * 0.3)} 0 0Z`,
              ink,
            ),
            `translate(${n(x)} ${n(y)}) rotate(${a + 45})`,
          ),
        )
        .join(""),
    (x, y, s) => circle(x, y, s * 0.95, ink) + circle(x, y, s * 0.55, other) + circle(x, y, s * 0.24, ink),
    (x, y, s) =>
      path(
        `M${n(x - s)} ${n(y + s * 0.6)}Q${n(x - s * 0.5)} ${n(y - s * 1.5)} ${n(x)} ${n(y + s * 0.1)}T${n(x + s)} ${n(y - s * 0.6)}`,
        { stroke: ink, width: s * 0.42, cap: "round" },
      ),
    (x, y, s, i) =>
      rect(x - s, y - s, s * 2, s * 2, i % 2 ? ink : other) +
      rect(x - s * 0.45, y - s * 0.45, s * 0.9, s * 0.9, i % 2 ? other : ink),
  ]);
  const half = depth / 2;
  const markup: string[] = [];
  const across = Math.round((width - 2 * inset - depth) / depth);
  const down = Math.round((height - 2 * inset - depth) / depth);
  const [dx, dy] = [(width - 2 * inset - depth) / across, (height - 2 * inset - depth) / down];
  for (let i = 0; i <= across; i++) {
    const x = inset + half + i * dx;
    markup.push(figure(x, inset + half, half * 0.78, i), figure(x, height - inset - half, half * 0.78, i + 1));
  }
  for (let i = 1; i < down; i++) {
    const y = inset + half + i * dy;
    markup.push(figure(inset + half, y, half * 0.78, i), figure(width - inset - half, y, half * 0.78, i + 1));
  }
  return markup.join("");
}
