import { readFile } from "node:fs/promises";
import { createRequire } from "node:module";
import path from "node:path";
import type * as HarfBuzz from "harfbuzzjs";
import type { Face, TextMetrics, TextStyle, Typesetter } from "../schema";
import { cleanText } from "../type/rules";

/**
 * Type without the machine's fonts: text is shaped by HarfBuzz (kerning, Arabic joining, Indic
 * reordering, variable weights) with files of the @fontsource packages, and leaves as outlines.
 * A family is split into many small files by character range, and only those in need are read.
 */

interface Family {
  package: string;
  /** Middle part of the file name: which axes the file has. */
  axes: string;
  hasItalic?: boolean;
  kind: "serif" | "sans";
  /** Fixed settings of axes other than weight. */
  settings?: Record<string, number>;
  /** Heavier or lighter than the others at the same number; keeps mixed lines even. */
  weightMax?: number;
}

const serif = (name: string, more: Partial<Family> = {}): Family => ({
  package: `@fontsource-variable/${name}`,
  axes: "wght",
  kind: "serif",
  ...more,
});
const sans = (name: string, more: Partial<Family> = {}): Family => ({ ...serif(name, more), kind: "sans" });

const FACES: Record<Face, Family> = {
  didone: serif("playfair-display", { hasItalic: true }),
  soft: serif("fraunces", { axes: "full", hasItalic: true, settings: { opsz: 96, SOFT: 60, WONK: 0 } }),
  humanist: serif("alegreya", { hasItalic: true }),
  slab: serif("bitter", { hasItalic: true }),
  geometric: sans("jost", { hasItalic: true }),
  grotesque: sans("inter-tight", { hasItalic: true }),
  condensed: sans("sofia-sans-extra-condensed"),
  typewriter: { package: "@fontsource/courier-prime", axes: "static", kind: "serif", hasItalic: true },
};

const UNIVERSAL = sans("noto-sans", { hasItalic: true });
const EMOJI = sans("noto-emoji");
const HAN = {
  ja: { serif: serif("noto-serif-jp"), sans: sans("noto-sans-jp") },
  ko: { serif: serif("noto-serif-kr"), sans: sans("noto-sans-kr") },
  zh: { serif: serif("noto-serif-sc"), sans: sans("noto-sans-sc") },
};

const CJK =
  /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Hangul}\p{Script=Bopomofo}\u3000-\u303f\uff00-\uffef\u30fb\u30fc]/u;

/** Scripts that the display faces lack, with the families that have them. */
const SCRIPTS: readonly { test: RegExp; serif: Family; sans: Family }[] = [
  { test: /\p{Script=Arabic}/u, serif: serif("noto-naskh-arabic"), sans: sans("noto-kufi-arabic") },
  { test: /\p{Script=Hebrew}/u, serif: serif("frank-ruhl-libre"), sans: serif("frank-ruhl-libre") },
  { test: /\p{Script=Devanagari}/u, serif: serif("noto-serif-devanagari"), sans: UNIVERSAL },
  { test: /\p{Script=Thai}/u, serif: serif("noto-serif-thai"), sans: serif("noto-serif-thai") },
  { test: /\p{Script=Bengali}/u, serif: serif("noto-serif-bengali"), sans: serif("noto-serif-bengali") },
  { test: /\p{Script=Tamil}/u, serif: serif("noto-serif-tamil"), sans: serif("noto-serif-tamil") },
  { test: /\p{Script=Georgian}/u, serif: serif("noto-serif-georgian"), sans: serif("noto-serif-georgian") },
  { test: /\p{Script=Armenian}/u, serif: serif("noto-serif-armenian"), sans: serif("noto-serif-armenian") },
];

/** Scripts whose letters join: letter-spacing would tear them. */
const JOINED =
  /[\p{Script=Arabic}\p{Script=Devanagari}\p{Script=Bengali}\p{Script=Tamil}\p{Script=Thai}\p{Script=Syriac}]/u;
const IGNORABLE = /^\p{Default_Ignorable_Code_Point}$/u;

/** Files in memory at most. A CJK title takes about ten; without a bound, a long seed would keep all of them. */
const FILES_MAX = 160;

interface Instance {
  font: HarfBuzz.Font;
  upem: number;
  paths: Map<number, HarfBuzz.SvgPathCommand[]>;
}

interface FontFile {
  id: string;
  face: HarfBuzz.Face;
  covers: HarfBuzz.Font;
  settings: Record<string, number>;
  axes: Record<string, HarfBuzz.AxisInfo>;
  instances: Map<number, Instance>;
}

interface Libraries {
  hb: typeof HarfBuzz;
  decompress: (data: Uint8Array) => Promise<Uint8Array>;
  bidi: { getEmbeddingLevels(text: string): { levels: Uint8Array } };
}

let libraries: Promise<Libraries> | undefined;
const rangesOf = new Map<string, Promise<readonly Subset[]>>();
const files = new Map<string, Promise<FontFile>>();
// Resolved from the working directory, not from this file: a bundler moves this file, the packages stay.
const fromRoot = createRequire(path.join(process.cwd(), "package.json"));

interface Subset {
  name: string;
  ranges: readonly (readonly [number, number])[];
}

/**
 * Loads what the texts need in the given faces and returns a synchronous typesetter for them.
 * Digits, Latin letters and common punctuation are always included.
 */
export async function loadTypesetter(
  texts: readonly string[],
  faces: readonly Pick<TextStyle, "face" | "italic" | "weight">[],
  languageCode: string | null | undefined,
): Promise<Typesetter> {
  libraries ??= loadLibraries();
  const { hb, bidi } = await libraries;
  const language = languageCode?.toLowerCase().split(/[-_]/)[0] ?? "";
  const all = texts.join(" ");
  const script = hanLanguage(language, all);
  const needed = new Set(
    graphemes(
      `${all} ${upperCased(all, language)} abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-–—…·/&.,`,
    ),
  );
  const resolved = new Map<string, FontFile | undefined>();
  for (const { face, italic, weight } of faces) {
    for (const grapheme of needed) {
      const key = resolvedKey(face, italic, weight, grapheme);
      if (!resolved.has(key)) resolved.set(key, await resolve(FACES[face], italic === true, weight, grapheme, script));
    }
  }

  const fileFor = (style: TextStyle, grapheme: string) =>
    resolved.get(resolvedKey(style.face, style.italic, style.weight, grapheme));

  const prepare = (text: string, style: TextStyle) => {
    const cased = style.caps ? upperCased(text, language) : text;
    return graphemes(cleanText(cased))
      .filter((grapheme) => fileFor(style, grapheme))
      .join("")
      .replace(/\s+/g, " ")
      .trim();
  };

  /** Runs of one file and one direction, in the order in which they stand from left to right. */
  const runsOf = (text: string, style: TextStyle): Run[] => {
    const { levels } = bidi.getEmbeddingLevels(text);
    const runs: Run[] = [];
    let offset = 0;
    for (const grapheme of graphemes(text)) {
      const last = runs.at(-1);
      const level = levels[offset] ?? 0;
      const file = fileFor(style, grapheme);
      offset += grapheme.length;
      if (!file) continue;
      if (last && last.file === file && last.level === level) last.text += grapheme;
      else runs.push({ file, level, text: grapheme });
    }
    return visualOrder(runs);
  };

  const shaped = new Map<string, ShapedLine>();
  const shapeLine = (text: string, style: TextStyle): ShapedLine => {
    const prepared = prepare(text, style);
    const key = `${style.face}|${style.weight}|${style.italic === true}|${style.tracking ?? 0}|${style.caps === true}|${prepared}`;
    const known = shaped.get(key);
    if (known) return known;
    const line: ShapedLine = { width: 0, ascent: 0, descent: 0, pieces: [] };
    for (const run of runsOf(prepared, style)) shapeRun(hb, run, style, language, line);
    // Tracking stands after every letter; the last one would push centred lines to the left.
    if (line.pieces.length > 0) line.width -= line.trailing ?? 0;
    shaped.set(key, line);
    return line;
  };

  const capHeights = new Map<string, number>();

  return {
    prepare,
    measure: (text, style) => shapeLine(text, style).width,
    metrics(text, style): TextMetrics {
      const key = `${style.face}|${style.weight}`;
      const capHeight = capHeights.get(key) ?? shapeLine("H", { ...style, italic: false }).ascent;
      capHeights.set(key, capHeight);
      const { ascent, descent } = shapeLine(text, style);
      return { capHeight, ascent, descent };
    },
    outline(text, style, size, x, y) {
      return shapeLine(text, style)
        .pieces.map(({ commands, upem, shift }) => {
          const scale = size / upem;
          return `<path transform="translate(${round(x + shift * size)} ${round(y)}) scale(${scale.toFixed(5)} ${(-scale).toFixed(5)})" d="${commands}"/>`;
        })
        .join("");
    },
  };
}

interface Run {
  file: FontFile;
  level: number;
  text: string;
}

interface ShapedLine {
  width: number;
  ascent: number;
  descent: number;
  trailing?: number;
  pieces: { commands: string; upem: number; shift: number }[];
}

function shapeRun(hb: typeof HarfBuzz, run: Run, style: TextStyle, language: string, line: ShapedLine): void {
  const { font, upem, paths } = instanceOf(hb, run.file, style.weight);
  const isJoined = JOINED.test(run.text);
  const tracking = isJoined ? 0 : (style.tracking ?? 0);
  const buffer = new hb.Buffer();
  buffer.addText(run.text);
  buffer.guessSegmentProperties();
  buffer.setDirection(run.level % 2 === 1 ? hb.Direction.RTL : hb.Direction.LTR);
  if (language) buffer.setLanguage(language);
  const features = [];
  if (tracking !== 0) features.push("-liga", "-clig");
  if (style.caps) features.push("lnum", "case");
  hb.shape(
    font,
    buffer,
    features.map((feature) => hb.Feature.fromString(feature)).filter((feature) => feature !== undefined),
  );

  let pen = 0;
  let commands = "";
  for (const glyph of buffer.getGlyphInfosAndPositions()) {
    const { codepoint, xAdvance = 0, xOffset = 0, yOffset = 0 } = glyph;
    let outline = paths.get(codepoint);
    if (!outline) {
      outline = font.glyphToJson(codepoint);
      paths.set(codepoint, outline);
    }
    commands += translated(outline, pen + xOffset, yOffset);
    const extents = font.glyphExtents(codepoint);
    if (extents && extents.height !== 0) {
      line.ascent = Math.max(line.ascent, (extents.yBearing + yOffset) / upem);
      line.descent = Math.max(line.descent, -(extents.yBearing + extents.height + yOffset) / upem);
    }
    pen += xAdvance + (xAdvance === 0 ? 0 : tracking * upem);
  }
  if (commands) line.pieces.push({ commands, upem, shift: line.width });
  line.width += pen / upem;
  line.trailing = tracking;
}

function translated(outline: readonly HarfBuzz.SvgPathCommand[], dx: number, dy: number): string {
  let text = "";
  for (const { type, values } of outline) {
    text += type;
    for (let i = 0; i < values.length; i++) {
      const value = Math.round((values[i] ?? 0) + (i % 2 === 0 ? dx : dy));
      text += i === 0 || value < 0 ? value : ` ${value}`;
    }
  }
  return text;
}

/** Rule L2 of the bidirectional algorithm on runs: from the highest level down to the lowest odd one, reverse. */
function visualOrder(runs: Run[]): Run[] {
  const ordered = [...runs];
  const highest = Math.max(0, ...runs.map((run) => run.level));
  for (let level = highest; level >= 1; level--) {
    for (let start = 0; start < ordered.length; start++) {
      let end = start;
      while ((ordered[end]?.level ?? -1) >= level) end++;
      if (end - start > 1) ordered.splice(start, end - start, ...ordered.slice(start, end).reverse());
      start = Math.max(start, end);
    }
  }
  return ordered;
}

async function resolve(
  family: Family,
  italic: boolean,
  weight: number,
  grapheme: string,
  han: keyof typeof HAN,
): Promise<FontFile | undefined> {
  const codes = [...grapheme].filter((character) => !IGNORABLE.test(character)).map((c) => c.codePointAt(0) ?? 0);
  if (codes.length === 0) return undefined;
  for (const candidate of candidates(family, grapheme, han)) {
    const subsets = await subsetsOf(candidate);
    for (const subset of subsets) {
      if (!codes.every((code) => inRanges(subset.ranges, code))) continue;
      const file = await loadFile(candidate, subset.name, italic, weight);
      if (codes.every((code) => file.covers.nominalGlyph(code) !== undefined)) return file;
    }
  }
  return undefined;
}

function candidates(family: Family, grapheme: string, han: keyof typeof HAN): Family[] {
  if (/\p{Emoji_Presentation}|\ufe0f/u.test(grapheme)) return [EMOJI];
  const list = [family];
  if (CJK.test(grapheme)) {
    // Full-width punctuation must come from the family of its neighbours, never from a Latin face.
    return [HAN[han], HAN.ja, HAN.zh, HAN.ko].map((set) => set[family.kind]);
  }
  const script = SCRIPTS.find(({ test }) => test.test(grapheme));
  if (script) list.push(script[family.kind]);
  return [...list, UNIVERSAL, EMOJI, HAN[han].sans];
}

function hanLanguage(language: string, text: string): keyof typeof HAN {
  if (language === "ja" || language === "ko" || language === "zh") return language;
  if (/[\p{Script=Hiragana}\p{Script=Katakana}]/u.test(text)) return "ja";
  return /\p{Script=Hangul}/u.test(text) ? "ko" : "zh";
}

const inRanges = (ranges: Subset["ranges"], code: number) => ranges.some(([from, to]) => code >= from && code <= to);

function subsetsOf({ package: name }: Family): Promise<readonly Subset[]> {
  let subsets = rangesOf.get(name);
  if (!subsets) {
    subsets = readFile(fromRoot.resolve(`${name}/unicode.json`), "utf8").then((text) => {
      const parsed: Record<string, string> = JSON.parse(text);
      const list = Object.entries(parsed).map(([key, ranges]) => ({
        name: key.replace(/[[\]]/g, ""),
        ranges: ranges.split(",").map((range): [number, number] => {
          const [from = "", to = from] = range.replace(/U\+/i, "").split("-");
          return [Number.parseInt(from, 16), Number.parseInt(to, 16)];
        }),
      }));
      // Small named subsets overlap ("latin" and "latin-ext"): the plain one first, so that a title stays in one file.
      return list.sort((one, other) => Number(other.name === "latin") - Number(one.name === "latin"));
    });
    rangesOf.set(name, subsets);
  }
  return subsets;
}

function loadFile(family: Family, subset: string, italic: boolean, weight: number): Promise<FontFile> {
  const base = family.package.split("/")[1] ?? "";
  const slope = italic && family.hasItalic ? "italic" : "normal";
  const axes = family.axes === "static" ? (weight >= 550 ? "700" : "400") : family.axes;
  const id = `${family.package}/files/${base}-${subset}-${axes}-${slope}.woff2`;
  const known = files.get(id);
  if (known) {
    // Re-inserted: the map's order is the order of last use.
    files.delete(id);
    files.set(id, known);
    return known;
  }
  const loading = openFile(id, family);
  files.set(id, loading);
  const oldest = files.keys().next().value;
  if (files.size > FILES_MAX && oldest !== undefined) files.delete(oldest);
  return loading;
}

async function openFile(id: string, family: Family): Promise<FontFile> {
  libraries ??= loadLibraries();
  const { hb, decompress } = await libraries;
  const data = await decompress(await readFile(fromRoot.resolve(id)));
  const face = new hb.Face(new hb.Blob(data));
  return {
    id,
    face,
    covers: new hb.Font(face),
    axes: face.getAxisInfos(),
    settings: family.settings ?? {},
    instances: new Map(),
  };
}

function instanceOf(hb: typeof HarfBuzz, file: FontFile, weight: number): Instance {
  let instance = file.instances.get(weight);
  if (!instance) {
    const font = new hb.Font(file.face);
    const axis = file.axes.wght;
    const variations = Object.entries(file.settings).map(([tag, value]) => new hb.Variation(tag, value));
    if (axis) variations.push(new hb.Variation("wght", Math.min(axis.max, Math.max(axis.min, weight))));
    if (variations.length > 0) font.setVariations(variations);
    instance = { font, upem: file.face.upem, paths: new Map() };
    file.instances.set(weight, instance);
  }
  return instance;
}

async function loadLibraries(): Promise<Libraries> {
  const [hb, woff2, bidi] = await Promise.all([
    import("harfbuzzjs"),
    import("woff2-encoder/decompress"),
    import("bidi-js"),
  ]);
  return { hb, decompress: woff2.default, bidi: bidi.default() };
}

const resolvedKey = (face: Face, italic: boolean | undefined, weight: number, grapheme: string) =>
  `${face}|${italic === true}|${face === "typewriter" && weight >= 550}|${grapheme}`;

const round = (value: number) => Math.round(value * 100) / 100;

const segmenter = new Intl.Segmenter("en", { granularity: "grapheme" });
const graphemes = (text: string) => Array.from(segmenter.segment(text), ({ segment }) => segment);

function upperCased(text: string, language: string): string {
  try {
    return text.toLocaleUpperCase(language || "en");
  } catch {
    // A language code that is none (RangeError): plain rules then.
    return text.toUpperCase();
  }
}
