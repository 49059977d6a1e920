import type { CoverSubject, TextStyle, Typesetter } from "../schema";

/** Letters that look like one: composed, without control and direction characters, single spaces. */
export const cleanText = (text: string): string =>
  text
    .normalize("NFC")
    .replace(/[\p{Cc}\u200e\u200f\u202a-\u202e\u2066-\u2069]/gu, " ")
    .replace(/\s+/g, " ")
    .trim();

/** A title of this many characters still holds as one; a longer one is parted at its colon. */
const WHOLE_TITLE_MAX = 22;

/** "Main: the rest" becomes title and subtitle, unless the book names its subtitle itself. */
export function splitTitle({ title, subtitle }: Pick<CoverSubject, "title" | "subtitle">): {
  title: string;
  subtitle: string;
} {
  const whole = cleanText(title);
  if (subtitle?.trim()) return { title: whole, subtitle: cleanText(subtitle) };
  const parts = /^(.{2,}?)(?:\s*[:;：]\s+|\s+[–—]\s+|：|;?,?\s+(?=(?:or|oder|ou|o),\s))(.{3,})$/u.exec(whole);
  if (whole.length <= WHOLE_TITLE_MAX || !parts?.[1] || !parts[2]) return { title: whole, subtitle: "" };
  return { title: parts[1], subtitle: parts[2] };
}

/** "Ann Lee, Bo Ek & Cy Oz"; from the fourth on the rest are counted in silence by an ellipsis. */
export function authorsLine(authors: readonly string[]): string {
  const names = authors.map(cleanText).filter(Boolean);
  if (names.length <= 1) return names[0] ?? "";
  if (names.length > 3) return `${names.slice(0, 2).join(", ")}, …`;
  return `${names.slice(0, -1).join(", ")} & ${names.at(-1)}`;
}

/** True where the first strong character is of a right-to-left script. */
export function isRightToLeft(text: string): boolean {
  const strong = /[\p{L}]/u.exec(text)?.[0];
  return (
    strong !== undefined &&
    /[\p{Script=Arabic}\p{Script=Hebrew}\p{Script=Syriac}\p{Script=Thaana}\p{Script=Nko}]/u.test(strong)
  );
}

/** True where every letter is Chinese or Japanese, so that the title may stand in columns. */
export const isVertical = (text: string): boolean =>
  /\p{L}/u.test(text) && !/[^\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\s・ー〜「」、。：:！？]/u.test(text);

interface Token {
  text: string;
  /** What stands between this token and the one before on the same line. */
  glue: "" | " ";
}

const UNSPACED = /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Thai}\p{Script=Lao}\p{Script=Khmer}]/u;
/** Not at the start of a line (closing marks, small kana, long mark), not at its end (opening marks). */
const CLOSING = /^[\p{Pe}\p{Pf}\p{Po}ー～〜々ぁぃぅぇぉっゃゅょァィゥェォッャュョ%]/u;
const OPENING = /[\p{Ps}\p{Pi}¿¡]$/u;

/** The pieces between which a line may break: words, and in scripts without spaces the words a dictionary finds. */
export function tokensOf(text: string, languageCode?: string | null): Token[] {
  const tokens: Token[] = [];
  for (const word of text.split(" ").filter(Boolean)) {
    const pieces = UNSPACED.test(word)
      ? Array.from(new Intl.Segmenter(languageCode || "ja", { granularity: "word" }).segment(word), (s) => s.segment)
      : word.split(/(?<=[\p{L}\p{N}][-–—/])(?=[\p{L}\p{N}])/u);
    let glue: Token["glue"] = " ";
    for (const piece of pieces) {
      const last = tokens.at(-1);
      if (last && glue === "" && (CLOSING.test(piece) || OPENING.test(last.text))) last.text += piece;
      else tokens.push({ text: piece, glue });
      glue = "";
    }
  }
  return tokens;
}

export interface FitRequest {
  text: string;
  languageCode?: string | null;
  style: TextStyle;
  width: number;
  height: number;
  sizeMax: number;
  sizeMin: number;
  linesMax?: number;
  /** Lets a text of one or two letters exceed `sizeMax`, so that it fills its place. */
  canGrow?: boolean;
  /** Distance of baselines in ems; grows where accents or tall scripts would touch. */
  leading?: number;
}

/** Lines from top to bottom; `baselines` are offsets from the top of the block, whose first line's ink begins there. */
export interface FittedText {
  lines: readonly string[];
  size: number;
  baselines: readonly number[];
  widths: readonly number[];
  height: number;
}

const EMPTY: FittedText = { lines: [], size: 0, baselines: [], widths: [], height: 0 };
/** Each try is this much smaller than the one before. */
const SHRINK = 0.94;
/** Below this share of the largest size a long word is rather broken than shrunk further. */
const BREAK_BELOW = 0.46;
/** A ragged setting gives way to an even one that is at most this much smaller. */
const RAGGED_SHRINK = 0.8;
const EVEN_MIN = 0.5;
/** A very short text may grow beyond the largest size, up to this width in ems of it. */
const SHORT = [
  { widthMax: 1.7, growth: 2.2 },
  { widthMax: 2.6, growth: 1.6 },
  { widthMax: 3.6, growth: 1.25 },
] as const;

/**
 * The largest setting of the text that fits the box, with lines of even length. A word that is wider
 * than the box is broken; what still does not fit at the smallest size is cut with an ellipsis.
 */
export function fitText(request: FitRequest, type: Typesetter): FittedText {
  const { style, width, height, sizeMin, linesMax = 6, languageCode } = request;
  const text = type.prepare(shortened(request.text), style);
  if (!text) return EMPTY;
  const tokens = tokensOf(text, languageCode);
  const whole = type.measure(text, style);
  const growth = request.canGrow ? (SHORT.find(({ widthMax }) => whole <= widthMax)?.growth ?? 1) : 1;
  const breakBelow = Math.max(sizeMin, request.sizeMax * BREAK_BELOW);
  let first: FittedText | undefined;
  for (let size = request.sizeMax * growth; size >= sizeMin; size *= SHRINK) {
    if (first && size < first.size * RAGGED_SHRINK) return first;
    const pieces = size < breakBelow ? brokenTokens(tokens, style, width / size, type) : tokens;
    const lines = balancedLines(pieces, style, width / size, type, linesMax);
    if (!lines) continue;
    const block = stacked(lines, size, request, type);
    if (block.height > height) continue;
    if (isEven(block)) return block;
    first ??= block;
  }
  if (first) return first;
  for (let size = sizeMin; size >= sizeMin * 0.6; size *= SHRINK) {
    const pieces = brokenTokens(tokens, style, width / size, type);
    const lines = balancedLines(pieces, style, width / size, type, Number.POSITIVE_INFINITY);
    if (!lines) continue;
    const block = stacked(lines, size, request, type);
    if (block.height <= height) return block;
  }
  return cut(brokenTokens(tokens, style, width / sizeMin, type), request, type);
}

/** No cover holds more; without a limit a title of many pages would keep the line breaker busy for minutes. */
const CHARACTERS_MAX = 360;

const shortened = (text: string) =>
  text.length <= CHARACTERS_MAX ? text : `${text.slice(0, CHARACTERS_MAX).replace(/\s*\S{0,24}$/u, "")}…`;

const isEven = ({ widths }: FittedText) => widths.length < 3 || Math.min(...widths) >= Math.max(...widths) * EVEN_MIN;

/** As many words as fit at the smallest size, found by halving, with an ellipsis after them. */
function cut(tokens: readonly Token[], request: FitRequest, type: Typesetter): FittedText {
  const { style, width, height, sizeMin } = request;
  let best = EMPTY;
  for (let [low, high] = [1, tokens.length - 1]; low <= high; ) {
    const count = (low + high) >> 1;
    const kept = tokens.slice(0, count).map((token) => ({ ...token }));
    const last = kept.at(-1);
    if (last) last.text = `${last.text.replace(/[\p{P}]+$/u, "")}…`;
    const lines = balancedLines(kept, style, width / sizeMin, type, Number.POSITIVE_INFINITY);
    const block = lines && stacked(lines, sizeMin, request, type);
    if (block && block.height <= height) {
      best = block;
      low = count + 1;
    } else {
      high = count - 1;
    }
  }
  return best;
}

function stacked(lines: readonly string[], size: number, request: FitRequest, type: Typesetter): FittedText {
  const leading = request.leading ?? 1.12;
  const metrics = lines.map((line) => type.metrics(line, request.style));
  const baselines: number[] = [];
  lines.forEach((_, i) => {
    const above = metrics[i - 1];
    const here = metrics[i];
    const before = baselines[i - 1];
    if (!here) return;
    if (!above || before === undefined) baselines.push(here.ascent * size);
    else baselines.push(before + Math.max(leading, above.descent + here.ascent + 0.07) * size);
  });
  const height = (baselines.at(-1) ?? 0) + (metrics.at(-1)?.descent ?? 0) * size;
  return {
    lines,
    size,
    baselines,
    widths: lines.map((line) => type.measure(line, request.style) * size),
    height,
  };
}

/** Fewest lines that hold the text, then those among them with the most even ends. Undefined where a token is too wide. */
function balancedLines(
  tokens: readonly Token[],
  style: TextStyle,
  widthEm: number,
  type: Typesetter,
  linesMax: number,
): string[] | undefined {
  const widths = tokens.map(({ text }) => type.measure(text, style));
  if (widths.some((width) => width > widthEm)) return undefined;
  const space = type.measure("n n", style) - type.measure("nn", style) + (style.tracking ?? 0);
  const lineWidth = (from: number, to: number) => {
    let sum = 0;
    for (let i = from; i < to; i++) sum += (widths[i] ?? 0) + (i > from && tokens[i]?.glue === " " ? space : 0);
    return sum;
  };
  let count = 1;
  for (let i = 0, start = 0; i < tokens.length; i++) {
    if (lineWidth(start, i + 1) > widthEm) {
      count++;
      start = i;
    }
  }
  if (count > linesMax) return undefined;
  const total = lineWidth(0, tokens.length);
  const ideal = total / count;
  // cost[k][i]: the least unevenness of the first i tokens on k lines.
  const cost: number[][] = [[0]];
  const from: number[][] = [[]];
  for (let k = 1; k <= count; k++) {
    const row: number[] = [];
    const back: number[] = [];
    for (let i = 1; i <= tokens.length; i++) {
      let best = Number.POSITIVE_INFINITY;
      for (let j = i - 1; j >= 0; j--) {
        const width = lineWidth(j, i);
        if (width > widthEm) break;
        const before = cost[k - 1]?.[j];
        if (before === undefined) continue;
        // A short word alone at the end of a line reads badly; it belongs to what follows.
        const hanging =
          i < tokens.length && (tokens[i - 1]?.text.length ?? 9) <= 2 && i - j > 1 ? ideal * ideal * 0.04 : 0;
        const sum = before + (width - ideal) ** 2 + hanging;
        if (sum < best) {
          best = sum;
          back[i] = j;
        }
      }
      row[i] = best;
    }
    cost.push(row);
    from.push(back);
  }
  const lines: string[] = [];
  for (let k = count, end = tokens.length; k > 0; k--) {
    const start = from[k]?.[end];
    if (start === undefined) return undefined;
    lines.unshift(joined(tokens.slice(start, end)));
    end = start;
  }
  return lines;
}

const joined = (tokens: readonly Token[]) => tokens.map(({ text, glue }, i) => (i > 0 ? glue + text : text)).join("");

const graphemes = new Intl.Segmenter("en", { granularity: "grapheme" });

const brokenTokens = (tokens: readonly Token[], style: TextStyle, widthEm: number, type: Typesetter): Token[] =>
  tokens.flatMap((token) => brokenToken(token, style, widthEm, type));

/** A word in pieces of about equal width, each but the last with a hyphen where the script has one. */
function brokenToken(token: Token, style: TextStyle, widthEm: number, type: Typesetter): Token[] {
  const whole = type.measure(token.text, style);
  if (whole <= widthEm) return [token];
  const isHyphenated = /^[\p{Script=Latin}\p{Script=Cyrillic}\p{Script=Greek}\p{M}\p{N}\p{P}]+$/u.test(token.text);
  const hyphen = isHyphenated ? "-" : "";
  const room = widthEm - type.measure(hyphen, style);
  const target = whole / Math.ceil(whole / Math.max(room, 0.1));
  const letters = Array.from(graphemes.segment(token.text), ({ segment }) => segment);
  const pieces: Token[] = [];
  let piece = "";
  letters.forEach((letter, i) => {
    const width = type.measure(piece + letter, style);
    const isFull = width > room;
    // Past nine tenths of its share a piece ends where a syllable seems to: before a consonant that a vowel follows.
    const isSyllable =
      isHyphenated && !VOWEL.test(letter) && VOWEL.test(letters[i + 1] ?? "") && letters.length - i > 2;
    if (piece && (isFull || (width > target * 0.9 && isSyllable))) {
      pieces.push({ text: piece + hyphen, glue: pieces.length === 0 ? token.glue : "" });
      piece = "";
    }
    piece += letter;
  });
  if (piece) pieces.push({ text: piece, glue: pieces.length === 0 ? token.glue : "" });
  return pieces;
}

const VOWEL = /^[aeiouyäöüåæøáéíóúàèìòùâêîôûаеёиоуыэюяαεηιουω]/iu;

export interface StackedLine {
  text: string;
  size: number;
  width: number;
  baseline: number;
}

/**
 * Big type: every line is scaled to the full width. Of all ways to part the words, the one that fills
 * the height best with sizes not too far apart. Undefined where the text is too long to be a poster.
 */
export function stackToWidth(
  text: string,
  style: TextStyle,
  box: { width: number; height: number },
  type: Typesetter,
  {
    sizeMin,
    sizeMax,
    gap,
    languageCode,
  }: { sizeMin: number; sizeMax: number; gap: number; languageCode?: string | null },
): { lines: StackedLine[]; height: number } | undefined {
  const tokens = tokensOf(type.prepare(shortened(text), style), languageCode);
  if (tokens.length === 0 || tokens.length > 12) return undefined;
  let best: { lines: StackedLine[]; height: number; penalty: number } | undefined;
  for (let mask = 0; mask < 1 << (tokens.length - 1); mask++) {
    const parts: Token[][] = [[]];
    tokens.forEach((token, i) => {
      if (i > 0 && mask & (1 << (i - 1))) parts.push([]);
      parts.at(-1)?.push(token);
    });
    if (parts.length > 7) continue;
    const lines: StackedLine[] = [];
    let y = 0;
    let isPossible = true;
    for (const part of parts) {
      const line = joined(part);
      const measured = type.measure(line, style);
      const { ascent, descent } = type.metrics(line, style);
      const size = Math.min(sizeMax, box.width / measured);
      if (size < sizeMin) isPossible = false;
      y += ascent * size;
      lines.push({ text: line, size, width: measured * size, baseline: y });
      y += descent * size + gap;
    }
    const height = y - gap;
    if (!isPossible || height > box.height) continue;
    const sizes = lines.map(({ size }) => size);
    const spread = Math.max(...sizes) / Math.min(...sizes);
    const unfilled = lines.reduce((sum, line) => sum + (1 - line.width / box.width), 0) / lines.length;
    const penalty = 1 - height / box.height + unfilled * 0.8 + Math.max(0, spread - 1.6) * 0.22;
    if (!best || penalty < best.penalty) best = { lines, height, penalty };
  }
  return best;
}
