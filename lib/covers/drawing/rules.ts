import { chanceOf } from "./chance/rules";
import { emblem } from "./layouts/pictorial/rules";
import { poster } from "./layouts/typographic/rules";
import { MOTIFS, motifNamed } from "./motifs/rules";
import type { Layout, Stage } from "./page/rules";
import { choosePalette, mixPalette } from "./palettes/rules";
import type { CoverSubject, TextStyle } from "./schema";
import { authorsLine, isRightToLeft, splitTitle } from "./type/rules";

/** A cover decided but not yet drawn: what to load, and how to draw once it is loaded. */
export interface Design {
  layoutName: string;
  layout: Layout;
  styles: readonly TextStyle[];
  texts: readonly string[];
  stage: Omit<Stage, "type">;
}

const LAYOUTS: Record<string, Layout> = { poster, emblem };

/** Decides layout, palette, faces and motif of a book; the same book always gets the same design. */
export function designCover(subject: CoverSubject): Design {
  const chance = chanceOf(`design ${subject.key}`);
  const layoutName = chance.pick(Object.keys(LAYOUTS));
  const { title, subtitle } = splitTitle(subject);
  const author = authorsLine(subject.authors);
  const display: TextStyle =
    layoutName === "poster" ? { face: "condensed", weight: 800 } : { face: "didone", weight: 700 };
  const text: TextStyle = { face: "geometric", weight: 500, tracking: 0.04 };
  const motif = motifNamed(subject.cover?.motif) ?? chance.pick(Object.values(MOTIFS));
  return {
    layoutName,
    layout: LAYOUTS[layoutName] ?? poster,
    styles: [display, text],
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
      palette: mixPalette(choosePalette(subject.cover?.mood, chance), chance),
      display,
      text,
      chance: chanceOf(`draw ${subject.key}`),
      motif,
    },
  };
}
