import type { Chance } from "../chance/rules";

/** What a motif is drawn with; holes are cut in the colour of the ground. */
export interface Inks {
  main: string;
  second: string;
  accent: string;
  ground: string;
}

/** Six printing inks: two to read by (paper, ink), a dark ground (deep), three to draw with. */
export interface Palette {
  paper: string;
  ink: string;
  deep: string;
  a: string;
  b: string;
  c: string;
}

const PALETTES = {
  dawn: { paper: "#f7eadb", ink: "#3a1d2c", deep: "#4b2547", a: "#e2674f", b: "#f1b46a", c: "#7a5a8e" },
  night: { paper: "#efe9d8", ink: "#101c2e", deep: "#10203a", a: "#2a4a78", b: "#eebd4b", c: "#7f9cc0" },
  forest: { paper: "#f0ecdc", ink: "#18271c", deep: "#1b3527", a: "#2f6044", b: "#a4b67c", c: "#d88a3c" },
  sea: { paper: "#eaf0e9", ink: "#0f2a3c", deep: "#0d3a50", a: "#1b6d87", b: "#86bdb6", c: "#ee6a4d" },
  desert: { paper: "#f8ecd6", ink: "#3b2216", deep: "#5a2d1d", a: "#c66636", b: "#e4b368", c: "#2c6e71" },
  rose: { paper: "#faece7", ink: "#401527", deep: "#651a35", a: "#c23c5a", b: "#efa69c", c: "#33506f" },
  noir: { paper: "#ece8df", ink: "#161515", deep: "#1b1a1b", a: "#c3231f", b: "#9a958b", c: "#dcb43a" },
  joy: { paper: "#fff5dd", ink: "#1d2b3c", deep: "#174a5c", a: "#f0552f", b: "#f7b018", c: "#1b8b8c" },
  winter: { paper: "#f1f4f5", ink: "#1b2a3a", deep: "#29435f", a: "#5f8bb0", b: "#bdd2df", c: "#bb4439" },
  autumn: { paper: "#f5e8d1", ink: "#34190f", deep: "#491e13", a: "#ab3f21", b: "#dc972f", c: "#616d39" },
  mystic: { paper: "#f0eaf4", ink: "#211438", deep: "#2c1a4f", a: "#5f3e93", b: "#b79cd8", c: "#efb43f" },
  moss: { paper: "#eae8df", ink: "#23292a", deep: "#2d3c3e", a: "#58706b", b: "#adb8a8", c: "#c98763" },
  spring: { paper: "#f4f7ea", ink: "#17352e", deep: "#1b4b41", a: "#3a976d", b: "#f6bdb7", c: "#f0943f" },
  cobalt: { paper: "#f5f1e8", ink: "#11173c", deep: "#141e62", a: "#2145c4", b: "#f4d03f", c: "#e4562d" },
  clay: { paper: "#f4ebe1", ink: "#2e211d", deep: "#4a332b", a: "#a65b44", b: "#d6b196", c: "#4f6f74" },
  verdigris: { paper: "#f2efe1", ink: "#1a2b2b", deep: "#17423f", a: "#2f8078", b: "#8cc4b1", c: "#b6503f" },
} satisfies Record<string, Palette>;

export type PaletteName = keyof typeof PALETTES;
export const PALETTE_NAMES = Object.keys(PALETTES) as PaletteName[];

/** Moods in the reader's words, each with the palettes that can carry it. */
const MOODS: Record<string, readonly PaletteName[]> = {
  adventurous: ["joy", "desert", "sea", "cobalt"],
  austere: ["moss", "noir", "clay", "winter", "verdigris"],
  bleak: ["moss", "winter", "noir"],
  bold: ["cobalt", "joy", "noir"],
  bright: ["joy", "spring", "cobalt", "dawn", "sea"],
  calm: ["sea", "moss", "verdigris", "spring", "clay"],
  cheerful: ["joy", "spring", "cobalt"],
  cold: ["winter", "night", "cobalt", "sea"],
  contemplative: ["moss", "clay", "verdigris"],
  cosy: ["clay", "autumn", "dawn"],
  dark: ["noir", "night", "mystic", "rose", "forest"],
  dramatic: ["noir", "rose", "autumn"],
  dreamy: ["mystic", "dawn", "spring"],
  earthy: ["clay", "forest", "autumn"],
  eerie: ["mystic", "forest", "noir"],
  elegant: ["verdigris", "rose", "clay"],
  epic: ["night", "desert", "autumn"],
  funny: ["joy", "spring", "cobalt"],
  gentle: ["spring", "dawn", "clay"],
  gloomy: ["moss", "noir", "night"],
  gothic: ["noir", "mystic", "rose"],
  grim: ["noir", "moss"],
  hopeful: ["dawn", "spring", "joy"],
  lyrical: ["rose", "dawn", "sea"],
  magical: ["mystic", "night", "spring"],
  melancholic: ["moss", "winter", "clay"],
  melancholy: ["moss", "winter", "clay"],
  mysterious: ["mystic", "night", "forest"],
  nostalgic: ["autumn", "clay", "dawn"],
  passionate: ["rose", "autumn", "noir"],
  playful: ["joy", "spring", "cobalt", "mystic", "dawn"],
  quiet: ["moss", "verdigris", "winter"],
  reflective: ["verdigris", "moss", "sea"],
  romantic: ["rose", "dawn"],
  satirical: ["cobalt", "joy", "noir"],
  serene: ["sea", "spring", "verdigris"],
  serious: ["night", "clay", "noir"],
  somber: ["moss", "noir", "winter"],
  sunny: ["joy", "desert", "dawn"],
  suspenseful: ["noir", "night", "cobalt"],
  tense: ["noir", "cobalt", "winter"],
  tragic: ["rose", "noir", "autumn"],
  warm: ["desert", "autumn", "dawn", "clay", "rose"],
  whimsical: ["spring", "joy", "mystic"],
  wild: ["forest", "desert", "sea"],
  wistful: ["dawn", "moss", "clay"],
};

/** Any string is accepted: a palette's own name, a known mood, else the key decides. */
export function choosePalette(mood: string | null | undefined, chance: Chance): PaletteName {
  const wanted = mood?.trim().toLowerCase() ?? "";
  if (isPaletteName(wanted)) return wanted;
  return chance.pick((Object.hasOwn(MOODS, wanted) && MOODS[wanted]) || PALETTE_NAMES);
}

/** How likely a cover of this mood stands on a dark ground, 0 to 1. */
export function darknessOf(mood: string | null | undefined): number {
  const word = mood?.trim().toLowerCase() ?? "";
  if (/dark|gothic|noir|eerie|night|tense|suspense|grim|gloom/.test(word)) return 0.72;
  if (/bright|playful|calm|cheer|gentle|funny|whims|austere/.test(word)) return 0.14;
  return 0.35;
}

const isPaletteName = (name: string): name is PaletteName => Object.hasOwn(PALETTES, name);

/**
 * The palette as one print run of it: the drawing inks change places and drift a little in hue,
 * so that two books in one mood do not look like one book. Paper and ink keep their contrast.
 */
export function mixPalette(name: PaletteName, chance: Chance): Palette {
  const { paper, ink, deep, a, b, c } = PALETTES[name];
  const drift = chance.between(-9, 9);
  const [first = a, second = b, third = c] = chance.pick([
    [a, b, c],
    [a, b, c],
    [a, c, b],
    [c, b, a],
    [b, a, c],
  ] as const);
  const shift = (colour: string, lift = 0) => adjust(colour, { hue: drift, lightness: lift });
  return {
    paper: shift(paper, chance.between(-0.012, 0.008)),
    ink: shift(ink),
    deep: shift(deep, chance.between(-0.015, 0.025)),
    a: shift(first, chance.between(-0.03, 0.03)),
    b: shift(second, chance.between(-0.03, 0.03)),
    c: shift(third, chance.between(-0.03, 0.03)),
  };
}

/** WCAG 2 contrast ratio of two opaque colours, 1 to 21. */
export function contrast(one: string, other: string): number {
  const [light = 0, dark = 0] = [luminance(one), luminance(other)].sort((x, y) => y - x);
  return (light + 0.05) / (dark + 0.05);
}

/** The first of the wished colours that reads on every ground; else whichever of them, black or white reads best. */
export function readable(grounds: readonly string[], wishes: readonly string[], ratioMin = 4.6): string {
  const worst = (colour: string) => Math.min(...grounds.map((ground) => contrast(colour, ground)));
  const wished = wishes.find((colour) => worst(colour) >= ratioMin);
  if (wished) return wished;
  return [...wishes, "#ffffff", "#0c0c0c"].reduce((best, colour) => (worst(colour) > worst(best) ? colour : best));
}

/**
 * Four inks for a drawing on the given ground: the main one stands out most, the others are told
 * apart from the ground and from it. Falls back to tints where a palette runs out.
 */
export function inksOn(ground: string, palette: Palette, chance: Chance): Inks {
  const colours = [palette.a, palette.b, palette.c, palette.paper, palette.deep].filter(
    (c) => contrast(c, ground) >= 1.45,
  );
  const strong = colours.filter((colour) => contrast(colour, ground) >= 2.6);
  const main = chance.pick(strong.length > 0 ? strong : [readable([ground], [palette.paper, palette.ink], 3)]);
  const rest = colours.filter((colour) => colour !== main && contrast(colour, main) >= 1.25);
  const [second = blend(main, ground, 0.45), accent = blend(main, ground, 0.25)] = chance.shuffle(rest);
  return { main, second, accent, ground };
}

/** Linear blend of two colours in sRGB; `share` of the second, 0 to 1. */
export function blend(one: string, other: string, share: number): string {
  const [a, b] = [channels(one), channels(other)];
  return toHex(a.map((value, i) => value + ((b[i] ?? value) - value) * share));
}

/** Turns the hue by degrees and moves the lightness by a share of the whole range. */
export function adjust(colour: string, { hue = 0, lightness = 0 }: { hue?: number; lightness?: number }): string {
  const [h, s, l] = toHsl(colour);
  return fromHsl((h + hue + 360) % 360, s, Math.min(0.98, Math.max(0.04, l + lightness)));
}

function luminance(colour: string): number {
  const [r = 0, g = 0, b = 0] = channels(colour).map((value) => {
    const share = value / 255;
    return share <= 0.04045 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4;
  });
  return 0.2126 * r + 0.7152 * g + 0.0722 * b;
}

const channels = (colour: string) => [1, 3, 5].map((start) => Number.parseInt(colour.slice(start, start + 2), 16));

const toHex = (values: readonly number[]) =>
  `#${values
    .map((value) =>
      Math.round(Math.min(255, Math.max(0, value)))
        .toString(16)
        .padStart(2, "0"),
    )
    .join("")}`;

function toHsl(colour: string): [number, number, number] {
  const [r = 0, g = 0, b = 0] = channels(colour).map((value) => value / 255);
  const max = Math.max(r, g, b);
  const range = max - Math.min(r, g, b);
  const lightness = max - range / 2;
  if (range === 0) return [0, 0, lightness];
  const hue = max === r ? ((g - b) / range + 6) % 6 : max === g ? (b - r) / range + 2 : (r - g) / range + 4;
  return [hue * 60, range / (1 - Math.abs(2 * lightness - 1)), lightness];
}

function fromHsl(hue: number, saturation: number, lightness: number): string {
  const reach = saturation * Math.min(lightness, 1 - lightness);
  const channel = (offset: number) => {
    const k = (offset + hue / 30) % 12;
    return 255 * (lightness - reach * Math.max(-1, Math.min(k - 3, 9 - k, 1)));
  };
  return toHex([channel(0), channel(8), channel(4)]);
}
