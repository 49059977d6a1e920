import { z } from "zod";

/** How far outside of the photo a corner may lie, in widths and heights of the photo: a hair's breadth, not a piece. */
export const BEYOND_MAX = 0.05;

const coordinate = z
  .number()
  .min(-BEYOND_MAX)
  .max(1 + BEYOND_MAX);
const point = z.tuple([coordinate, coordinate]);

/** Where a cover lies in a photo: fractions of its width and height, clockwise from the cover's own top left. */
export const cornersSchema = z.tuple([point, point, point, point]);
export type Corners = z.output<typeof cornersSchema>;

/** Why a photo gives no straight picture of a cover. */
export type StraighteningProblem =
  | "not_described"
  | "too_plain"
  | "not_found"
  | "cut_off"
  | "not_a_cover"
  | "too_small"
  | "photo_damaged";

export const STRAIGHTENING_PROBLEMS: Record<StraighteningProblem, string> = {
  not_described: "Our cover of this book has not been looked at in detail yet.",
  too_plain: "Our cover of this book is too plain to be found in a photo.",
  not_found: "Our cover of this book was not found in this photo: it may show another picture.",
  cut_off: "A part of the cover lies outside of this photo.",
  not_a_cover: "No cover can lie between these corners. They go clockwise, from the cover’s own top left.",
  too_small: "The cover is too small in this photo to be of use.",
  photo_damaged: "This photo cannot be read.",
};

/** What a reader's own photo gives as a cover: where it lies, and the picture as a data address, or what is the matter. */
export type OwnCoverPreview = { corners: Corners; view: string | null; problem: string | null };

/** What became of it: it stands for the book, waits for those who look after the catalogue, or waits with its book for them. */
export type OwnCoverKept = { as: "shown" | "proposed" | "waiting" };
