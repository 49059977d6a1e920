/** Runs in a thread of its own: what OpenCV does blocks for 10 to 150 ms. */
import type { Picture } from "../../schema";
import { findQuadrilaterals } from "../quadrilaterals/rules";
import { evennessOf, flatSize, isPlausibleOutline, throughCorners } from "../rules";
import {
  DESCRIPTOR_BYTES,
  type Flat,
  type LocalFeatures,
  type PhotoFeatures,
  type Point,
  type Verification,
} from "../schema";
import { openCv, withDisposal } from "./opencv";

export type GreyPicture = { data: Uint8Array; width: number; height: number };

// At once, so that the first photo does not wait for it.
openCv().catch(() => undefined);

/** Weaker than OpenCV's own threshold: dark and blurred photos have few strong points, and only the strongest are kept. */
const RESPONSE_MIN = 0.0005;
const OCTAVES = 4;

export type ExtractTask = {
  grey: GreyPicture;
  keypointsMax: number;
  /** Sizes of blur an octave. Fewer are found at fewer sizes, but in proportionally less time. */
  layers: number;
};

/** The `keypointsMax` strongest keypoints (AKAZE) and their M-LDB descriptors. */
export async function extract({ grey, keypointsMax, layers }: ExtractTask) {
  const cv = await openCv();
  return withDisposal((own): LocalFeatures => {
    const { data, width, height } = grey;
    const image = own(new cv.Mat(height, width, cv.CV_8UC1));
    image.data.set(data);
    const { DESCRIPTOR_MLDB } = cv.AKAZE_DescriptorType;
    const akaze = own(
      new cv.AKAZE(DESCRIPTOR_MLDB, 0, 3, RESPONSE_MIN, OCTAVES, layers, cv.KAZE_DiffusivityType.DIFF_PM_G2),
    );
    const [keypoints, descriptors, mask] = [own(new cv.KeyPointVector()), own(new cv.Mat()), own(new cv.Mat())];
    akaze.detectAndCompute(image, mask, keypoints, descriptors);
    const all = Array.from({ length: keypoints.size() }, (_, at) => ({ at, ...keypoints.get(at) }));
    const kept = all.sort((a, b) => b.response - a.response).slice(0, keypointsMax);
    const rows = descriptors.data;
    const features = {
      width,
      height,
      points: Float32Array.from(kept.flatMap(({ pt }) => [pt.x, pt.y])),
      sizes: Float32Array.from(kept, ({ size }) => size),
      angles: Float32Array.from(kept, ({ angle }) => angle),
      descriptors: new Uint8Array(kept.length * DESCRIPTOR_BYTES),
    };
    kept.forEach(({ at }, place) => {
      features.descriptors.set(
        rows.subarray(at * DESCRIPTOR_BYTES, (at + 1) * DESCRIPTOR_BYTES),
        place * DESCRIPTOR_BYTES,
      );
    });
    return features;
  });
}

/** How far from its place an inlier may lie, pixels of the photo's grey picture. */
const INLIER_DISTANCE_MAX = 4;
const RANSAC_ROUNDS = 2_000;
const RANSAC_CONFIDENCE = 0.995;
/** A homography has four points of freedom; fewer agreements than this decide nothing. */
const MATCHES_MIN = 6;

/** Where a homography (3×3, row by row) brings a pixel, as a fraction of a picture of this size. */
const mapThrough =
  (h: Float64Array, width: number, height: number) =>
  (x: number, y: number): Point => {
    const depth = (h[6] ?? 0) * x + (h[7] ?? 0) * y + (h[8] ?? 0);
    return [
      ((h[0] ?? 0) * x + (h[1] ?? 0) * y + (h[2] ?? 0)) / depth / width,
      ((h[3] ?? 0) * x + (h[4] ?? 0) * y + (h[5] ?? 0)) / depth / height,
    ];
  };

const fractionsOf = ({ points, sizes, width, height }: LocalFeatures): Point[] =>
  Array.from(sizes, (_, at) => [(points[2 * at] ?? 0) / width, (points[2 * at + 1] ?? 0) / height]);

/**
 * How the cover lies in the photo, or null where nothing says that it does. Matches are cross-checked: each detail of one
 * has the other as its nearest. A ratio test alone lets many details fall on one point, and a degenerate map wins.
 */
export async function verify({ photo, cover }: { photo: PhotoFeatures; cover: LocalFeatures }) {
  const cv = await openCv();
  return withDisposal((own): Verification | null => {
    const count = { photo: photo.sizes.length, cover: cover.sizes.length };
    if (Math.min(count.photo, count.cover) < MATCHES_MIN) return null;
    const descriptorsOf = (features: LocalFeatures) => {
      const rows = own(new cv.Mat(features.sizes.length, DESCRIPTOR_BYTES, cv.CV_8UC1));
      rows.data.set(features.descriptors);
      return rows;
    };
    const matcher = own(
      new cv.BFMatcher(cv.NORM_HAMMING, true) as InstanceType<typeof cv.BFMatcher> & { delete(): void },
    );
    const matches = own(new cv.DMatchVector());
    matcher.match(descriptorsOf(cover), descriptorsOf(photo), matches);
    const size = matches.size();
    if (size < MATCHES_MIN) return null;
    const [from, to] = [own(new cv.Mat(size, 1, cv.CV_32FC2)), own(new cv.Mat(size, 1, cv.CV_32FC2))];
    for (let at = 0; at < size; at++) {
      const { queryIdx, trainIdx } = matches.get(at);
      from.data32F.set(cover.points.subarray(2 * queryIdx, 2 * queryIdx + 2), 2 * at);
      to.data32F.set(photo.points.subarray(2 * trainIdx, 2 * trainIdx + 2), 2 * at);
    }
    const mask = own(new cv.Mat());
    const homography = own(
      cv.findHomography(from, to, cv.USAC_MAGSAC, INLIER_DISTANCE_MAX, mask, RANSAC_ROUNDS, RANSAC_CONFIDENCE),
    );
    if (homography.empty()) return null;
    const toPiece = mapThrough(homography.data64F, photo.width, photo.height);
    const { width, height } = cover;
    const inPiece = [toPiece(0, 0), toPiece(width, 0), toPiece(width, height), toPiece(0, height)];
    if (!isPlausibleOutline(inPiece, width / height, photo.width / photo.height)) return null;
    const { frame } = photo;
    const outline = frame ? inPiece.map(throughCorners(frame.corners)) : inPiece;
    if (frame && !isPlausibleOutline(outline, width / height, frame.ratio)) return null;

    const inverse = own(homography.inv(cv.DECOMP_LU));
    const inCover = mapThrough(inverse.data64F, width, height);
    const inliers = Array.from(mask.data.subarray(0, size)).flatMap((isInlier, at) => (isInlier ? [at] : []));
    return {
      inliers: inliers.length,
      evenness: evennessOf(
        fractionsOf(cover),
        inliers.map((at): Point => [(from.data32F[2 * at] ?? 0) / width, (from.data32F[2 * at + 1] ?? 0) / height]),
        Array.from(photo.sizes, (_, at) => inCover(photo.points[2 * at] ?? 0, photo.points[2 * at + 1] ?? 0)),
      ),
      outline,
    };
  });
}

export type StraightenTask = { picture: Picture; corners: Point[]; width: number; height: number };

/**
 * What lies between four corners of a picture (fractions, clockwise from its own top left), seen straight on, as a
 * picture of this size. Where a corner lies outside, the edge goes on.
 */
export async function straighten({ picture, corners, width, height }: StraightenTask): Promise<Picture> {
  const cv = await openCv();
  return withDisposal((own) => {
    const image = own(new cv.Mat(picture.height, picture.width, cv.CV_8UC3));
    image.data.set(picture.data);
    const pointsOf = (points: Point[], across: number, down: number) => {
      const rows = own(new cv.Mat(points.length, 1, cv.CV_32FC2));
      // OpenCV counts from the middle of the first pixel.
      rows.data32F.set(points.flatMap(([x, y]) => [x * across - 0.5, y * down - 0.5]));
      return rows;
    };
    const from = pointsOf(corners, picture.width, picture.height);
    const square: Point[] = [
      [0, 0],
      [1, 0],
      [1, 1],
      [0, 1],
    ];
    const map = own(cv.getPerspectiveTransform(from, pointsOf(square, width, height)));
    const flat = own(new cv.Mat());
    cv.warpPerspective(image, flat, map, new cv.Size(width, height), cv.INTER_CUBIC, cv.BORDER_REPLICATE);
    return { data: new Uint8Array(flat.data), width, height };
  });
}

export type FlattenTask = {
  photo: Picture;
  /** The same, small enough to look for outlines in. */
  small: Picture;
  limit: number;
};

/** What lies in the outlines that most look like a cover's, seen straight on, best first. */
export async function flatten({ photo, small, limit }: FlattenTask): Promise<Flat[]> {
  const found = findQuadrilaterals(small, limit);
  return Promise.all(
    found.map(async (corners) => ({
      picture: await straighten({ picture: photo, corners, ...flatSize(corners, photo) }),
      corners,
    })),
  );
}
