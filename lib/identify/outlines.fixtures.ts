import type { Point } from "@/lib/covers/features/schema";

export const rectangle = (left: number, top: number, right: number, bottom: number): Point[] => [
  [left, top],
  [right, top],
  [right, bottom],
  [left, bottom],
];

/** What the reader points at, and what lies beside it. */
export const CENTRAL = rectangle(0.2, 0.1, 0.8, 0.9);
export const ASIDE = rectangle(-0.2, 0.1, 0.2, 0.6);
