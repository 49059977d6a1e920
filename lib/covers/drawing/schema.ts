/** What the artist needs to know of a book. `key` must never change for a book: the picture hangs on it. */
export interface CoverSubject {
  key: string;
  title: string;
  subtitle?: string | null;
  authors: readonly string[];
  year?: number | null;
  languageCode?: string | null;
  genres: readonly string[];
  cover?: { mood?: string | null; motif?: string | null } | null;
}

export interface Box {
  x: number;
  y: number;
  width: number;
  height: number;
}

/** Names of the type families; `adapters/fonts.ts` maps each to its files and to stand-ins for other scripts. */
export type Face = "didone" | "soft" | "humanist" | "slab" | "geometric" | "grotesque" | "condensed" | "typewriter";

/** `tracking` is in ems; size is given separately wherever text is set. */
export interface TextStyle {
  face: Face;
  weight: number;
  italic?: boolean;
  tracking?: number;
  caps?: boolean;
}

/** All measures are in ems, so they hold at every size. */
export interface TextMetrics {
  capHeight: number;
  ascent: number;
  descent: number;
}

/** Measures and outlines text whose fonts were loaded beforehand; never touches the disk. */
export interface Typesetter {
  /** Advance width in ems. */
  measure(text: string, style: TextStyle): number;
  /** SVG markup with the baseline starting at (x, y), without a fill. Characters no font has are left out. */
  outline(text: string, style: TextStyle, size: number, x: number, y: number): string;
  metrics(text: string, style: TextStyle): TextMetrics;
  /** The text without the graphemes that no font has, in the letter case of the style. */
  prepare(text: string, style: TextStyle): string;
}

/** A line of text as it stands on the cover; tests check its box and its contrast. */
export interface PlacedLine {
  role: "title" | "subtitle" | "author" | "detail";
  text: string;
  markup: string;
  fill: string;
  /** Colours that may lie behind the line. */
  grounds: readonly string[];
  box: Box;
  size: number;
}

export type Texture = "paper" | "cloth" | "ink";

export interface Drawing {
  width: number;
  height: number;
  /** Everything but the text. */
  art: string;
  lines: readonly PlacedLine[];
  texture: Texture;
}
