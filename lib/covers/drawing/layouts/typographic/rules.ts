import { createPage, type Layout } from "../../page/rules";
import { blend, inksOn, readable } from "../../palettes/rules";
import { circle, clipped, group, line, n, path, placed, polygon, rect } from "../../shapes/rules";
import { isVertical, stackToWidth } from "../../type/rules";

/** Letters as large as the page allows, every line scaled to the full measure; what is left over holds the motif. */
export const poster: Layout = (stage) => {
  const { width, height, palette, display, text, type, chance } = stage;
  const page = createPage(stage);
  const ground = chance.is(stage.darkness)
    ? chance.pick([palette.deep, palette.ink, palette.a])
    : chance.pick([palette.a, palette.paper, palette.b, palette.c]);
  const inks = inksOn(ground, palette, chance);
  page.add(rect(0, 0, width, height, ground));
  const margin = 42;
  const measure = width - 2 * margin;
  const author = page.text({
    role: "author",
    text: stage.author,
    style: text,
    box: { x: margin, y: height - margin - 64, width: measure, height: 64 },
    sizeMax: 31,
    sizeMin: 15,
    linesMax: 2,
    valign: "bottom",
    grounds: [ground],
    wishes: [palette.paper, palette.ink],
  });
  const bottom = (author.height > 0 ? author.y : height - margin) - 30;
  page.add(rect(margin, bottom, measure, 5, readable([ground], [inks.main, palette.paper, palette.ink], 2)));
  const box = { x: margin, y: margin, width: measure, height: bottom - margin - 34 };
  const wishes = [inks.main, palette.paper, palette.ink];
  const style = { ...display, caps: true };
  const limits = { sizeMin: 52, sizeMax: 400, gap: 15, languageCode: stage.languageCode };
  const stacked = stackToWidth(stage.title, style, box, type, limits);
  if (!stacked) {
    page.text({
      role: "title",
      text: stage.title,
      style: display,
      box,
      sizeMax: 96,
      sizeMin: 24,
      linesMax: 14,
      leading: 1.02,
      grounds: [ground],
      wishes,
    });
    return page.finish("ink");
  }
  const left = box.height - stacked.height;
  const isPictureAbove = chance.is(0.35);
  const picture = left - 30;
  page.stack(stacked.lines, { style, grounds: [ground], wishes, ...box, y: isPictureAbove ? box.y + left : box.y });
  if (picture > 90) {
    const top = isPictureAbove ? margin : margin + stacked.height + 30;
    const size = Math.min(picture, measure);
    const x = chance.pick([margin + size / 2, width / 2, width - margin - size / 2]);
    page.add(placed(stage.motif(inks), x, top + picture / 2, size));
  }
  return page.finish("ink");
};

/** The Swiss grid: sans serif flush left on columns, a hairline head, one large geometric figure below. */
export const grid: Layout = (stage) => {
  const { width, height, palette, display, text, chance } = stage;
  const page = createPage(stage);
  const ground = chance.is(stage.darkness)
    ? palette.deep
    : chance.pick([palette.paper, palette.paper, palette.b, palette.a]);
  const inks = inksOn(ground, palette, chance);
  const reading = readable([ground], [palette.ink, palette.paper]);
  const margin = 40;
  const measure = width - 2 * margin;
  page.add(rect(0, 0, width, height, ground));

  const small = { style: text, sizeMax: 21, sizeMin: 12, grounds: [ground], wishes: [reading], leading: 1.2 };
  const head = page.text({
    ...small,
    role: "author",
    text: stage.author,
    box: { x: margin, y: margin + 14, width: measure * 0.66, height: 56 },
    linesMax: 2,
  });
  page.text({
    ...small,
    role: "detail",
    text: stage.year,
    box: { x: margin + measure * 0.75, y: margin + 14, width: measure * 0.25, height: 30 },
    linesMax: 1,
    align: "end",
  });
  page.add(rect(margin, margin - 2, measure, 4, reading));
  const title = page.text({
    role: "title",
    text: stage.title,
    style: display,
    box: { x: margin, y: margin + Math.max(60, head.height + 44), width: measure, height: 330 },
    sizeMax: 118,
    sizeMin: 26,
    linesMax: 6,
    leading: 0.98,
    grounds: [ground],
    wishes: [reading],
  });
  const subtitle = page.text({
    ...small,
    role: "subtitle",
    text: stage.subtitle,
    box: { x: margin, y: title.y + title.height + 24, width: measure * 0.8, height: 74 },
    linesMax: 3,
  });
  const top = Math.max(title.y + title.height, subtitle.y + subtitle.height) + 44;
  const area = height - top;
  page.add(clipped("figure", 0, top, width, area, figure(stage.chance, width, height, top, area, inks)));
  return page.finish();
};

function figure(
  chance: Parameters<Layout>[0]["chance"],
  width: number,
  height: number,
  top: number,
  area: number,
  { main, second, accent }: ReturnType<typeof inksOn>,
): string {
  const reach = Math.min(width, area);
  return chance.pick([
    () =>
      circle(width * 0.62, top + area * 0.58, reach * 0.52, main) +
      circle(width * 0.26, top + area * 0.3, reach * 0.2, second) +
      rect(0, top + area * 0.72, width, area * 0.06, accent),
    () =>
      [0, 1, 2, 3, 4, 5]
        .map((i) =>
          polygon(
            [
              [-80 + i * 150, height],
              [20 + i * 150, height],
              [20 + i * 150 + area * 0.8, top],
              [-80 + i * 150 + area * 0.8, top],
            ],
            [main, second, accent][i % 3] ?? main,
          ),
        )
        .join(""),
    () =>
      [1, 0.8, 0.6, 0.4, 0.2]
        .map((share, i) =>
          path(
            `M${width} ${height}H${n(width - area * share * 1.2)}A${n(area * share * 1.2)} ${n(area * share)} 0 0 1 ${width} ${n(height - area * share)}Z`,
            [main, second, main, accent, main][i] ?? main,
          ),
        )
        .join(""),
    () => {
      const cell = width / 4;
      const rows = Math.ceil(area / cell);
      return Array.from({ length: rows * 4 }, (_, i) => {
        const [x, y] = [(i % 4) * cell, height - (Math.floor(i / 4) + 1) * cell];
        if (chance.is(0.3)) return "";
        const ink = chance.pick([main, main, second, accent]);
        return chance.pick([
          () => rect(x, y, cell + 0.4, cell + 0.4, ink),
          () => circle(x + cell / 2, y + cell / 2, cell / 2, ink),
          () => path(`M${n(x)} ${n(y)}A${n(cell)} ${n(cell)} 0 0 0 ${n(x + cell)} ${n(y + cell)}V${n(y)}Z`, ink),
        ])();
      }).join("");
    },
    () =>
      Array.from({ length: 15 }, (_, i) =>
        rect(
          40 + i * 36,
          top + area * (0.1 + 0.8 * Math.abs(Math.sin(i * 0.42 + chance.int(0, 1)))),
          22,
          area,
          i % 5 === 2 ? accent : i % 2 ? main : second,
        ),
      ).join(""),
  ])();
}

/** The title stands on its side along the spine edge; the rest of the page is colour and one motif. */
export const sideways: Layout = (stage) => {
  const { width, height, palette, display, text, chance } = stage;
  const page = createPage(stage);
  const isDark = chance.is(stage.darkness);
  const ground = isDark ? palette.deep : chance.pick([palette.paper, palette.b, palette.a]);
  const strip = chance.pick([palette.a, palette.c, palette.deep, palette.b].filter((colour) => colour !== ground));
  const inks = inksOn(ground, palette, chance);
  const stripWidth = 216;
  page.add(rect(0, 0, width, height, ground), rect(0, 0, stripWidth, height, strip));
  const title = {
    role: "title" as const,
    text: stage.title,
    style: display,
    box: { x: 28, y: 44, width: stripWidth - 56, height: height - 88 },
    sizeMax: 158,
    sizeMin: 24,
    linesMax: 4,
    leading: 0.98,
    valign: "middle" as const,
    grounds: [strip],
    wishes: [palette.paper, palette.ink],
  };
  if (isVertical(stage.title)) page.columns({ ...title, sizeMax: 118 });
  else page.turnedText(title, "up");
  const field = width - stripWidth;
  const centre = stripWidth + field / 2;
  const wishes = [palette.ink, palette.paper];
  const author = page.text({
    role: "author",
    text: stage.author,
    style: text,
    box: { x: stripWidth + 36, y: 48, width: field - 72, height: 120 },
    sizeMax: 32,
    sizeMin: 15,
    linesMax: 4,
    leading: 1.16,
    grounds: [ground],
    wishes,
  });
  page.add(rect(stripWidth + 36, author.y + author.height + 24, 46, 5, inks.main));
  const base = height * chance.pick([0.6, 0.66, 0.72]);
  page.add(placed(stage.motif(inks), centre, base, 288));
  page.text({
    role: "subtitle",
    text: stage.subtitle,
    style: text,
    box: { x: stripWidth + 36, y: height - 128, width: field - 72, height: 84 },
    sizeMax: 20,
    sizeMin: 12,
    linesMax: 4,
    leading: 1.2,
    valign: "bottom",
    grounds: [ground],
    wishes,
  });
  return page.finish();
};

/** Stripes that grow towards the title panel, like a horizon drawn with a ruler. */
export const bands: Layout = (stage) => {
  const { width, height, palette, display, text, chance } = stage;
  const page = createPage(stage);
  const panel = chance.is(stage.darkness) ? palette.deep : palette.paper;
  const inks = chance.shuffle([
    palette.a,
    palette.b,
    palette.c,
    panel === palette.paper ? palette.deep : palette.paper,
  ]);
  page.add(rect(0, 0, width, height, panel));
  const isTop = chance.is(0.6);
  const count = chance.int(4, 6);
  const growth = chance.between(1.25, 1.6);
  const share = chance.between(0.36, 0.44);
  const sum = Array.from({ length: count }, (_, i) => growth ** i).reduce((a, b) => a + b, 0);
  let y = isTop ? 0 : height;
  for (let i = count - 1; i >= 0; i--) {
    const depth = (height * share * growth ** i) / sum;
    page.add(rect(0, isTop ? y : y - depth, width, depth + 0.4, inks[(count - 1 - i) % inks.length] ?? palette.a));
    y += isTop ? depth : -depth;
  }
  const margin = 48;
  const [top, bottom] = isTop ? [y + 46, height - margin] : [margin, y - 46];
  const wishes = [panel === palette.paper ? palette.ink : palette.paper];
  const author = page.text({
    role: "author",
    text: stage.author,
    style: text,
    box: { x: margin, y: bottom - 66, width: width - 2 * margin, height: 66 },
    sizeMax: 30,
    sizeMin: 15,
    linesMax: 2,
    valign: "bottom",
    grounds: [panel],
    wishes,
  });
  const title = page.text({
    role: "title",
    text: stage.title,
    style: display,
    box: { x: margin, y: top, width: width - 2 * margin, height: Math.max(120, author.y - top - 70) },
    sizeMax: 98,
    sizeMin: 23,
    linesMax: 5,
    leading: 1.04,
    grounds: [panel],
    wishes,
  });
  const left = author.y - (title.y + title.height) - 50;
  if (left > 40)
    page.text({
      role: "subtitle",
      text: stage.subtitle,
      style: { ...text, tracking: 0 },
      box: {
        x: margin,
        y: title.y + title.height + 24,
        width: (width - 2 * margin) * 0.86,
        height: Math.min(90, left),
      },
      sizeMax: 23,
      sizeMin: 13,
      linesMax: 3,
      leading: 1.22,
      grounds: [panel],
      wishes,
    });
  return page.finish();
};

/** Much air: a small emblem, a small title, a hairline. */
export const quiet: Layout = (stage) => {
  const { width, height, palette, display, text, chance } = stage;
  const page = createPage(stage);
  const ground = chance.is(stage.darkness)
    ? chance.pick([palette.deep, palette.ink])
    : chance.pick([palette.paper, blend(palette.paper, palette.b, 0.5), palette.b, palette.a]);
  const inks = inksOn(ground, palette, chance);
  page.add(rect(0, 0, width, height, ground));
  const margin = 66;
  const wishes = [palette.ink, palette.paper];
  const isCentred = chance.is(0.5);
  const align = isCentred ? "middle" : "start";
  const measure = width - 2 * margin;
  const title = page.text({
    role: "title",
    text: stage.title,
    style: display,
    box: { x: margin, y: 92, width: measure, height: 250 },
    sizeMax: 72,
    sizeMin: 22,
    linesMax: 5,
    leading: 1.1,
    align,
    grounds: [ground],
    wishes,
  });
  const ruleY = title.y + title.height + 34;
  page.add(
    rect(isCentred ? width / 2 - 30 : stage.isRightToLeft ? width - margin - 60 : margin, ruleY, 60, 3, inks.main),
  );
  const author = page.text({
    role: "author",
    text: stage.author,
    style: text,
    box: { x: margin, y: ruleY + 34, width: measure, height: 80 },
    sizeMax: 27,
    sizeMin: 14,
    linesMax: 2,
    align,
    grounds: [ground],
    wishes,
  });
  const free = height - (author.y + author.height);
  const size = Math.min(chance.between(190, 270), free - 100);
  const x = isCentred ? width / 2 : chance.is(0.6) ? width - margin - size / 2 : margin + size / 2;
  page.add(placed(stage.motif(inks), x, height - 84 - size / 2, size));
  return page.finish();
};

/** A card from a library drawer: typed lines, a red margin, a stamp, a punched hole. */
export const card: Layout = (stage) => {
  const { width, height, palette, display, text, chance } = stage;
  const page = createPage(stage);
  const ground = chance.is(stage.darkness) ? palette.deep : chance.pick([palette.a, palette.b, palette.c]);
  const paper = blend(palette.paper, "#fffdf6", 0.4);
  const ruled = blend(paper, palette.a, 0.34);
  const inks = inksOn(paper, palette, chance);
  page.add(rect(0, 0, width, height, ground));
  const [x, y, w, h] = [46, 62, width - 92, height - 124];
  const tilt = chance.pick([-1, 1]) * chance.between(3, 6.5);
  page.add(group(rect(x, y, w, h, blend(ground, "#000000", 0.28)), `rotate(${n(tilt)} ${width / 2} ${height / 2})`));
  page.add(group(rect(x, y, w, h, blend(paper, ground, 0.3)), `rotate(${n(-tilt * 0.5)} ${width / 2} ${height / 2})`));
  page.add(rect(x, y, w, h, paper));
  const pitch = 38;
  for (let ly = y + 96; ly < y + h - 30; ly += pitch) page.add(line(x, ly, x + w, ly, { stroke: ruled, width: 1.2 }));
  const marginX = stage.isRightToLeft ? x + w - 66 : x + 66;
  page.add(
    line(marginX, y, marginX, y + h, { stroke: inks.main, width: 2 }),
    circle(width / 2, y + h - 40, 14, ground),
  );
  const [left, measure] = stage.isRightToLeft ? [x + 34, w - 66 - 60] : [x + 66 + 26, w - 66 - 60];
  const wishes = [palette.ink];
  const author = page.text({
    role: "author",
    text: stage.author,
    style: text,
    box: { x: left, y: y + 34, width: measure, height: 60 },
    sizeMax: 28,
    sizeMin: 15,
    linesMax: 2,
    valign: "bottom",
    grounds: [paper, ruled],
    wishes,
  });
  const title = page.text({
    role: "title",
    text: stage.title,
    style: display,
    box: { x: left, y: Math.max(y + 128, author.y + author.height + 36), width: measure, height: 270 },
    sizeMax: 66,
    sizeMin: 21,
    linesMax: 7,
    leading: 1.14,
    grounds: [paper, ruled],
    wishes,
  });
  page.text({
    role: "subtitle",
    text: stage.subtitle,
    style: text,
    box: { x: left, y: title.y + title.height + 26, width: measure, height: 80 },
    sizeMax: 21,
    sizeMin: 13,
    linesMax: 3,
    leading: 1.3,
    grounds: [paper, ruled],
    wishes,
  });
  const stampY = y + h - 178;
  const stamp =
    placed(stage.motif({ ...inks, ground: paper }), 0, 0, 168) +
    circle(0, 0, 116, { stroke: inks.main, width: 5 }) +
    circle(0, 0, 105, { stroke: inks.main, width: 2 });
  page.add(
    group(
      stamp,
      `translate(${n(stage.isRightToLeft ? x + 170 : x + w - 158)} ${n(stampY)}) rotate(${n(chance.between(-16, 12))})`,
      0.92,
    ),
  );
  page.text({
    role: "detail",
    text: stage.year,
    style: text,
    box: { x: left, y: y + h - 74, width: 120, height: 40 },
    sizeMax: 24,
    sizeMin: 14,
    linesMax: 1,
    grounds: [paper, ruled],
    wishes,
  });
  return page.finish();
};
