import sharp from "sharp";
import { type Chance, chanceOf } from "./chance/rules";
import { n } from "./shapes/rules";

export type Point = readonly [number, number];
/** Corners in the order of reading: top left, top right, bottom right, bottom left. */
export type Quad = readonly [Point, Point, Point, Point];

export interface Raster {
  data: Buffer;
  width: number;
  height: number;
}

export interface PhotoOptions {
  /** The same seed and options give the same photo. */
  seed?: string;
  /** Turn of the book in degrees, clockwise. */
  angle?: number;
  /** How far from straight above the camera is, 0 (flat) to 1 (strong foreshortening). */
  perspective?: number;
  background?: "wood" | "cloth" | "clutter";
  /** Blur in pixels (sigma); below 0.3 none. */
  blur?: number;
  /** Spread of the sensor noise in steps of 255. */
  noise?: number;
  /** Strength of a lamp's reflection, 0 to 1. */
  glare?: number;
  /** Width of the photo; its height is four thirds of it. */
  width?: number;
  /** Height of the book as a share of the photo's height. */
  fill?: number;
  quality?: number;
}

/** A picture of a cover as a phone would take it: on a table, turned, foreshortened, unevenly lit, a little soft. */
export async function simulatePhoto(coverJpeg: Buffer, options: PhotoOptions = {}): Promise<Buffer> {
  const { seed = "photo", angle = 6, perspective = 0.4, background = "wood", blur = 0.6, noise = 5 } = options;
  const { glare = 0.3, width = 768, fill = 0.72, quality = 82 } = options;
  const height = Math.round((width * 4) / 3);
  const chance = chanceOf(`photo ${seed}`);
  const photo = await drawTable(background, chance, width, height);

  const cover = await sharp(coverJpeg).metadata();
  const aspect = (cover.width ?? 2) / (cover.height ?? 3);
  const bookHeight = Math.min(
    height * fill,
    (width * 0.92) / (aspect + 0.25 * Math.abs(Math.sin((angle * Math.PI) / 90))),
  );
  const quad = bookQuad(chance, { width, height, bookHeight, bookWidth: bookHeight * aspect, angle, perspective });
  // The warp samples between pixels only: the cover is brought near its size on the photo first.
  const source = await sharp(coverJpeg)
    .resize(Math.round(bookHeight * aspect), Math.round(bookHeight), { fit: "fill" })
    .removeAlpha()
    .raw()
    .toBuffer({ resolveWithObject: true });

  const thickness = width * chance.between(0.012, 0.03);
  const side: Point = [thickness * 0.7, thickness];
  const under = await sharp(photo.data, { raw: { width, height, channels: 3 } })
    .composite([
      { input: await shadow(quad, side, width, height, width * 0.022, 0.55), blend: "multiply" },
      {
        input: await shadow(quad, [side[0] * 0.5, side[1] * 0.5], width, height, width * 0.006, 0.5),
        blend: "multiply",
      },
      { input: pageBlock(quad, side, width, height), blend: "over" },
    ])
    .removeAlpha()
    .raw()
    .toBuffer();
  const scene: Raster = { data: under, width, height };
  warpInto(scene, { data: source.data, width: source.info.width, height: source.info.height }, quad);
  light(scene, chance, quad, glare);

  let image = sharp(scene.data, { raw: { width, height, channels: 3 } });
  if (blur >= 0.3) image = image.blur(blur);
  const soft = await image.raw().toBuffer();
  grain(soft, chance, noise);
  return sharp(soft, { raw: { width, height, channels: 3 } })
    .jpeg({ quality, mozjpeg: true })
    .toBuffer();
}

/**
 * Draws the source into the quadrilateral of the target, in place: for each pixel of the target the
 * projective map back into the source, read between its four neighbours; edges are softened by one pixel.
 */
export function warpInto(target: Raster, source: Raster, quad: Quad): void {
  const [a, b, c, d, e, f, g, h] = toUnitSquare(quad);
  const [xs, ys] = [quad.map(([x]) => x), quad.map(([, y]) => y)];
  const [x0, x1] = [
    Math.max(0, Math.floor(Math.min(...xs)) - 1),
    Math.min(target.width - 1, Math.ceil(Math.max(...xs)) + 1),
  ];
  const [y0, y1] = [
    Math.max(0, Math.floor(Math.min(...ys)) - 1),
    Math.min(target.height - 1, Math.ceil(Math.max(...ys)) + 1),
  ];
  for (let y = y0; y <= y1; y++) {
    for (let x = x0; x <= x1; x++) {
      // A pixel is seen from its centre, which lies half a unit inside it.
      const [px, py] = [x + 0.5, y + 0.5];
      const w = g * px + h * py + 1;
      const u = (a * px + b * py + c) / w;
      const v = (d * px + e * py + f) / w;
      const inside = Math.min(Math.min(u, 1 - u) * source.width, Math.min(v, 1 - v) * source.height) + 0.5;
      if (inside <= 0) continue;
      const alpha = Math.min(1, inside);
      const sx = Math.min(source.width - 1, Math.max(0, u * source.width - 0.5));
      const sy = Math.min(source.height - 1, Math.max(0, v * source.height - 0.5));
      const [ix, iy] = [Math.floor(sx), Math.floor(sy)];
      const [fx, fy] = [sx - ix, sy - iy];
      const right = Math.min(source.width - 1, ix + 1);
      const below = Math.min(source.height - 1, iy + 1);
      const out = (y * target.width + x) * 3;
      const [row, nextRow] = [iy * source.width, below * source.width];
      for (let channel = 0; channel < 3; channel++) {
        const topLeft = source.data[(row + ix) * 3 + channel] ?? 0;
        const topRight = source.data[(row + right) * 3 + channel] ?? 0;
        const bottomLeft = source.data[(nextRow + ix) * 3 + channel] ?? 0;
        const bottomRight = source.data[(nextRow + right) * 3 + channel] ?? 0;
        const top = topLeft * (1 - fx) + topRight * fx;
        const bottom = bottomLeft * (1 - fx) + bottomRight * fx;
        const value = top * (1 - fy) + bottom * fy;
        target.data[out + channel] = Math.round((target.data[out + channel] ?? 0) * (1 - alpha) + value * alpha);
      }
    }
  }
}

type Eight = [number, number, number, number, number, number, number, number];

/** Coefficients of the projective map that takes the quadrilateral to the unit square. */
function toUnitSquare(quad: Quad): Eight {
  const goals: Quad = [
    [0, 0],
    [1, 0],
    [1, 1],
    [0, 1],
  ];
  const rows: number[][] = [];
  quad.forEach(([x, y], i) => {
    const [u, v] = goals[i] ?? [0, 0];
    rows.push([x, y, 1, 0, 0, 0, -x * u, -y * u, u], [0, 0, 0, x, y, 1, -x * v, -y * v, v]);
  });
  return solved(rows);
}

/** Gauss elimination with pivoting of eight equations in eight unknowns; the ninth column is the right side. */
function solved(rows: number[][]): Eight {
  const size = rows.length;
  const cell = (row: number, column: number) => rows[row]?.[column] ?? 0;
  for (let column = 0; column < size; column++) {
    let pivot = column;
    for (let row = column + 1; row < size; row++)
      if (Math.abs(cell(row, column)) > Math.abs(cell(pivot, column))) pivot = row;
    const [upper, chosen] = [rows[column], rows[pivot]];
    if (!upper || !chosen || cell(pivot, column) === 0) throw new RangeError("the four corners do not span an area");
    rows[column] = chosen;
    rows[pivot] = upper;
    for (let row = 0; row < size; row++) {
      if (row === column) continue;
      const factor = cell(row, column) / cell(column, column);
      rows[row] = (rows[row] ?? []).map((value, i) => value - factor * cell(column, i));
    }
  }
  const [a = 0, b = 0, c = 0, d = 0, e = 0, f = 0, g = 0, h = 0] = rows.map((row, i) => (row[size] ?? 0) / cell(i, i));
  return [a, b, c, d, e, f, g, h];
}

interface Placement {
  width: number;
  height: number;
  bookWidth: number;
  bookHeight: number;
  angle: number;
  perspective: number;
}

function bookQuad(chance: Chance, { width, height, bookWidth, bookHeight, angle, perspective }: Placement): Quad {
  const [cx, cy] = [width * chance.between(0.47, 0.53), height * chance.between(0.47, 0.52)];
  const turn = (angle * Math.PI) / 180;
  // A pinhole above the table, leaning towards the reader and a little to a side.
  const lean = perspective * chance.between(0.2, 0.3);
  const sideways = perspective * chance.between(-0.12, 0.12);
  const corner = (u: number, v: number): Point => {
    const [x, y] = [u * bookWidth, v * bookHeight];
    const [rx, ry] = [x * Math.cos(turn) - y * Math.sin(turn), x * Math.sin(turn) + y * Math.cos(turn)];
    const depth = 1 - (lean * ry) / bookHeight - (sideways * rx) / bookHeight;
    return [cx + rx / depth, cy + (ry * (1 - perspective * 0.06)) / depth];
  };
  return [corner(-0.5, -0.5), corner(0.5, -0.5), corner(0.5, 0.5), corner(-0.5, 0.5)];
}

const svgOf = (width: number, height: number, markup: string) =>
  Buffer.from(`<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}">${markup}</svg>`);

const outline = (points: readonly Point[]) => `M${points.map(([x, y]) => `${n(x)} ${n(y)}`).join("L")}Z`;

function shadow(
  quad: Quad,
  [dx, dy]: Point,
  width: number,
  height: number,
  softness: number,
  depth: number,
): Promise<Buffer> {
  const shade = Math.round(255 * (1 - depth));
  const moved = quad.map(([x, y]): Point => [x + dx * 1.6, y + dy * 1.5]);
  const fill = `rgb(${shade},${shade},${Math.min(255, shade + 6)})`;
  return sharp(
    svgOf(width, height, `<rect width="100%" height="100%" fill="#fff"/><path d="${outline(moved)}" fill="${fill}"/>`),
  )
    .blur(softness)
    .png()
    .toBuffer();
}

/** The cut edges of the pages below the cover, as far as they show at the right and at the bottom. */
function pageBlock(quad: Quad, [dx, dy]: Point, width: number, height: number): Buffer {
  const [, topRight, bottomRight, bottomLeft] = quad;
  const down = ([x, y]: Point, share: number): Point => [x + dx * share, y + dy * share];
  const edges = [0.2, 0.4, 0.6, 0.8, 1].map((share) => {
    const shade = share === 1 ? "#8d8676" : share % 0.4 < 0.1 ? "#e9e2d0" : "#d6cdb8";
    const points = [
      topRight,
      down(topRight, share),
      down(bottomRight, share),
      down(bottomLeft, share),
      bottomLeft,
      bottomRight,
    ];
    return { share, markup: `<path d="${outline(points)}" fill="${shade}"/>` };
  });
  return svgOf(
    width,
    height,
    edges
      .sort((x, y) => y.share - x.share)
      .map(({ markup }) => markup)
      .join(""),
  );
}

async function drawTable(
  kind: NonNullable<PhotoOptions["background"]>,
  chance: Chance,
  width: number,
  height: number,
): Promise<Raster> {
  if (kind === "cloth") return cloth(chance, width, height);
  const table = wood(chance, width, height);
  if (kind === "wood") return table;
  const data = await sharp(table.data, { raw: { width, height, channels: 3 } })
    .composite([{ input: await clutter(chance, width, height), blend: "over" }])
    .removeAlpha()
    .raw()
    .toBuffer();
  return { data, width, height };
}

/** Smooth noise in [0, 1] on an unbounded plane. */
function valueNoise(chance: Chance): (x: number, y: number) => number {
  const side = 64;
  const values = Float32Array.from({ length: side * side }, () => chance.next());
  const at = (x: number, y: number) => values[(y & (side - 1)) * side + (x & (side - 1))] ?? 0;
  const ease = (t: number) => t * t * (3 - 2 * t);
  return (x, y) => {
    const [ix, iy] = [Math.floor(x), Math.floor(y)];
    const [fx, fy] = [ease(x - ix), ease(y - iy)];
    const top = at(ix, iy) * (1 - fx) + at(ix + 1, iy) * fx;
    const bottom = at(ix, iy + 1) * (1 - fx) + at(ix + 1, iy + 1) * fx;
    return top * (1 - fy) + bottom * fy;
  };
}

/** A picture of one colour, lighter and darker by the given tone, 1 being the colour itself. */
function painted(
  width: number,
  height: number,
  [r, g, b]: readonly [number, number, number],
  tone: (x: number, y: number) => number,
): Raster {
  const data = Buffer.alloc(width * height * 3);
  for (let y = 0, i = 0; y < height; y++) {
    for (let x = 0; x < width; x++, i += 3) {
      const share = tone(x, y);
      data[i] = Math.min(255, r * share);
      data[i + 1] = Math.min(255, g * share);
      data[i + 2] = Math.min(255, b * share);
    }
  }
  return { data, width, height };
}

function wood(chance: Chance, width: number, height: number): Raster {
  const noise = valueNoise(chance);
  const colour = chance.pick([
    [168, 121, 78],
    [120, 82, 54],
    [196, 160, 118],
    [92, 66, 50],
  ] as const);
  const plank = width * chance.between(0.3, 0.5);
  const isUpright = chance.is(0.4);
  const tones = Array.from({ length: 12 }, () => chance.between(0.88, 1.1));
  return painted(width, height, colour, (px, py) => {
    const [along, across] = isUpright ? [py, px] : [px, py];
    const board = Math.floor(across / plank);
    const offset = board * 37.7;
    const warp = noise(along / 260 + offset, across / 60) * 6;
    const ring = Math.sin((across / 9 + warp * 2.2 + noise(along / 500, offset) * 9) * 1.1);
    const fibre = noise(along / 46 + offset, across * 0.9) - 0.5;
    const seam = Math.min(across % plank, plank - (across % plank)) < 1.4 ? 0.62 : 1;
    return (tones[board % tones.length] ?? 1) * seam * (1 + ring * 0.045 + fibre * 0.16);
  });
}

function cloth(chance: Chance, width: number, height: number): Raster {
  const noise = valueNoise(chance);
  const colour = chance.pick([
    [188, 186, 178],
    [74, 92, 112],
    [156, 84, 74],
    [214, 203, 184],
    [88, 104, 88],
  ] as const);
  const slant = chance.between(-0.8, 0.8);
  const hasChecks = chance.is(0.4);
  const square = width / 9;
  return painted(width, height, colour, (x, y) => {
    const fold = Math.sin((x + y * slant) / 110 + noise(x / 240, y / 240) * 5) * 0.5 + noise(x / 170, y / 170) - 0.5;
    const thread = ((x >> 1) + (y >> 1)) % 2 === 0 ? 1.035 : 0.965;
    const slub = 1 + (noise(x / 2.5, y / 40) - 0.5) * 0.09 + (noise(x / 40, y / 2.5) - 0.5) * 0.09;
    const checks = hasChecks ? 1 - 0.13 * (Math.floor(x / square) % 2) - 0.13 * (Math.floor(y / square) % 2) : 1;
    return thread * slub * checks * (1 + fold * 0.13);
  });
}

/** Things that lie about: papers, another book, a pencil, a cup; each with its shadow. */
async function clutter(chance: Chance, width: number, height: number): Promise<Buffer> {
  const turned = (x: number, y: number, angle: number, markup: string) =>
    `<g transform="translate(${n(x)} ${n(y)}) rotate(${n(angle)})">${markup}</g>`;
  const soft = (markup: string) =>
    `<g opacity="0.35" transform="translate(7 9)" filter="url(#soft)">${markup}</g>${markup}`;
  const lines = Array.from(
    { length: 16 },
    (_, i) => `<rect x="24" y="${40 + i * 22}" width="${n(chance.between(170, 290))}" height="3" fill="#9aa0a6"/>`,
  ).join("");
  const paper = `<rect width="330" height="460" fill="#f3f1ea"/>`;
  const book = `<rect width="300" height="430" rx="4" fill="${chance.pick(["#7b3b3a", "#31556b", "#5c6b3a", "#c79a3b"])}"/><rect x="30" y="60" width="240" height="22" fill="#f0e6d0"/><rect x="30" y="96" width="150" height="12" fill="#f0e6d0"/><circle cx="150" cy="270" r="84" fill="#e9d8b5" opacity="0.6"/>`;
  const pencil = `<rect width="360" height="15" fill="#e3a92c"/><rect width="360" height="5" fill="#f0c45a"/><path d="M360 0L400 7.5L360 15Z" fill="#e9cfa4"/><path d="M389 5.4L400 7.5L389 9.6Z" fill="#333"/><rect x="-26" width="26" height="15" fill="#c96a6a"/>`;
  const cup = `<circle r="92" fill="#e8e4dc"/><circle r="76" fill="#c9c2b4"/><circle r="70" fill="#3d2418"/><ellipse cx="-16" cy="-20" rx="26" ry="14" fill="#6a4530"/>`;
  const isLeft = chance.is(0.5);
  const markup = [
    turned(width * (isLeft ? -0.12 : 0.68), height * 0.02, chance.between(-24, 18), soft(paper) + lines),
    turned(width * (isLeft ? 0.74 : -0.2), height * chance.between(0.5, 0.62), chance.between(-20, 24), soft(book)),
    turned(width * (isLeft ? 0.08 : 0.42), height * chance.between(0.94, 0.97), chance.between(-8, 5), soft(pencil)),
    turned(width * (isLeft ? 0.94 : 0.07), height * 0.12, 0, soft(cup)),
  ].join("");
  return sharp(
    svgOf(
      width,
      height,
      `<filter id="soft"><feGaussianBlur stdDeviation="7"/><feColorMatrix values="0 0 0 0 0 0 0 0 0 0 0 0 0 0 0 0 0 0 1 0"/></filter>${markup}`,
    ),
  )
    .png()
    .toBuffer();
}

/** A window at one side, a lamp's reflection on the glossy cover, darker corners, a cast of colour. */
function light({ data, width, height }: Raster, chance: Chance, quad: Quad, glare: number): void {
  const from = chance.between(0, Math.PI * 2);
  const slope = chance.between(0.1, 0.24);
  const cast = chance.pick([
    [1.04, 1, 0.93],
    [0.97, 1, 1.04],
    [1.02, 1.01, 0.97],
  ] as const);
  const exposure = chance.between(0.9, 1.05);
  const [first, , third] = quad;
  const [gx, gy] = [
    first[0] + (third[0] - first[0]) * chance.between(0.2, 0.8),
    first[1] + (third[1] - first[1]) * chance.between(0.1, 0.5),
  ];
  const [rx, ry, tilt] = [
    width * chance.between(0.1, 0.2),
    height * chance.between(0.05, 0.1),
    chance.between(-0.8, 0.8),
  ];
  const [fromX, fromY, cosTilt, sinTilt] = [Math.cos(from), Math.sin(from), Math.cos(tilt), Math.sin(tilt)];
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      const u = x / width - 0.5;
      const v = y / height - 0.5;
      const shade = exposure * (1 + slope * (u * fromX + v * fromY)) * (1 - 0.36 * (u * u + v * v));
      const dx = (x - gx) * cosTilt + (y - gy) * sinTilt;
      const dy = (y - gy) * cosTilt - (x - gx) * sinTilt;
      const shine = glare * 0.75 * Math.exp(-((dx / rx) ** 2 + (dy / ry) ** 2));
      const i = (y * width + x) * 3;
      for (let channel = 0; channel < 3; channel++) {
        const lit = Math.min(255, (data[i + channel] ?? 0) * shade * (cast[channel] ?? 1));
        data[i + channel] = Math.round(lit + (255 - lit) * shine);
      }
    }
  }
}

function grain(pixels: Buffer, chance: Chance, spread: number): void {
  if (spread <= 0) return;
  for (let i = 0; i < pixels.length; i += 3) {
    const shared = chance.next() + chance.next() - 1;
    for (let channel = 0; channel < 3; channel++) {
      const value = (pixels[i + channel] ?? 0) + spread * 1.6 * (shared + (chance.next() - 0.5));
      pixels[i + channel] = Math.min(255, Math.max(0, Math.round(value)));
    }
  }
}
