/** Bytes of one descriptor: the 486 bits of AKAZE's M-LDB. */
export const DESCRIPTOR_BYTES = 61;

/** What is stored belongs to one way of extracting; another name makes every cover be described anew. */
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

/** A row of the features as a follower sees it: null where the cover is gone. The label is the row's id. */
export type FeatureChange = { label: number; seq: number; features: LocalFeatures | null };

/** A cover that the photo's details vote for; the score orders, and means nothing across photos. */
export type Vote = { label: number; score: number };

export type DetailAlike = { coverId: number; bookId: number; score: number };

/** x, y as fractions of the photo's width and height; a corner may lie outside. */
export type Point = [x: number, y: number];

/**
 * Ways to look at a photo's details. `plain` finds nearly all; `large` finds small, blurred and glaring covers, and the
 * stretched ones those that are seen from far aside, which details bear only to some degree.
 */
export const PHOTO_VIEWS = ["plain", "large", "wide", "tall"] as const;
export type PhotoView = (typeof PHOTO_VIEWS)[number];

/** How a cover lies in a photo. */
export type Verification = {
  /** Details of the cover that lie in the photo where one flat picture would have them. */
  inliers: number;
  /** The cover's corners, clockwise from its own top left. */
  outline: Point[];
};

/** What this process's index of details holds. */
export type DetailState = { extractor: string; size: number; seq: number };
