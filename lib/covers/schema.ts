/** A decoded picture: 8-bit RGB, row by row, `width * height * 3` bytes, upright. */
export type Picture = { data: Uint8Array; width: number; height: number };

export const COVER_SIZES = ["thumb", "page", "original"] as const;
export type CoverSize = (typeof COVER_SIZES)[number];

/** Why bytes are no usable picture. */
export type PictureProblem = "not_a_picture" | "heic" | "svg" | "animated" | "too_many_pixels" | "too_small" | "broken";

export const PICTURE_PROBLEMS: Record<PictureProblem, string> = {
  not_a_picture: "This file is not a picture that we can read. Please send a JPEG, PNG, WebP, AVIF or GIF.",
  heic: "This is a HEIC picture, which we cannot read. On an iPhone, choose Settings › Camera › Formats › Most Compatible, or share it as a JPEG.",
  svg: "This is a drawing (SVG), not a photo. Please send a JPEG or PNG.",
  animated: "This is an animation. Please send a single photo.",
  too_many_pixels: "This picture has too many pixels. Please send a smaller one: 1,000 pixels are plenty.",
  too_small: "This picture is too small to recognise anything in it.",
  broken: "This picture is damaged or incomplete. Please take or choose it again.",
};

/** Which covers a listing goes through: those after an id, those of some books; all of them where nothing is said. */
export type CoverRange = { after?: number; ofBooks?: number[] };
