import type { Picture } from "../schema";

/** Bytes of one descriptor: the 486 bits of AKAZE's M-LDB. */
export const DESCRIPTOR_BYTES = 61;

/**
 * What is stored belongs to one way of extracting (`COVER` in adapters/extractor.ts, octaves and threshold in the thread);
 * another name makes every cover be described anew, and must come with another way.
 */
export const EXTRACTOR = "akaze-1";

/** The strongest keypoints of a picture and their binary descriptors; `n` of each. */
export type LocalFeatures = {
  /** Of the grey picture in which the points lie, pixels. */
  width: number;
  height: number;
  /** x, y in pixels, 2n. */
  points: Float32Array;
  /** Diameter of the described patch, pixels. */
  sizes: Float32Array;
  /** Clockwise, degrees, 0 to 360. */
  angles: Float32Array;
  /** `DESCRIPTOR_BYTES` each. */
  descriptors: Uint8Array;
};

/** Features of a photo, or of a piece that was cut out of it. */
export type PhotoFeatures = LocalFeatures & {
  /** Where the piece lies in the photo, and the photo's width ÷ height; undefined: it is the whole photo. */
  frame?: { corners: Point[]; ratio: number };
};

/** A row of the features as a follower sees it: null where the cover is gone. The label is the row's id. */
export type FeatureChange = { label: number; seq: number; features: LocalFeatures | null };

/** A cover that the photo's details vote for; the score orders, and means nothing across photos. */
export type Vote = { label: number; score: number };

export type DetailAlike = { coverId: number; bookId: number; score: number };

/** x, y as fractions of the photo's width and height; a corner may lie outside. */
export type Point = [x: number, y: number];

/** A piece of a photo that may be a cover, seen straight on. Which of its sides is the cover's top is not known. */
export type Flat = {
  picture: Picture;
  /** Clockwise. */
  corners: Point[];
};

/**
 * Ways to look at a photo's details. `plain` finds nearly all; the flats, of the outlines that most look like a cover's,
 * find those that are small, seen from far aside or blurred, and `large` those without an outline.
 */
export const PHOTO_VIEWS = ["plain", "flat", "second-flat", "large"] as const;
export type PhotoView = (typeof PHOTO_VIEWS)[number];

/** How a cover lies in a photo. */
export type Verification = {
  /** Details of the cover that lie in the photo where one flat picture would have them. */
  inliers: number;
  /**
   * How evenly they are spread, 0 to 1: the share of the cover's details, as far as the photo has some there too, in parts
   * of it that are borne out. Books of one series share a name or a frame, and the rest of the cover says no.
   */
  evenness: number;
  /** The cover's corners, clockwise from its own top left. */
  outline: Point[];
};

/** What this process's index of details holds. */
export type DetailState = { extractor: string; size: number; seq: number };
