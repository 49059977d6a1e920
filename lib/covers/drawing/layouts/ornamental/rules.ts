import { createPage, type Layout } from "../../page/rules";
import { blend, contrast, inksOn, readable } from "../../palettes/rules";
import { figureBorder, rays, tileField } from "../../patterns/rules";
import { circle, clipped, group, line, n, path, placed, polygon, rect } from "../../shapes/rules";

/** Centred type in a ruled frame with corner pieces, the motif in a medallion. */
export const framed: Layout = (stage) => {
  const { width, height, palette, display, text, chance } = stage;
  const page = createPage(stage);
  const isDark = chance.is(stage.darkness);
  const inner = isDark ? palette.deep : palette.paper;
  const outer = isDark ? chance.pick([palette.ink, palette.a]) : chance.pick([palette.a, palette.deep, palette.c]);
  const inks = inksOn(inner, palette, chance);
  const rule = readable([inner], [inks.main, palette.b, palette.paper, palette.ink], 2.4);
  page.add(rect(0, 0, width, height, outer));
  const inset = 30;
  page.add(rect(inset, inset, width - 2 * inset, height - 2 * inset, inner));
  const [l, t, r, b] = [inset + 16, inset + 16, width - inset - 16, height - inset - 16];
  page.add(
    chance.pick([
      () => {
        const notch = 42;
        const d = (o: number) =>
          `M${l + notch + o} ${t + o}H${r - notch - o}A${notch} ${notch} 0 0 0 ${r - o} ${t + notch + o}V${b - notch - o}A${notch} ${notch} 0 0 0 ${r - notch - o} ${b - o}H${l + notch + o}A${notch} ${notch} 0 0 0 ${l + o} ${b - notch - o}V${t + notch + o}A${notch} ${notch} 0 0 0 ${l + notch + o} ${t + o}Z`;
        return (
          path(d(0), { stroke: rule, width: 3.5 }) +
          path(d(9), { stroke: rule, width: 1.3 }) +
          [
            [l + 9, t + 9],
            [r - 9, t + 9],
            [l + 9, b - 9],
            [r - 9, b - 9],
          ]
            .map(([x = 0, y = 0]) => circle(x, y, 7, inks.second))
            .join("")
        );
      },
      () => {
        const step = 16;
        const corner = (x: number, y: number, sx: number, sy: number) =>
          [0, 1, 2]
            .map(
              (i) =>
                path(`M${x + sx * step * (i + 1)} ${y}V${y + sy * step * (3 - i)}`, { stroke: rule, width: 2 }) +
                path(`M${x} ${y + sy * step * (i + 1)}H${x + sx * step * (3 - i)}`, { stroke: rule, width: 2 }),
            )
            .join("");
        return (
          rect(l, t, r - l, b - t, { stroke: rule, width: 3 }) +
          corner(l, t, 1, 1) +
          corner(r, t, -1, 1) +
          corner(l, b, 1, -1) +
          corner(r, b, -1, -1)
        );
      },
      () =>
        figureBorder(chance, width, height, inset + 8, 34, rule, inks.second) +
        rect(l + 34, t + 34, r - l - 68, b - t - 68, { stroke: rule, width: 2 }),
      () =>
        rect(l, t, r - l, b - t, { stroke: rule, width: 1.5 }) +
        rect(l + 8, t + 8, r - l - 16, b - t - 16, { stroke: rule, width: 5 }) +
        rect(l + 17, t + 17, r - l - 34, b - t - 34, { stroke: rule, width: 1.5 }),
    ])(),
  );
  const margin = inset + 76;
  const measure = width - 2 * margin;
  const wishes = isDark ? [palette.paper, palette.b] : [palette.ink];
  const centred = { align: "middle" as const, grounds: [inner], wishes };
  const author = page.text({
    ...centred,
    role: "author",
    text: stage.author,
    style: text,
    box: { x: margin, y: height - inset - 148, width: measure, height: 74 },
    sizeMax: 27,
    sizeMin: 14,
    linesMax: 2,
    valign: "bottom",
  });
  const title = page.text({
    ...centred,
    role: "title",
    text: stage.title,
    style: display,
    box: { x: margin, y: inset + 92, width: measure, height: 250 },
    sizeMax: 78,
    sizeMin: 21,
    linesMax: 5,
    leading: 1.1,
  });
  const subtitle = page.text({
    ...centred,
    role: "subtitle",
    text: stage.subtitle,
    style: { ...text, tracking: 0 },
    box: { x: margin + 12, y: title.y + title.height + 24, width: measure - 24, height: 66 },
    sizeMax: 21,
    sizeMin: 13,
    linesMax: 3,
    leading: 1.24,
  });
  const top = Math.max(title.y + title.height, subtitle.y + subtitle.height) + 34;
  const bottom = author.y - 36;
  const [x, y] = [width / 2, (top + bottom) / 2];
  const radius = Math.min(150, (bottom - top) / 2);
  if (radius < 40) return page.finish();
  const medallion = chance.pick([inner, inks.main === rule ? palette.b : palette.a]);
  const coin = contrast(medallion, inner) > 1.2 ? circle(x, y, radius, medallion) : "";
  page.add(
    coin,
    placed(
      stage.motif(coin ? { ...inksOn(medallion, palette, chance), ground: medallion } : inks),
      x,
      y,
      radius * (coin ? 1.28 : 1.7),
    ),
  );
  return page.finish();
};

/** A field of geometric tiles over most of the page, the type on a calm panel. */
export const tiles: Layout = (stage) => {
  const { width, height, palette, display, text, chance } = stage;
  const page = createPage(stage);
  const panel = chance.is(stage.darkness) ? palette.deep : chance.pick([palette.paper, palette.paper, palette.ink]);
  const ground = chance.pick([palette.paper, palette.deep, palette.b]);
  const colours = [palette.a, palette.b, palette.c, palette.deep, palette.paper]
    .filter((colour) => colour !== ground)
    .slice(0, 3);
  const columns = chance.pick([3, 4, 5, 6]);
  const wishes = [panel === palette.paper ? palette.ink : palette.paper];
  const margin = 46;
  if (chance.is(0.62)) {
    const cell = width / columns;
    const rows = Math.round((height * 0.62) / cell);
    const depth = rows * cell;
    const isTop = chance.is(0.7);
    const field = tileField(chance, width, depth, columns, ground, colours);
    page.add(rect(0, 0, width, height, panel), isTop ? field : group(field, `translate(0 ${n(height - depth)})`));
    const top = isTop ? depth + 40 : margin;
    const bottom = isTop ? height - margin : height - depth - 40;
    const author = page.text({
      role: "author",
      text: stage.author,
      style: text,
      box: { x: margin, y: bottom - 50, width: width - 2 * margin, height: 50 },
      sizeMax: 27,
      sizeMin: 14,
      linesMax: 2,
      valign: "bottom",
      grounds: [panel],
      wishes,
    });
    page.text({
      role: "title",
      text: stage.title,
      style: display,
      box: { x: margin, y: top, width: width - 2 * margin, height: Math.max(70, author.y - top - 28) },
      sizeMax: 80,
      sizeMin: 20,
      linesMax: 4,
      leading: 1.04,
      grounds: [panel],
      wishes,
    });
    return page.finish();
  }
  page.add(tileField(chance, width, height, columns, ground, colours));
  const [w, h] = [420, 420];
  const [x, y] = [(width - w) / 2, 190];
  page.add(
    rect(x, y, w, h, panel),
    rect(x + 12, y + 12, w - 24, h - 24, {
      stroke: readable([panel], [palette.a, palette.b, palette.paper], 1.8),
      width: 2.5,
    }),
  );
  const author = page.text({
    role: "author",
    text: stage.author,
    style: text,
    box: { x: x + 40, y: y + h - 104, width: w - 80, height: 62 },
    sizeMax: 24,
    sizeMin: 13,
    linesMax: 2,
    align: "middle",
    valign: "bottom",
    grounds: [panel],
    wishes,
  });
  page.text({
    role: "title",
    text: stage.title,
    style: display,
    box: { x: x + 40, y: y + 48, width: w - 80, height: author.y - y - 48 - 30 },
    sizeMax: 72,
    sizeMin: 20,
    linesMax: 5,
    leading: 1.06,
    align: "middle",
    valign: "middle",
    grounds: [panel],
    wishes,
  });
  return page.finish();
};

/** The motif in rows like a block-printed cloth; one of them in another ink; the title on a pasted band. */
export const repeat: Layout = (stage) => {
  const { width, height, palette, display, text, chance } = stage;
  const page = createPage(stage);
  const ground = chance.is(stage.darkness)
    ? chance.pick([palette.deep, palette.ink])
    : chance.pick([palette.a, palette.b, palette.c, palette.paper]);
  const inks = inksOn(ground, palette, chance);
  page.add(rect(0, 0, width, height, ground));
  const columns = chance.pick([3, 4, 5]);
  const cell = width / columns;
  const isStaggered = chance.is(0.7);
  const rows = Math.ceil(height / cell) + 1;
  const tilt = chance.pick([0, 0, 0, -18, 18]);
  const odd = { ...inks, main: inks.accent, accent: inks.main };
  const plain = { main: inks.main, second: inks.second, accent: inks.accent, ground };
  for (let row = 0; row < rows; row++) {
    for (let column = -1; column <= columns; column++) {
      const x = (column + (isStaggered && row % 2 ? 1 : 0.5)) * cell;
      const y = (row + 0.2) * cell;
      page.add(
        placed(stage.motif((row + column * 2) % 4 === 0 ? odd : plain), x, y, cell * 0.66, row % 2 ? tilt : -tilt),
      );
      if (isStaggered) page.add(circle(x + cell / 2, y, cell * 0.035, inks.second));
    }
  }
  const panel = chance.pick(
    [palette.paper, palette.ink, palette.deep].filter((colour) => contrast(colour, ground) > 1.6),
  );
  const wishes = [contrast(palette.ink, panel) > 4.6 ? palette.ink : palette.paper];
  const edge = readable([panel], [inks.main, palette.b, palette.a], 1.7);
  const isBand = chance.is(0.5);
  const [x, y, w, h] = isBand ? [0, 270, width, 290] : [90, 230, width - 180, 400];
  page.add(rect(x, y, w, h, panel));
  if (isBand) page.add(rect(0, y + 12, width, 3, edge), rect(0, y + h - 15, width, 3, edge));
  else page.add(rect(x + 12, y + 12, w - 24, h - 24, { stroke: edge, width: 2.5 }));
  const pad = isBand ? 52 : 38;
  const author = page.text({
    role: "author",
    text: stage.author,
    style: text,
    box: { x: x + pad, y: y + h - 98, width: w - 2 * pad, height: 58 },
    sizeMax: 25,
    sizeMin: 13,
    linesMax: 2,
    align: "middle",
    valign: "bottom",
    grounds: [panel],
    wishes,
  });
  page.text({
    role: "title",
    text: stage.title,
    style: display,
    box: { x: x + pad, y: y + 40, width: w - 2 * pad, height: author.y - y - 40 - 26 },
    sizeMax: 76,
    sizeMin: 20,
    linesMax: 5,
    leading: 1.06,
    align: "middle",
    valign: "middle",
    grounds: [panel],
    wishes,
  });
  return page.finish("cloth");
};

/** Two inks on raw paper: a cut border, rays scratched around the motif, the title in a slab. */
export const woodcut: Layout = (stage) => {
  const { width, height, palette, display, text, chance } = stage;
  const page = createPage(stage);
  const isDark = chance.is(stage.darkness);
  const paper = blend(palette.paper, palette.b, 0.12);
  const [ground, ink] = isDark ? [palette.ink, paper] : [paper, palette.ink];
  const colour = readable([ground], chance.shuffle([palette.a, palette.c, palette.b]), 1.9);
  page.add(rect(0, 0, width, height, ground));
  page.add(
    figureBorder(chance, width, height, 14, 44, ink, colour),
    rect(66, 66, width - 132, height - 132, { stroke: ink, width: 4 }),
  );
  const [x0, y0, w] = [78, 78, width - 156];
  const titleDepth = 214;
  const isTitleTop = chance.is(0.6);
  const pictureDepth = height - 156 - titleDepth - 96;
  const titleY = isTitleTop ? y0 : y0 + pictureDepth;
  const pictureY = isTitleTop ? y0 + titleDepth : y0;
  const [cx, cy] = [width / 2, pictureY + pictureDepth / 2];
  page.add(
    clipped(
      "scene",
      x0,
      pictureY,
      w,
      pictureDepth,
      rect(x0, pictureY, w, pictureDepth, colour) +
        rays(cx, cy, 600, 44, blend(colour, ground, 0.42), chance.between(0, 8)) +
        circle(cx, cy, pictureDepth * 0.42, ground),
    ),
  );
  page.add(
    placed(
      stage.motif({ main: ink, second: blend(ink, colour, 0.66), accent: colour, ground }),
      cx,
      cy,
      pictureDepth * 0.64,
    ),
  );
  page.add(rect(x0, titleY, w, titleDepth, ink));
  page.text({
    role: "title",
    text: stage.title,
    style: display,
    box: { x: x0 + 26, y: titleY + 22, width: w - 52, height: titleDepth - 44 },
    sizeMax: 78,
    sizeMin: 20,
    linesMax: 4,
    leading: 1.02,
    align: "middle",
    valign: "middle",
    grounds: [ink],
    wishes: [ground],
  });
  page.text({
    role: "author",
    text: stage.author,
    style: text,
    box: { x: x0 + 26, y: height - 78 - 88, width: w - 52, height: 80 },
    sizeMax: 26,
    sizeMin: 13,
    linesMax: 2,
    align: "middle",
    valign: "middle",
    grounds: [ground],
    wishes: [ink],
  });
  return page.finish("ink");
};

/** A cloth binding with a strip of leather at the spine, a pasted paper label, the motif stamped blind below. */
export const cloth: Layout = (stage) => {
  const { width, height, palette, display, text, chance } = stage;
  const page = createPage(stage);
  const ground = chance.is(0.25 + stage.darkness)
    ? palette.deep
    : chance.pick([palette.a, palette.c, palette.b, palette.a]);
  const spine = chance.pick(
    [palette.deep, palette.ink, palette.c, palette.a, palette.paper].filter(
      (colour) => contrast(colour, ground) > 1.25,
    ),
  );
  const hasSpine = chance.is(0.7);
  page.add(rect(0, 0, width, height, ground));
  if (hasSpine) page.add(rect(0, 0, 78, height, spine), rect(78, 0, 2.5, height, blend(spine, "#000000", 0.3)));
  else page.add(line(26, 0, 26, height, { stroke: blend(ground, "#000000", 0.22), width: 7 }));
  const left = hasSpine ? 78 : 26;
  const cx = (left + width) / 2;
  const paper = blend(palette.paper, "#fffaf0", 0.3);
  const [w, h] = [Math.min(430, width - left - 76), chance.pick([330, 360, 400])];
  const [x, y] = [cx - w / 2, 80];
  const ruleInk = readable([paper], [palette.a, palette.c, palette.ink], 2.6);
  page.add(rect(x + 3, y + 5, w, h, blend(ground, "#000000", 0.3)), rect(x, y, w, h, paper));
  page.add(
    chance.pick([
      () =>
        rect(x + 13, y + 13, w - 26, h - 26, { stroke: ruleInk, width: 3 }) +
        rect(x + 20, y + 20, w - 40, h - 40, { stroke: ruleInk, width: 1.2 }),
      () =>
        path(
          `M${n(x + 14)} ${n(y + 34)}L${n(x + 34)} ${n(y + 14)}H${n(x + w - 34)}L${n(x + w - 14)} ${n(y + 34)}V${n(y + h - 34)}L${n(x + w - 34)} ${n(y + h - 14)}H${n(x + 34)}L${n(x + 14)} ${n(y + h - 34)}Z`,
          { stroke: ruleInk, width: 2.6 },
        ),
      () =>
        line(x + 18, y + 18, x + w - 18, y + 18, { stroke: ruleInk, width: 5 }) +
        line(x + 18, y + h - 18, x + w - 18, y + h - 18, { stroke: ruleInk, width: 5 }),
    ])(),
  );
  const wishes = [palette.ink];
  const author = page.text({
    role: "author",
    text: stage.author,
    style: text,
    box: { x: x + 38, y: y + h - 96, width: w - 76, height: 58 },
    sizeMax: 24,
    sizeMin: 13,
    linesMax: 2,
    align: "middle",
    valign: "bottom",
    grounds: [paper],
    wishes,
  });
  const ornamentY = author.y - 24;
  page.add(
    polygon(
      [
        [cx, ornamentY - 6],
        [cx + 6, ornamentY],
        [cx, ornamentY + 6],
        [cx - 6, ornamentY],
      ],
      ruleInk,
    ),
    line(cx - 56, ornamentY, cx - 14, ornamentY, { stroke: ruleInk, width: 1.4 }),
    line(cx + 14, ornamentY, cx + 56, ornamentY, { stroke: ruleInk, width: 1.4 }),
  );
  page.text({
    role: "title",
    text: stage.title,
    style: display,
    box: { x: x + 36, y: y + 40, width: w - 72, height: ornamentY - 22 - y - 40 },
    sizeMax: 70,
    sizeMin: 19,
    linesMax: 5,
    leading: 1.08,
    align: "middle",
    valign: "middle",
    grounds: [paper],
    wishes,
  });
  const foil = chance.is(0.6);
  // Without foil the stamp shows by its shade only: darker than a light cloth, lighter than a dark one.
  const press = contrast(ground, "#000000") > 3.2 ? "#000000" : "#ffffff";
  const stamped = foil
    ? inksOn(ground, palette, chance)
    : {
        main: blend(ground, press, 0.3),
        second: blend(ground, press, 0.2),
        accent: blend(ground, press, 0.12),
        ground,
      };
  page.add(placed(stage.motif(stamped), cx, (y + h + height) / 2 - 10, 236));
  return page.finish("cloth");
};
