import { chanceOf } from "./chance/rules";
import { cloth, framed, repeat, tiles, woodcut } from "./layouts/ornamental/rules";
import { closeUp, counterchange, emblem, landscape, meadow, papercut, prints, pulse } from "./layouts/pictorial/rules";
import { bands, card, grid, poster, quiet, sideways } from "./layouts/typographic/rules";
import { abstractMotif, motifNamed } from "./motifs/rules";
import type { Layout, Stage } from "./page/rules";
import { choosePalette, darknessOf, mixPalette } from "./palettes/rules";
import type { CoverSubject, Face, TextStyle } from "./schema";
import { authorsLine, isRightToLeft, splitTitle } from "./type/rules";

export const LAYOUTS = {
  poster,
  grid,
  sideways,
  bands,
  quiet,
  card,
  emblem,
  closeUp,
  landscape,
  counterchange,
  pulse,
  papercut,
  meadow,
  prints,
  framed,
  tiles,
  repeat,
  woodcut,
  cloth,
} satisfies Record<string, Layout>;

export type LayoutName = keyof typeof LAYOUTS;
const LAYOUT_NAMES = Object.keys(LAYOUTS) as LayoutName[];

/** Pairs of a title's voice and its companion; each layout lists the ones that suit it. */
const VOICES = {
  didone: [
    { face: "didone", weight: 700 },
    { face: "didone", weight: 500, italic: true },
  ],
  didoneBlack: [
    { face: "didone", weight: 900, tracking: -0.01 },
    { face: "geometric", weight: 500, tracking: 0.05 },
  ],
  didoneItalic: [
    { face: "didone", weight: 600, italic: true },
    { face: "geometric", weight: 500, caps: true, tracking: 0.14 },
  ],
  soft: [
    { face: "soft", weight: 650, tracking: -0.01 },
    { face: "soft", weight: 450 },
  ],
  softBlack: [
    { face: "soft", weight: 850, tracking: -0.015 },
    { face: "geometric", weight: 500, tracking: 0.04 },
  ],
  humanist: [
    { face: "humanist", weight: 600 },
    { face: "humanist", weight: 500, italic: true },
  ],
  humanistCaps: [
    { face: "humanist", weight: 700, caps: true, tracking: 0.06 },
    { face: "humanist", weight: 500, caps: true, tracking: 0.12 },
  ],
  slab: [
    { face: "slab", weight: 700, tracking: -0.01 },
    { face: "slab", weight: 450 },
  ],
  slabCaps: [
    { face: "slab", weight: 800, caps: true, tracking: 0.01 },
    { face: "slab", weight: 600, caps: true, tracking: 0.08 },
  ],
  geometric: [
    { face: "geometric", weight: 600, tracking: -0.01 },
    { face: "geometric", weight: 400, tracking: 0.02 },
  ],
  geometricCaps: [
    { face: "geometric", weight: 600, caps: true, tracking: 0.07 },
    { face: "geometric", weight: 500, caps: true, tracking: 0.14 },
  ],
  grotesque: [
    { face: "grotesque", weight: 700, tracking: -0.025 },
    { face: "grotesque", weight: 500 },
  ],
  grotesqueBlack: [
    { face: "grotesque", weight: 850, tracking: -0.03 },
    { face: "grotesque", weight: 500 },
  ],
  condensed: [
    { face: "condensed", weight: 800 },
    { face: "condensed", weight: 500, tracking: 0.05 },
  ],
  condensedCaps: [
    { face: "condensed", weight: 800, caps: true, tracking: 0.01 },
    { face: "condensed", weight: 600, caps: true, tracking: 0.1 },
  ],
  typewriter: [
    { face: "typewriter", weight: 700, tracking: -0.02 },
    { face: "typewriter", weight: 400, tracking: -0.02 },
  ],
} satisfies Record<string, readonly [TextStyle, TextStyle]>;

type Voice = keyof typeof VOICES;

const SUITED: Record<LayoutName, readonly Voice[]> = {
  poster: ["condensed", "grotesqueBlack", "slabCaps", "softBlack", "didoneBlack", "condensed"],
  grid: ["grotesque", "grotesqueBlack", "geometric"],
  sideways: ["didone", "condensedCaps", "grotesque", "softBlack", "geometricCaps", "humanist"],
  bands: ["geometric", "grotesque", "didone", "soft", "slab"],
  quiet: ["humanist", "didone", "geometricCaps", "didoneItalic", "soft", "humanistCaps"],
  card: ["typewriter"],
  emblem: ["soft", "softBlack", "didoneBlack", "geometric", "slab", "humanistCaps"],
  closeUp: ["didone", "grotesqueBlack", "softBlack", "condensedCaps", "geometricCaps"],
  landscape: ["didone", "humanistCaps", "geometricCaps", "soft", "condensedCaps", "didoneItalic"],
  counterchange: ["didoneBlack", "geometricCaps", "condensedCaps", "slabCaps", "grotesque"],
  pulse: ["geometricCaps", "grotesqueBlack", "softBlack", "condensedCaps", "didoneBlack"],
  meadow: ["softBlack", "didone", "soft", "slab", "humanistCaps"],
  papercut: ["softBlack", "soft", "geometric", "slab", "didone"],
  prints: ["grotesque", "slab", "didone", "geometric", "soft"],
  framed: ["humanistCaps", "didone", "didoneItalic", "humanist", "geometricCaps"],
  tiles: ["geometricCaps", "geometric", "didone", "grotesque", "soft"],
  repeat: ["didone", "humanistCaps", "soft", "slab", "didoneItalic"],
  woodcut: ["slabCaps", "condensedCaps", "humanistCaps", "softBlack"],
  cloth: ["humanistCaps", "didone", "humanist", "slab", "didoneItalic"],
};

/** Layouts that speak a genre's language; the others stay possible, only less likely. */
const LEANINGS: readonly { genre: RegExp; layouts: readonly LayoutName[] }[] = [
  { genre: /classic|historical fiction/i, layouts: ["framed", "repeat", "cloth", "counterchange", "quiet"] },
  {
    genre: /literary|fiction$|short stor/i,
    layouts: ["quiet", "meadow", "sideways", "emblem", "closeUp", "bands", "landscape"],
  },
  {
    genre: /child|picture book|young/i,
    layouts: ["emblem", "papercut", "landscape", "closeUp", "prints", "poster", "meadow"],
  },
  { genre: /humour|humor|comic|manga|satire/i, layouts: ["poster", "emblem", "pulse", "prints", "closeUp"] },
  {
    genre: /crime|thriller|mystery|horror|noir/i,
    layouts: ["poster", "closeUp", "counterchange", "card", "sideways", "pulse"],
  },
  { genre: /science fiction|technology|cyber/i, layouts: ["pulse", "grid", "landscape", "tiles", "counterchange"] },
  { genre: /fantasy|myth|epic|fairy/i, layouts: ["woodcut", "framed", "landscape", "repeat", "emblem"] },
  {
    genre: /philosoph|psycholog|language|art|music|drama/i,
    layouts: ["grid", "tiles", "quiet", "counterchange", "bands", "prints"],
  },
  { genre: /science|business|self|society|politic|econom/i, layouts: ["grid", "bands", "tiles", "poster", "pulse"] },
  { genre: /history|religio|spiritual/i, layouts: ["woodcut", "cloth", "framed", "bands", "grid"] },
  { genre: /biograph|memoir|travel/i, layouts: ["card", "cloth", "landscape", "sideways", "quiet"] },
  { genre: /poetry|romance/i, layouts: ["quiet", "meadow", "sideways", "repeat", "emblem"] },
  { genre: /nature|food|cook|garden/i, layouts: ["repeat", "meadow", "prints", "landscape", "papercut"] },
  { genre: /adventure/i, layouts: ["landscape", "woodcut", "closeUp", "poster", "emblem"] },
];

/** What a genre brings to mind, for a book that names no motif. */
const GENRE_MOTIFS: readonly { genre: RegExp; motifs: readonly string[] }[] = [
  { genre: /crime|thriller|mystery/i, motifs: ["magnifying glass", "dagger", "footprints", "key", "hat", "eye"] },
  { genre: /horror/i, motifs: ["skull", "moth", "spider", "candle", "bare tree"] },
  { genre: /science fiction/i, motifs: ["planet", "rocket", "robot", "orbit", "comet"] },
  { genre: /fantasy|myth|epic/i, motifs: ["dragon", "sword", "crown", "castle", "shield", "owl"] },
  { genre: /child|picture/i, motifs: ["fox", "bear", "elephant", "balloon", "rabbit", "lion", "whale"] },
  { genre: /romance/i, motifs: ["rose", "heart", "letter", "ring", "swallow"] },
  { genre: /poetry/i, motifs: ["feather", "moon", "branch", "swallow", "tulip"] },
  { genre: /food|cook/i, motifs: ["pot", "spoon", "lemon", "pomegranate", "teapot"] },
  { genre: /nature/i, motifs: ["leaf", "forest", "deer", "butterfly", "branch"] },
  { genre: /science/i, motifs: ["atom", "flask", "telescope", "orbit"] },
  { genre: /techn|computer|business/i, motifs: ["gear", "robot", "orbit", "stairs"] },
  { genre: /travel/i, motifs: ["compass", "map", "globe", "suitcase", "plane"] },
  { genre: /art|music|drama/i, motifs: ["violin", "music", "theatre", "mask", "piano"] },
  { genre: /history/i, motifs: ["temple", "shield", "scales", "tower", "hourglass"] },
];

/** Letters that a face lacks; a title with them is given another voice rather than a mix of two. */
const LACKS: Record<Face, RegExp> = {
  didone: /\p{Script=Greek}/u,
  soft: /[\p{Script=Greek}\p{Script=Cyrillic}]/u,
  humanist: /[^\s\S]/,
  slab: /\p{Script=Greek}/u,
  geometric: /[\p{Script=Greek}ạ-ỹẠ-ỸơưƠƯ]/u,
  grotesque: /[^\s\S]/,
  condensed: /[ạ-ỹẠ-ỸơưƠƯ]/u,
  typewriter: /[\p{Script=Greek}\p{Script=Cyrillic}ạ-ỹẠ-ỸơưƠƯ]/u,
};

/** A cover decided but not yet drawn: what to load, and how to draw once it is loaded. */
export interface Design {
  layoutName: LayoutName;
  styles: readonly TextStyle[];
  texts: readonly string[];
  stage: Omit<Stage, "type">;
}

/** Decides layout, palette, faces and motif of a book; the same book always gets the same design. */
export function designCover(subject: CoverSubject): Design {
  const choose = (purpose: string) => chanceOf(`${purpose} ${subject.key}`);
  const { title, subtitle } = splitTitle(subject);
  const author = authorsLine(subject.authors);
  const layoutName = chooseLayout(subject.genres, choose("layout"));
  const [display, text] = chooseVoice(layoutName, `${title} ${author}`, choose("voice"));
  const paletteName = choosePalette(subject.cover?.mood, choose("palette"));
  return {
    layoutName,
    styles: [display, text, { ...text, tracking: 0 }],
    texts: [title, subtitle, author],
    stage: {
      width: 600,
      height: 900,
      title,
      subtitle,
      author,
      year: subject.year ? String(subject.year) : "",
      languageCode: subject.languageCode ?? null,
      isRightToLeft: isRightToLeft(title),
      palette: mixPalette(paletteName, choose("mix")),
      display,
      text,
      chance: choose("draw"),
      motif: chooseMotif(subject, choose("motif")),
      darkness: darknessOf(subject.cover?.mood),
    },
  };
}

function chooseLayout(genres: readonly string[], chance: ReturnType<typeof chanceOf>): LayoutName {
  const weights = new Map<LayoutName, number>(LAYOUT_NAMES.map((name) => [name, 1]));
  for (const { genre, layouts } of LEANINGS) {
    if (!genres.some((name) => genre.test(name))) continue;
    for (const name of layouts) weights.set(name, (weights.get(name) ?? 1) + 1.6);
  }
  let rest = chance.next() * [...weights.values()].reduce((sum, weight) => sum + weight, 0);
  for (const [name, weight] of weights) {
    rest -= weight;
    if (rest < 0) return name;
  }
  return "emblem";
}

function chooseVoice(
  layout: LayoutName,
  letters: string,
  chance: ReturnType<typeof chanceOf>,
): readonly [TextStyle, TextStyle] {
  const able = (voice: Voice) => VOICES[voice].every(({ face }) => !LACKS[face].test(letters));
  const suited = SUITED[layout].filter(able);
  return VOICES[suited.length > 0 ? chance.pick(suited) : chance.pick(["humanist", "grotesque"] as const)];
}

function chooseMotif(subject: CoverSubject, chance: ReturnType<typeof chanceOf>): Stage["motif"] {
  const named = motifNamed(subject.cover?.motif);
  if (named) return named;
  if (subject.cover?.motif) return abstractMotif(subject.key);
  const fitting = GENRE_MOTIFS.find(({ genre }) => subject.genres.some((name) => genre.test(name)));
  return (fitting && motifNamed(chance.pick(fitting.motifs))) ?? abstractMotif(subject.key);
}
