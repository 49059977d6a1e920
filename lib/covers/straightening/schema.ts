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

/**
 * What comes with a reader's own photo of a book. With `corners` and `keep` the cover between them is kept; else the answer says
 * where a cover may lie in it and shows that, and nothing is kept.
 */
export const ownPhotoBody = z.object({
  corners: z.string().max(400).optional().describe("Four points within the photo, clockwise: x,y,x,y,x,y,x,y."),
  keep: z.string().max(10).optional().describe("`yes`: keep the cover between the corners."),
});
export type OwnPhotoBody = z.output<typeof ownPhotoBody>;

/** What a reader's own photo gives as a cover: where it lies, and the picture as a data address, or what is the matter. */
const previewAnswer = z.object({
  corners: cornersSchema,
  view: z.string().nullable(),
  problem: z.string().nullable(),
});
export type OwnCoverPreview = z.output<typeof previewAnswer>;

/** What became of it: it stands for the book, waits for those who look after the catalogue, or waits with its book for them. */
const keptAnswer = z.object({ as: z.enum(["shown", "proposed", "waiting"]) });
export type OwnCoverKept = z.output<typeof keptAnswer>;

export const ownPhotoAnswer = z.union([keptAnswer, previewAnswer]);

/** Each takes tenths of a second of the threads that readers' photos need; a corner that is moved asks once it rests. */
export const OWN_PHOTO_LIMIT = { name: "own-cover", max: 60, windowMs: 60_000 };

/** The statuses of what is wrong with a photo, as `POST /match` has them, and with what it is of. */
export const OWN_PHOTO_REFUSALS = {
  bad_corners: 400,
  book_not_found: 404,
  pending_not_found: 404,
  already_there: 409,
  changed_since: 409,
  too_many_pixels: 413,
  not_a_picture: 415,
  heic: 415,
  svg: 415,
  animated: 415,
};
