import type { Inks } from "../page/rules";
import { circle, path, polygon, rect, star } from "../shapes/rules";

/** Draws in a box of 100 × 100, centred on (50, 50). */
export type Motif = (inks: Inks) => string;

export const MOTIFS: Record<string, Motif> = {
  sun: ({ main, accent }) => star(50, 50, 46, 30, 16, main) + circle(50, 50, 24, accent),
  moon: ({ main, second }) => path("M62 8A42 42 0 1 0 92 66A36 36 0 0 1 62 8Z", main) + circle(78, 22, 3, second),
  mountain: ({ main, second, accent }) =>
    circle(70, 28, 12, accent) +
    polygon(
      [
        [2, 86],
        [38, 22],
        [74, 86],
      ],
      main,
    ) +
    polygon(
      [
        [40, 86],
        [70, 46],
        [98, 86],
      ],
      second,
    ),
  book: ({ main, second }) =>
    path("M50 26C38 18 22 17 8 20V80C22 77 38 78 50 86Z", main) +
    path("M50 26C62 18 78 17 92 20V80C78 77 62 78 50 86Z", second),
  key: ({ main, ground }) =>
    circle(30, 50, 22, main) +
    circle(30, 50, 10, ground) +
    rect(48, 45, 46, 10, main) +
    rect(78, 52, 6, 16, main) +
    rect(88, 52, 6, 20, main),
};

/** The motif of that name; of an unknown name, undefined. */
export const motifNamed = (name: string | null | undefined): Motif | undefined =>
  MOTIFS[name?.trim().toLowerCase() ?? ""];
