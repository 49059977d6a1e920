import type { Chance } from "../chance/rules";
import type { Inks, Palette } from "../palettes/rules";
import { readable } from "../palettes/rules";
import type { Box, Drawing, PlacedLine, TextStyle, Texture, Typesetter } from "../schema";
import { group, n } from "../shapes/rules";
import { fitText, type StackedLine } from "../type/rules";

/** Draws in a box of 100 × 100, centred on (50, 50). */
export type Motif = (inks: Inks) => string;

/** Everything a layout draws from. Lengths are in units of a cover 600 wide. */
export interface Stage {
  width: number;
  height: number;
  title: string;
  subtitle: string;
  author: string;
  year: string;
  languageCode: string | null;
  isRightToLeft: boolean;
  palette: Palette;
  /** The face of the title and its quieter companion. */
  display: TextStyle;
  text: TextStyle;
  chance: Chance;
  type: Typesetter;
  motif: Motif;
  /** How likely a dark ground suits the book, 0 to 1. */
  darkness: number;
}

export type Layout = (stage: Stage) => Drawing;

export interface TextRequest {
  role: PlacedLine["role"];
  text: string;
  style: TextStyle;
  box: Box;
  sizeMax: number;
  sizeMin: number;
  linesMax?: number;
  leading?: number;
  align?: "start" | "middle" | "end";
  valign?: "top" | "middle" | "bottom";
  /** Colours that may lie behind the text. */
  grounds: readonly string[];
  /** Colours to print it in, best first; the first that reads is taken. */
  wishes: readonly string[];
}

/** Big letters read at a lower contrast (WCAG 2 calls 24 px large); small ones get the full ratio. */
const LARGE_SIZE = 30;
const LARGE_RATIO_MIN = 3.1;

/** Distances of letters in a column and of columns, in ems. */
const COLUMN_PITCH = 1.06;
const COLUMN_GAP = 1.22;
/** Marks that lie down when the line stands up. */
const LYING = /[ー〜～—–…‥「」『』（）()〈〉《》【】\-=＝:：]/u;

export interface Page {
  add(...markup: string[]): void;
  /** Fits and places text; the box it takes up, of no height where there was nothing to set. */
  text(request: TextRequest): Box;
  /** Places lines of `stackToWidth` with their top at y. */
  stack(
    lines: readonly StackedLine[],
    request: Pick<TextRequest, "style" | "grounds" | "wishes"> & {
      x: number;
      y: number;
      width: number;
      align?: TextRequest["align"];
    },
  ): void;
  /** Text set along a turned axis: drawn as if upright in `box`, then turned by a quarter around its corner. */
  turnedText(request: TextRequest, turn: "up" | "down"): Box;
  /** Letters one below the other in columns from right to left, as Chinese and Japanese are set. */
  columns(request: TextRequest): Box;
  finish(texture?: Texture): Drawing;
}

export function createPage(stage: Stage): Page {
  const art: string[] = [];
  const lines: PlacedLine[] = [];
  const { type, isRightToLeft, languageCode } = stage;

  const alignedX = (align: TextRequest["align"], x: number, width: number, lineWidth: number) => {
    const side = align === "middle" || !isRightToLeft ? align : align === "end" ? "start" : "end";
    if (side === "middle") return x + (width - lineWidth) / 2;
    return side === "end" ? x + width - lineWidth : x;
  };

  const fillFor = (grounds: readonly string[], wishes: readonly string[], size: number) =>
    readable(grounds, wishes, size >= LARGE_SIZE ? LARGE_RATIO_MIN : 4.6);

  const lay = (request: TextRequest): { box: Box; placed: PlacedLine[] } => {
    const { box, style, align = "start", valign = "top", role, grounds, wishes } = request;
    const fitted = fitText(
      { ...request, width: box.width, height: box.height, languageCode, canGrow: role === "title" },
      type,
    );
    const slack = box.height - fitted.height;
    const top = box.y + (valign === "middle" ? slack / 2 : valign === "bottom" ? slack : 0);
    const fill = fillFor(grounds, wishes, fitted.size);
    const placed = fitted.lines.map((text, i): PlacedLine => {
      const width = fitted.widths[i] ?? 0;
      const x = alignedX(align, box.x, box.width, width);
      const y = top + (fitted.baselines[i] ?? 0);
      const { ascent, descent } = type.metrics(text, style);
      return {
        role,
        text,
        fill,
        grounds,
        size: fitted.size,
        markup: type.outline(text, style, fitted.size, x, y),
        box: { x, y: y - ascent * fitted.size, width, height: (ascent + descent) * fitted.size },
      };
    });
    return { box: { x: box.x, y: top, width: Math.max(0, ...fitted.widths), height: fitted.height }, placed };
  };

  return {
    add: (...markup) => {
      art.push(...markup);
    },
    text(request) {
      const { box, placed } = lay(request);
      lines.push(...placed);
      return box;
    },
    stack(stacked, { style, grounds, wishes, x, y, width, align = "start" }) {
      for (const line of stacked) {
        const left = alignedX(align, x, width, line.width);
        const { ascent, descent } = type.metrics(line.text, style);
        const baseline = y + line.baseline;
        lines.push({
          role: "title",
          text: line.text,
          fill: fillFor(grounds, wishes, line.size),
          grounds,
          size: line.size,
          markup: type.outline(line.text, style, line.size, left, baseline),
          box: { x: left, y: baseline - ascent * line.size, width: line.width, height: (ascent + descent) * line.size },
        });
      }
    },
    turnedText(request, turn) {
      const { x, y, width, height } = request.box;
      // The text is set in a lying box of the same area at the origin, then stood up.
      const { box, placed } = lay({ ...request, box: { x: 0, y: 0, width: height, height: width } });
      const transform =
        turn === "up"
          ? `translate(${n(x)} ${n(y + height)}) rotate(-90)`
          : `translate(${n(x + width)} ${n(y)}) rotate(90)`;
      const stand = (b: Box): Box =>
        turn === "up"
          ? { x: x + b.y, y: y + height - b.x - b.width, width: b.height, height: b.width }
          : { x: x + width - b.y - b.height, y: y + b.x, width: b.height, height: b.width };
      for (const line of placed) lines.push({ ...line, markup: group(line.markup, transform), box: stand(line.box) });
      return stand(box);
    },
    columns({ role, text, style, box, sizeMax, sizeMin, grounds, wishes }) {
      const upright = { ...style, tracking: 0 };
      const letters = Array.from(type.prepare(text, upright).replace(/ /g, ""));
      let size = sizeMax;
      let rows = 1;
      for (; size > sizeMin; size *= 0.94) {
        rows = Math.max(1, Math.floor(box.height / (size * COLUMN_PITCH)));
        if (Math.ceil(letters.length / rows) * size * COLUMN_GAP <= box.width) break;
      }
      const count = Math.ceil(letters.length / rows);
      const perColumn = Math.ceil(letters.length / Math.max(1, count));
      const width = count * size * COLUMN_GAP;
      const fill = fillFor(grounds, wishes, size);
      for (let column = 0; column < count; column++) {
        const part = letters.slice(column * perColumn, (column + 1) * perColumn);
        const x = box.x + (box.width + width) / 2 - (column + 1) * size * COLUMN_GAP + (size * (COLUMN_GAP - 1)) / 2;
        const markup = part.map((letter, row) => {
          const y = box.y + row * size * COLUMN_PITCH;
          const left = x + (size - type.measure(letter, upright) * size) / 2;
          const glyph = type.outline(letter, upright, size, left, y + size * 0.86);
          return LYING.test(letter) ? group(glyph, `rotate(90 ${n(x + size / 2)} ${n(y + size / 2)})`) : glyph;
        });
        lines.push({
          role,
          text: part.join(""),
          fill,
          grounds,
          size,
          markup: markup.join(""),
          box: { x, y: box.y, width: size, height: part.length * size * COLUMN_PITCH },
        });
      }
      return { x: box.x + (box.width - width) / 2, y: box.y, width, height: perColumn * size * COLUMN_PITCH };
    },
    finish: (texture = "paper") => ({ width: stage.width, height: stage.height, art: art.join(""), lines, texture }),
  };
}
