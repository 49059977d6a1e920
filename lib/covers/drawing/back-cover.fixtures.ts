import { loadTypesetter } from "./adapters/fonts";
import { ean13Modules } from "./barcode/rules";
import { createPage } from "./page/rules";
import { designCover } from "./rules";
import type { CoverSubject } from "./schema";
import { rect } from "./shapes/rules";

const MODULE_WIDTH = 2.6;
const BAR_HEIGHT = 128;

/** The back of a book, with its blurb and its EAN-13 in a white field, as SVG of 600 × 900. */
export async function drawBackCover(subject: CoverSubject, blurb: string, isbn13: string): Promise<string> {
  const design = designCover(subject);
  const { width, height, palette, languageCode } = design.stage;
  const body = { face: "humanist", weight: 500 } as const;
  const digits = { face: "grotesque", weight: 500, tracking: 0.16 } as const;
  const type = await loadTypesetter([blurb, ...design.texts], [body, digits, ...design.styles], languageCode);
  const page = createPage({ ...design.stage, type });
  const ground = palette.paper;
  page.add(rect(0, 0, width, height, ground), rect(0, 0, width, 26, palette.a));
  page.text({
    role: "title",
    text: subject.title,
    style: design.stage.display,
    box: { x: 62, y: 84, width: width - 124, height: 110 },
    sizeMax: 42,
    sizeMin: 20,
    linesMax: 2,
    grounds: [ground],
    wishes: [palette.ink],
  });
  page.text({
    role: "detail",
    text: blurb,
    style: body,
    box: { x: 62, y: 214, width: width - 124, height: 380 },
    sizeMax: 26,
    sizeMin: 15,
    linesMax: 16,
    leading: 1.36,
    grounds: [ground],
    wishes: [palette.ink],
  });
  const modules = ean13Modules(isbn13);
  const [fieldWidth, fieldHeight] = [modules.length * MODULE_WIDTH + 60, BAR_HEIGHT + 64];
  const [x, y] = [width - fieldWidth - 54, height - fieldHeight - 60];
  page.add(rect(x, y, fieldWidth, fieldHeight, "#ffffff"));
  [...modules].forEach((bit, i) => {
    const isGuard = i < 3 || i > 91 || (i > 44 && i < 50);
    if (bit === "1") page.add(bar(x + 30 + i * MODULE_WIDTH, y + 20, isGuard ? BAR_HEIGHT + 10 : BAR_HEIGHT));
  });
  page.text({
    role: "detail",
    text: isbn13,
    style: digits,
    box: { x: x + 30, y: y + BAR_HEIGHT + 32, width: fieldWidth - 60, height: 24 },
    sizeMax: 20,
    sizeMin: 12,
    linesMax: 1,
    align: "middle",
    grounds: ["#ffffff"],
    wishes: ["#111111"],
  });
  const { art, lines } = page.finish();
  const text = lines.map(({ fill, markup }) => `<g fill="${fill}">${markup}</g>`).join("");
  return `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}" viewBox="0 0 ${width} ${height}">${art}${text}</svg>`;
}

/** Bars keep their exact width: rounding to tenths, as drawings do, would smear the code. */
const bar = (x: number, y: number, height: number) =>
  `<rect x="${x.toFixed(3)}" y="${y}" width="${MODULE_WIDTH}" height="${height}" fill="#111111"/>`;
