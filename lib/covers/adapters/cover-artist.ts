import type { Sharp } from "sharp";
import { loadTypesetter } from "../drawing/adapters/fonts";
import { designCover } from "../drawing/rules";
import type { CoverSubject, Drawing } from "../drawing/schema";

/** Goes up whenever the same book would get another picture, so that drawn covers can be told from outdated ones. */
export const COVER_ARTIST_VERSION = 1;

const JPEG_QUALITY = 85;

/**
 * The front cover of a book as SVG markup, text as outlines. The same subject gives the same
 * markup; no font of the machine is used. `width` sets the nominal size in pixels, the drawing scales.
 */
export async function drawCover(subject: CoverSubject, width = 600): Promise<string> {
  return markupOf(await composeCover(subject), width);
}

/** The front cover as a JPEG, 600 pixels wide, with the grain of its paper. */
export async function renderCover(subject: CoverSubject): Promise<Buffer> {
  const drawing = await composeCover(subject);
  const image = await rasterize(markupOf(drawing, drawing.width));
  return image.jpeg({ quality: JPEG_QUALITY, mozjpeg: true }).toBuffer();
}

/** The drawing in parts: art, and each line of text with its box and colours. */
export async function composeCover(subject: CoverSubject): Promise<Drawing> {
  const { layout, stage, styles, texts } = designCover(subject);
  const type = await loadTypesetter(texts, styles, stage.languageCode);
  return layout({ ...stage, type });
}

async function rasterize(svg: string): Promise<Sharp> {
  const { default: sharp } = await import("sharp");
  return sharp(Buffer.from(svg), { density: 72 }).removeAlpha();
}

function markupOf({ width, height, art, lines }: Drawing, widthPx: number): string {
  const text = lines.map(({ fill, markup }) => `<g fill="${fill}">${markup}</g>`).join("");
  const heightPx = Math.round((widthPx * height) / width);
  return `<svg xmlns="http://www.w3.org/2000/svg" width="${widthPx}" height="${heightPx}" viewBox="0 0 ${width} ${height}">${art}${text}</svg>`;
}
