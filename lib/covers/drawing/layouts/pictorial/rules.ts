import type { Chance } from "../../chance/rules";
import { createPage, type Layout, type Stage } from "../../page/rules";
import { adjust, blend, contrast, inksOn, readable } from "../../palettes/rules";
import { blob, frond, rays, ridge, starField } from "../../patterns/rules";
import { circle, clipped, clippedToPath, group, n, path, placed, polygon, rect, star } from "../../shapes/rules";

/** One large motif before a disc, the title above it. */
export const emblem: Layout = (stage) => {
  const { width, height, palette, display, text, chance } = stage;
  const page = createPage(stage);
  const ground = chance.is(stage.darkness)
    ? chance.pick([palette.deep, palette.ink])
    : chance.pick([palette.paper, palette.b, palette.a, palette.c]);
  const discs = [palette.a, palette.b, palette.c, palette.paper, palette.deep].filter(
    (colour) => contrast(colour, ground) > 1.35,
  );
  const disc = chance.pick(discs.length > 0 ? discs : [palette.paper]);
  const inks = inksOn(disc, palette, chance);
  const margin = 46;
  const measure = width - 2 * margin;
  page.add(rect(0, 0, width, height, ground));
  const wishes = [palette.ink, palette.paper];
  const isCentred = chance.is(0.55);
  const align = isCentred ? "middle" : "start";
  const isTitleBelow = chance.is(0.3);
  const author = page.text({
    role: "author",
    text: stage.author,
    style: text,
    box: { x: margin, y: isTitleBelow ? margin : height - margin - 66, width: measure, height: 66 },
    sizeMax: 31,
    sizeMin: 15,
    linesMax: 2,
    align,
    valign: isTitleBelow ? "top" : "bottom",
    grounds: [ground],
    wishes,
  });
  const title = page.text({
    role: "title",
    text: stage.title,
    style: display,
    box: { x: margin, y: isTitleBelow ? height - margin - 250 : margin, width: measure, height: 250 },
    sizeMax: 96,
    sizeMin: 23,
    linesMax: 4,
    leading: 1.02,
    align,
    valign: isTitleBelow ? "bottom" : "top",
    grounds: [ground],
    wishes,
  });
  const [top, bottom] = isTitleBelow ? [author.y + author.height, title.y] : [title.y + title.height, author.y];
  const room = bottom - top - 60;
  const radius = Math.min(room / 2, measure / 2);
  const x = isCentred ? width / 2 : chance.pick([width / 2, width - margin - radius]);
  const y = (top + bottom) / 2;
  page.add(
    chance.pick([
      () => circle(x, y, radius, disc),
      () => circle(x, y, radius, disc) + circle(x, y, radius - 12, { stroke: inks.main, width: 2.5 }),
      () =>
        path(
          `M${n(x - radius)} ${n(y + radius)}V${n(y)}A${n(radius)} ${n(radius)} 0 0 1 ${n(x + radius)} ${n(y)}V${n(y + radius)}Z`,
          disc,
        ),
      () =>
        clippedToPath(
          "halo",
          `M${n(x - radius)} ${n(y)}A${n(radius)} ${n(radius)} 0 1 1 ${n(x + radius)} ${n(y)}A${n(radius)} ${n(radius)} 0 1 1 ${n(x - radius)} ${n(y)}Z`,
          rect(x - radius, y - radius, radius * 2, radius * 2, disc) +
            rays(x, y, radius * 1.5, 18, blend(disc, ground, 0.22)),
        ),
    ])(),
  );
  page.add(placed(stage.motif({ ...inks, ground: disc }), x, y + radius * 0.03, radius * 1.3));
  return page.finish("ink");
};

/** The motif over the whole page, cropped by its edges; type on a plain corner. */
export const closeUp: Layout = (stage) => {
  const { width, height, palette, display, text, chance } = stage;
  const page = createPage(stage);
  const ground = chance.is(stage.darkness) ? palette.deep : chance.pick([palette.a, palette.b, palette.paper]);
  const inks = inksOn(ground, palette, chance);
  const panel = chance.pick(
    [palette.paper, palette.ink, palette.deep, palette.c].filter((colour) => contrast(colour, ground) > 1.3),
  );
  const margin = 44;
  page.add(rect(0, 0, width, height, ground));
  const isTop = chance.is(0.35);
  const panelHeight = 300;
  const panelY = isTop ? 0 : height - panelHeight;
  const pictureTop = isTop ? panelHeight : 0;
  const size = chance.between(660, 800);
  const picture = placed(
    stage.motif(inks),
    width / 2 + chance.between(-70, 70),
    pictureTop + (height - panelHeight) / 2 + chance.between(-20, 50),
    size,
    chance.between(-14, 14),
  );
  page.add(
    clipped("crop", 0, pictureTop, width, height - panelHeight, picture),
    rect(0, panelY, width, panelHeight, panel),
  );
  const wishes = [palette.ink, palette.paper, palette.b];
  const author = page.text({
    role: "author",
    text: stage.author,
    style: text,
    box: { x: margin, y: panelY + panelHeight - margin - 50, width: width - 2 * margin, height: 50 },
    sizeMax: 28,
    sizeMin: 15,
    linesMax: 2,
    valign: "bottom",
    grounds: [panel],
    wishes,
  });
  page.text({
    role: "title",
    text: stage.title,
    style: display,
    box: { x: margin, y: panelY + 38, width: width - 2 * margin, height: author.y - panelY - 38 - 26 },
    sizeMax: 88,
    sizeMin: 22,
    linesMax: 4,
    leading: 1.02,
    grounds: [panel],
    wishes,
  });
  return page.finish();
};

/** A sky in flat bands, a disc of light, ridges one behind the other, the motif on the last of them. */
export const landscape: Layout = (stage) => {
  const { width, height, palette, display, text, chance } = stage;
  const page = createPage(stage);
  const isNight = chance.is(stage.darkness * 1.15);
  const [upper, horizon] = isNight
    ? [palette.ink, palette.deep]
    : chance.pick([
        [blend(palette.paper, palette.b, 0.3), palette.paper],
        [palette.b, palette.paper],
        [palette.paper, blend(palette.paper, palette.a, 0.35)],
      ] as const);
  // By day the type is dark: a sky too deep for it is thinned with paper.
  const zenith = isNight || contrast(upper, palette.ink) > 5 ? upper : blend(upper, palette.paper, 0.6);
  const steps = 7;
  const skyHeight = height * 0.74;
  const shades = Array.from({ length: steps }, (_, i) => blend(zenith, horizon, i / (steps - 1)));
  page.add(...shades.map((shade, i) => rect(0, (i * skyHeight) / steps, width, skyHeight / steps + 1, shade)));
  page.add(rect(0, skyHeight, width, height - skyHeight, horizon));
  const wishes = isNight ? [palette.paper] : [palette.ink];
  const margin = 48;
  const title = page.text({
    role: "title",
    text: stage.title,
    style: display,
    box: { x: margin, y: 58, width: width - 2 * margin, height: 236 },
    sizeMax: 92,
    sizeMin: 23,
    linesMax: 4,
    leading: 1.04,
    align: "middle",
    grounds: shades,
    wishes,
  });
  const author = page.text({
    role: "author",
    text: stage.author,
    style: text,
    box: { x: margin, y: title.y + title.height + 38, width: width - 2 * margin, height: 62 },
    sizeMax: 27,
    sizeMin: 14,
    linesMax: 2,
    align: "middle",
    grounds: shades,
    wishes,
  });
  const below = author.y + author.height + 20;
  const sun = isNight ? blend(palette.paper, palette.b, 0.4) : chance.pick([palette.a, palette.c]);
  const radius = chance.between(62, 130);
  const sunX = width * chance.between(0.24, 0.76);
  const sunY = Math.max(below + radius + 6, height * chance.between(0.5, 0.62));
  if (isNight) page.add(group(starField(chance, width, below + 170, 46, palette.paper), undefined, 0.5));
  page.add(circle(sunX, sunY, radius, sun));
  const kind = chance.pick(["hills", "peaks", "dunes", "waves"] as const);
  const far = isNight ? blend(palette.deep, palette.a, 0.55) : blend(horizon, palette.a, 0.5);
  const near = isNight ? blend(palette.ink, palette.deep, 0.3) : palette.deep;
  const count = 4;
  const first = Math.max(height * 0.6, below + 70);
  const gap = (height - first) / (count + 0.6);
  const horizonY = first + gap * (count - 1.2);
  for (let i = 0; i < count; i++) {
    const shade = blend(far, near, i / (count - 1));
    // The motif stands behind the nearest ridge, so that its foot is rooted.
    if (i === count - 1)
      page.add(
        placed(
          stage.motif({
            main: near,
            second: readable([far], [palette.c, palette.b, palette.paper], 1.6),
            accent: sun,
            ground: far,
          }),
          sunX < width / 2 ? width * 0.68 : width * 0.32,
          horizonY - 62,
          210,
        ),
      );
    page.add(
      path(ridge(chance, kind, width, height, first + gap * i, kind === "waves" ? gap * 0.55 : gap * 1.05), shade),
    );
  }
  return page.finish();
};

/** The page halved, the motif printed across the cut with its colours exchanged. */
export const counterchange: Layout = (stage) => {
  const { width, height, palette, display, text, chance } = stage;
  const page = createPage(stage);
  const [one, two] = chance.pick(
    (
      [
        [palette.paper, palette.a],
        [palette.deep, palette.b],
        [palette.a, palette.deep],
        [palette.c, palette.paper],
        [palette.ink, palette.paper],
        [palette.b, palette.ink],
      ] as const
    ).filter(([x, y]) => contrast(x, y) > 2.7),
  );
  const cut = chance.pick(["upright", "level", "slant"] as const);
  const half =
    cut === "upright"
      ? `M${width / 2} 0H${width}V${height}H${width / 2}Z`
      : cut === "level"
        ? `M0 ${height * 0.52}H${width}V${height}H0Z`
        : `M${width} 0V${height}H0Z`;
  const size = 400;
  const [x, y] = [width / 2, height * 0.52];
  page.add(
    rect(0, 0, width, height, one),
    placed(stage.motif({ main: two, second: blend(two, one, 0.32), accent: two, ground: one }), x, y, size),
    clippedToPath(
      "half",
      half,
      rect(0, 0, width, height, two) +
        placed(stage.motif({ main: one, second: blend(one, two, 0.32), accent: one, ground: two }), x, y, size),
    ),
  );
  const margin = 46;
  const bandGrounds = {
    upper: cut === "level" ? [one] : [one, two],
    lower: cut === "level" ? [two] : cut === "upright" ? [one, two] : [two],
  };
  const isPlain = (grounds: readonly string[]) => grounds.length === 1;
  // Type that would cross the cut gets a bar of its own.
  const bar = readable([one, two], [palette.paper, palette.ink], 1.2);
  const label = (top: number, depth: number) => page.add(rect(0, top, width, depth, bar));
  const [titleTop, titleDepth] = [0, 252];
  if (!isPlain(bandGrounds.upper)) label(titleTop, titleDepth);
  page.text({
    role: "title",
    text: stage.title,
    style: display,
    box: { x: margin, y: titleTop + 40, width: width - 2 * margin, height: titleDepth - 76 },
    sizeMax: 84,
    sizeMin: 22,
    linesMax: 4,
    leading: 1.02,
    align: "middle",
    valign: "middle",
    grounds: isPlain(bandGrounds.upper) ? [one] : [bar],
    wishes: [palette.ink, palette.paper],
  });
  const authorDepth = 104;
  if (!isPlain(bandGrounds.lower)) label(height - authorDepth, authorDepth);
  page.text({
    role: "author",
    text: stage.author,
    style: text,
    box: {
      x: margin + (cut === "slant" ? 60 : 0),
      y: height - authorDepth + 22,
      width: width - 2 * margin - (cut === "slant" ? 60 : 0),
      height: authorDepth - 44,
    },
    sizeMax: 29,
    sizeMin: 15,
    linesMax: 2,
    align: cut === "slant" ? "end" : "middle",
    valign: "middle",
    grounds: isPlain(bandGrounds.lower) ? [two] : [bar],
    wishes: [palette.ink, palette.paper],
  });
  return page.finish("ink");
};

/** Rings or rays about a point off the middle, as on record sleeves; the title in a calm disc or bar. */
export const pulse: Layout = (stage) => {
  const { width, height, palette, display, text, chance } = stage;
  const page = createPage(stage);
  const [one, two] = chance.pick(
    (
      [
        [palette.a, palette.paper],
        [palette.deep, palette.b],
        [palette.deep, palette.c],
        [palette.ink, palette.a],
        [palette.paper, palette.c],
        [palette.b, palette.deep],
      ] as const
    ).filter(([x, y]) => contrast(x, y) > 1.7),
  );
  page.add(rect(0, 0, width, height, one));
  const isDisc = chance.is(0.5);
  // With the disc the rings may centre anywhere; with the bar their eye holds the motif, so it stays clear of the type.
  const [x, y] = isDisc
    ? [width * chance.pick([0.5, 0.5, 0.2, 0.8, 1, 0]), height * chance.pick([0.36, 0.45, 0.62, 0.3])]
    : [width * chance.pick([0.5, 0.3, 0.7]), height * chance.between(0.26, 0.34)];
  if (chance.is(0.6)) {
    const step = chance.between(30, 62);
    const duty = chance.between(0.3, 0.6);
    for (let radius = step * Math.ceil(1100 / step); radius > 0; radius -= step)
      page.add(circle(x, y, radius, two), circle(x, y, radius - step * duty, one));
  } else {
    page.add(rays(x, y, 1200, chance.int(12, 26), two, chance.between(0, 20)));
  }
  const panel = chance.pick([palette.paper, palette.ink]);
  const wishes = [panel === palette.paper ? palette.ink : palette.paper];
  const inks = inksOn(panel, palette, chance);
  if (isDisc) {
    const radius = 236;
    const [cx, cy] = [width / 2, height * 0.45];
    page.add(circle(cx, cy, radius, panel), circle(cx, cy, radius - 11, { stroke: inks.main, width: 2.5 }));
    const motifSize = 116;
    page.add(placed(stage.motif({ ...inks, ground: panel }), cx, cy - radius * 0.56, motifSize));
    page.text({
      role: "title",
      text: stage.title,
      style: display,
      box: { x: cx - 172, y: cy - 62, width: 344, height: 158 },
      sizeMax: 66,
      sizeMin: 19,
      linesMax: 4,
      leading: 1.04,
      align: "middle",
      valign: "middle",
      grounds: [panel],
      wishes,
    });
    page.add(rect(0, height - 104, width, 104, panel));
    page.text({
      role: "author",
      text: stage.author,
      style: text,
      box: { x: 44, y: height - 104 + 20, width: width - 88, height: 64 },
      sizeMax: 28,
      sizeMin: 14,
      linesMax: 2,
      align: "middle",
      valign: "middle",
      grounds: [panel],
      wishes,
    });
  } else {
    const [top, depth] = [height * 0.56, 262];
    page.add(rect(0, top, width, depth, panel));
    const title = page.text({
      role: "title",
      text: stage.title,
      style: display,
      box: { x: 46, y: top + 34, width: width - 92, height: depth - 120 },
      sizeMax: 82,
      sizeMin: 21,
      linesMax: 4,
      leading: 1.02,
      grounds: [panel],
      wishes,
    });
    page.text({
      role: "author",
      text: stage.author,
      style: text,
      box: {
        x: 46,
        y: title.y + title.height + 22,
        width: width - 92,
        height: top + depth - 26 - (title.y + title.height + 22),
      },
      sizeMax: 27,
      sizeMin: 13,
      linesMax: 2,
      grounds: [panel],
      wishes,
    });
    page.add(circle(x, y, 118, panel), placed(stage.motif({ ...inks, ground: panel }), x, y, 156));
  }
  return page.finish("ink");
};

/** Cut paper: blocks of colour, blobs and fronds laid loosely, as with scissors. */
export const papercut: Layout = (stage) => {
  const { width, height, palette, display, text, chance } = stage;
  const page = createPage(stage);
  const isDark = chance.is(stage.darkness);
  const ground = isDark ? palette.deep : palette.paper;
  page.add(rect(0, 0, width, height, ground));
  const colours = [palette.a, palette.b, palette.c, isDark ? palette.paper : palette.deep];
  page.add(scraps(stage, colours, ground));
  const margin = 46;
  const wishes = [palette.ink, palette.paper];
  const titleStyle = {
    role: "title" as const,
    text: stage.title,
    style: display,
    linesMax: 4,
    leading: 1.02,
    grounds: [ground],
    wishes,
  };
  const title = page.text({
    ...titleStyle,
    box: { x: margin, y: margin + 6, width: width - 2 * margin, height: 216 },
    sizeMax: 86,
    sizeMin: 22,
    align: "middle",
    valign: "middle",
  });
  page.text({
    role: "author",
    text: stage.author,
    style: text,
    box: {
      x: margin,
      y: Math.max(height - margin - 50, title.y + title.height),
      width: width - 2 * margin,
      height: 50,
    },
    sizeMax: 29,
    sizeMin: 14,
    linesMax: 2,
    align: "middle",
    valign: "bottom",
    grounds: [ground],
    wishes,
  });
  return page.finish();
};

function scraps({ chance, width, height, motif, palette }: Stage, colours: readonly string[], ground: string): string {
  const [x, top, w, h] = [46, 290, width - 92, height - 290 - 128];
  const [columns, rows] = chance.pick([
    [2, 2],
    [2, 3],
    [3, 3],
    [3, 2],
  ] as const);
  const [cw, ch] = [w / columns, h / rows];
  const middle = chance.int(0, columns * rows - 1);
  const sheets = Array.from({ length: columns * rows }, (_, i) => {
    const [cx, cy] = [x + (i % columns) * cw, top + Math.floor(i / columns) * ch];
    const sheet = colours[(i + Math.floor(i / columns) * (columns % 2 === 0 ? 1 : 0)) % colours.length] ?? palette.a;
    const others = [...colours, ground].filter((colour) => contrast(colour, sheet) > 1.5);
    const ink = chance.pick(others.length > 0 ? others : [ground]);
    const size = Math.min(cw, ch);
    const [mx, my] = [cx + cw / 2, cy + ch / 2];
    const jitter = () => chance.between(-7, 7);
    const back = polygon(
      [
        [cx + jitter(), cy + jitter()],
        [cx + cw + jitter(), cy + jitter()],
        [cx + cw + jitter(), cy + ch + jitter()],
        [cx + jitter(), cy + ch + jitter()],
      ],
      sheet,
    );
    if (i === middle)
      return back + placed(motif({ ...inksOn(sheet, palette, chance), ground: sheet }), mx, my, size * 0.8);
    const other = chance.pick(others.length > 0 ? others : [ground]);
    return back + cutting(chance, mx, my, size, ink, other, sheet);
  });
  return sheets.join("");
}

/** Fronds and blobs growing in from the edges, the motif on one of them, the type on a sheet in the clearing. */
export const meadow: Layout = (stage) => {
  const { width, height, palette, display, text, chance } = stage;
  const page = createPage(stage);
  const ground = chance.is(stage.darkness)
    ? chance.pick([palette.deep, palette.ink])
    : chance.pick([palette.a, palette.b, palette.c, palette.paper]);
  const leaves = [palette.a, palette.b, palette.c, palette.deep, palette.paper].filter(
    (c) => contrast(c, ground) > 1.4,
  );
  const colour = () => chance.pick(leaves.length > 0 ? leaves : [palette.paper]);
  page.add(rect(0, 0, width, height, ground));
  const isSheetHigh = chance.is(0.5);
  const sheet = { x: 70, y: isSheetHigh ? 84 : 430, width: width - 140, height: 330 };
  const motifY = isSheetHigh ? 610 : 222;
  const corners = [
    [0, 0],
    [width, 0],
    [0, height],
    [width, height],
    [0, height * 0.5],
    [width, height * 0.5],
  ] as const;
  for (const [x, y] of corners) page.add(path(blob(chance, x, y, chance.between(110, 190)), colour()));
  for (const [x, y] of corners) {
    // Each frond leans from its edge towards the middle of the page.
    const lean = (Math.atan2(width / 2 - x, y - height / 2) * 180) / Math.PI + chance.between(-24, 24);
    const plant = frond(chance.between(220, 330), chance.int(4, 7), colour());
    page.add(group(plant, `translate(${n(x)} ${n(y)}) rotate(${n(lean)})`));
  }
  const disc = chance.pick(
    [palette.paper, palette.b, palette.c, palette.deep].filter((c) => contrast(c, ground) > 1.25),
  );
  page.add(path(blob(chance, width / 2, motifY, 168, 0.12), disc));
  page.add(placed(stage.motif({ ...inksOn(disc, palette, chance), ground: disc }), width / 2, motifY, 204));
  const paper = chance.pick([palette.paper, palette.ink].filter((c) => contrast(c, ground) > 1.15));
  const wobble = () => chance.between(-8, 8);
  page.add(
    polygon(
      [
        [sheet.x + wobble(), sheet.y + wobble()],
        [sheet.x + sheet.width + wobble(), sheet.y + wobble()],
        [sheet.x + sheet.width + wobble(), sheet.y + sheet.height + wobble()],
        [sheet.x + wobble(), sheet.y + sheet.height + wobble()],
      ],
      paper,
    ),
  );
  const type = {
    align: "middle" as const,
    grounds: [paper],
    wishes: [paper === palette.paper ? palette.ink : palette.paper],
  };
  const pad = 36;
  const author = page.text({
    ...type,
    role: "author",
    text: stage.author,
    style: text,
    box: { x: sheet.x + pad, y: sheet.y + sheet.height - 92, width: sheet.width - 2 * pad, height: 58 },
    sizeMax: 28,
    sizeMin: 14,
    linesMax: 2,
    valign: "bottom",
  });
  page.text({
    ...type,
    role: "title",
    text: stage.title,
    style: display,
    box: { x: sheet.x + pad, y: sheet.y + 34, width: sheet.width - 2 * pad, height: author.y - sheet.y - 34 - 24 },
    sizeMax: 84,
    sizeMin: 20,
    linesMax: 4,
    leading: 1.02,
    valign: "middle",
  });
  return page.finish();
};

/** One thing cut out with scissors, within a square of the given size around (x, y). */
function cutting(
  chance: Chance,
  x: number,
  y: number,
  size: number,
  ink: string,
  other: string,
  sheet: string,
): string {
  const r = size * 0.36;
  const upright = (markup: string, angle = chance.between(-12, 12)) =>
    group(markup, `translate(${n(x)} ${n(y + size * 0.4)}) rotate(${n(angle)} 0 ${n(-size * 0.4)})`);
  return chance.pick([
    () => upright(frond(size * 0.8, chance.int(3, 6), ink)),
    () => upright(frond(size * 0.8, chance.int(3, 5), ink)) + circle(x + r * 0.75, y - r * 0.75, r * 0.26, other),
    () =>
      path(blob(chance, x, y, r), ink) + group(frond(size * 0.46, 3, sheet), `translate(${n(x)} ${n(y + size * 0.2)})`),
    () =>
      path(blob(chance, x - r * 0.4, y - r * 0.3, r * 0.62), ink) +
      path(blob(chance, x + r * 0.5, y + r * 0.45, r * 0.44), other),
    () =>
      [-1, 0, 1]
        .map((i) =>
          path(wave(x, y + i * r * 0.7, r * 1.15, r * 0.3), {
            stroke: i === 0 ? other : ink,
            width: size * 0.075,
            cap: "round",
          }),
        )
        .join(""),
    () =>
      path(`M${n(x - r)} ${n(y + r * 0.5)}A${n(r)} ${n(r)} 0 0 1 ${n(x + r)} ${n(y + r * 0.5)}Z`, ink) +
      path(
        `M${n(x - r * 0.55)} ${n(y + r * 0.5)}A${n(r * 0.55)} ${n(r * 0.55)} 0 0 1 ${n(x + r * 0.55)} ${n(y + r * 0.5)}Z`,
        other,
      ),
    () =>
      star(x, y, r, r * chance.between(0.42, 0.68), chance.int(7, 11), ink, chance.between(0, 30)) +
      circle(x, y, r * 0.3, other),
    () =>
      [0, 90, 180, 270]
        .map((a) =>
          group(
            path(
              `M0 0C${n(r * 0.62)} ${n(-r * 0.3)} ${n(r * 0.55)} ${n(-r * 0.95)} 0 ${n(-r * 1.05)}C${n(-r * 0.55)} ${n(-r * 0.95)} ${n(-r * 0.62)} ${n(-r * 0.3)} 0 0Z`,
              a % 180 ? other : ink,
            ),
            `translate(${n(x)} ${n(y)}) rotate(${a + 45})`,
          ),
        )
        .join(""),
  ])();
}

const wave = (x: number, y: number, reach: number, lift: number) =>
  `M${n(x - reach)} ${n(y)}Q${n(x - reach * 0.5)} ${n(y - lift * 2)} ${n(x)} ${n(y)}T${n(x + reach)} ${n(y)}`;

/** The motif three times or more, each print in other inks, as from one block. */
export const prints: Layout = (stage) => {
  const { width, height, palette, display, text, chance } = stage;
  const page = createPage(stage);
  const paper = chance.is(stage.darkness) ? palette.ink : palette.paper;
  page.add(rect(0, 0, width, height, paper));
  const [columns, rows] = chance.pick([
    [2, 2],
    [1, 2],
    [2, 3],
  ] as const);
  const margin = 46;
  const areaHeight = 560;
  const gap = 12;
  const isTop = chance.is(0.7);
  const y0 = isTop ? margin : height - margin - areaHeight;
  const [cw, ch] = [(width - 2 * margin - gap * (columns - 1)) / columns, (areaHeight - gap * (rows - 1)) / rows];
  const grounds = chance.shuffle([
    palette.a,
    palette.b,
    palette.c,
    palette.deep,
    adjust(palette.b, { lightness: 0.1 }),
    adjust(palette.a, { lightness: -0.08 }),
  ]);
  for (let i = 0; i < columns * rows; i++) {
    const [x, y] = [margin + (i % columns) * (cw + gap), y0 + Math.floor(i / columns) * (ch + gap)];
    const sheet = grounds[i % grounds.length] ?? palette.a;
    page.add(
      rect(x, y, cw, ch, sheet),
      placed(stage.motif(inksOn(sheet, palette, chance)), x + cw / 2, y + ch / 2, Math.min(cw, ch) * 0.8),
    );
  }
  const wishes = [paper === palette.paper ? palette.ink : palette.paper];
  const top = isTop ? y0 + areaHeight + 34 : margin;
  const room = height - areaHeight - 2 * margin - 34;
  const author = page.text({
    role: "author",
    text: stage.author,
    style: text,
    box: { x: margin, y: top + room - 44, width: width - 2 * margin, height: 44 },
    sizeMax: 26,
    sizeMin: 13,
    linesMax: 2,
    valign: "bottom",
    grounds: [paper],
    wishes,
  });
  page.text({
    role: "title",
    text: stage.title,
    style: display,
    box: { x: margin, y: top, width: width - 2 * margin, height: author.y - top - 24 },
    sizeMax: 76,
    sizeMin: 20,
    linesMax: 3,
    leading: 1.02,
    grounds: [paper],
    wishes,
  });
  return page.finish();
};
