import "server-only";
import sharp from "sharp";
import { loadTypesetter } from "../drawing/adapters/fonts";
import { printed } from "../drawing/grain/rules";
import { designCover, LAYOUTS } from "../drawing/rules";
import type { CoverSubject, Drawing } from "../drawing/schema";

const JPEG_QUALITY = 85;
/** The drawings are in units of 1/600 of the width: at this density one unit is one pixel. */
const UNIT_DENSITY = 72;

/**
 * The front cover of a book as SVG markup, text as outlines. The same subject gives the same
 * markup; no font of the machine is used. `width` sets the nominal size in pixels, the drawing scales.
 */
export async function drawCover(subject: CoverSubject, width = 600): Promise<string> {
  return markupOf(await composeCover(subject), width);
}

/** The front cover as a JPEG, 600 pixels wide, with the grain of its paper. The same subject gives the same bytes. */
export async function renderCover(subject: CoverSubject): Promise<Buffer> {
  const drawing = await composeCover(subject);
  const { data, info } = await sharp(Buffer.from(markupOf(drawing, drawing.width)), { density: UNIT_DENSITY })
    .removeAlpha()
    .raw()
    .toBuffer({ resolveWithObject: true });
  const { width, height } = info;
  const pixels = printed(data, width, height, drawing.texture, subject.key);
  return sharp(pixels, { raw: { width, height, channels: 3 } })
    .jpeg({ quality: JPEG_QUALITY, mozjpeg: true })
    .toBuffer();
}

/** The drawing in parts: the art, and each line of text with its box and colours. */
export async function composeCover(subject: CoverSubject): Promise<Drawing> {
  const { layoutName, stage, styles, texts } = designCover(subject);
  const type = await loadTypesetter(texts, styles, stage.languageCode);
  return LAYOUTS[layoutName]({ ...stage, type });
}

function markupOf({ width, height, art, lines }: Drawing, widthPx: number): string {
  const text = lines.map(({ fill, markup }) => `<g fill="${fill}">${markup}</g>`).join("");
  const heightPx = Math.round((widthPx * height) / width);
  return `<svg xmlns="http://www.w3.org/2000/svg" width="${widthPx}" height="${heightPx}" viewBox="0 0 ${width} ${height}">${art}${text}</svg>`;
}
