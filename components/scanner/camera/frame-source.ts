import { fitWithin, middleOf, type Region, regionBehind, visibleRegion } from "./frame-geometry";
import { BLUR_LONG_SIDE, blurriness, sharpness } from "./sharpness";

/** A retail code fills 95 modules, so this is plenty, and a larger frame only takes longer to read. */
const READ_LONG_SIDE_MAX = 1_280;
const SHOT_LONG_SIDE_MAX = 1_024;
/** The sharpness of pictures is compared at this size: enough to see focus, little enough to be free. */
const COMPARE_LONG_SIDE_MAX = 256;

/** A grown margin around the frame: people overfill it, and a cover with its edges cut off is harder to know. */
const SHOT_MARGIN = 0.18;

/** Which part of what the reader sees is read. */
export type Part = "middle" | "whole";

/** The running video and the frame that stands over it. */
export type Viewport = { video: HTMLVideoElement; frame: HTMLElement | null };

/** A part of what the reader sees of a running video; null while there is no picture yet. The caller closes it. */
export function grabForReading(viewport: Viewport, part: Part): Promise<ImageBitmap> | null {
  const visible = visibleOf(viewport.video);
  if (!visible) return null;
  // Where people hold a barcode; all of the width, since a code cut off at the side is lost.
  const region = part === "middle" ? middleOf(behindFrame(viewport, visible, 0.1), 1, 0.6) : visible;
  return grab(viewport.video, region, READ_LONG_SIDE_MAX);
}

/** What stands in the frame, at the size of an upload; null while there is no picture yet. The caller closes it. */
export function grabForShot(viewport: Viewport): Promise<ImageBitmap> | null {
  const visible = visibleOf(viewport.video);
  return visible && grab(viewport.video, behindFrame(viewport, visible, SHOT_MARGIN), SHOT_LONG_SIDE_MAX);
}

/**
 * The sharpest picture of what stands in the frame: of now and of just before; closes the others. Undefined only when there is
 * none. The caller closes it.
 */
export async function takeShot(viewport: Viewport, earlier: ImageBitmap[]): Promise<ImageBitmap | undefined> {
  // A camera that has ended meanwhile gives no more; what it gave just before is as good.
  const now = await grabForShot(viewport)?.catch(() => null);
  return keepSharpest(now ? [...earlier, now] : earlier);
}

/** The sharpest of some pictures of the same scene; closes the others. */
function keepSharpest(pictures: ImageBitmap[]): ImageBitmap | undefined {
  const [best, ...others] = pictures
    .map((picture) => ({ picture, sharpness: sharpnessOf(picture) }))
    .sort((one, two) => two.sharpness - one.sharpness);
  for (const { picture } of others) picture.close();
  return best?.picture;
}

/** The hand may be over another book by then, and a sharper picture of the one before would be sent for it. */
const SHOT_AGE_MAX_MS = 500;

/**
 * The last few shots, so that the one taken by the shutter can be older than the tremor of pressing it. Takes the clock as
 * an argument, in milliseconds.
 */
export class ShotBuffer {
  #shots: { picture: ImageBitmap; at: number }[] = [];

  readonly #capacity: number;

  constructor(capacity: number) {
    this.#capacity = capacity;
  }

  push(picture: ImageBitmap, at: number) {
    this.#shots.push({ picture, at });
    if (this.#shots.length > this.#capacity) this.#shots.shift()?.picture.close();
  }

  /** Hands over those of the last half second, and closes the others; whoever takes them closes them. */
  take(at: number): ImageBitmap[] {
    const taken = this.#shots.splice(0);
    const isFresh = (shot: { at: number }) => at - shot.at <= SHOT_AGE_MAX_MS;
    for (const shot of taken) if (!isFresh(shot)) shot.picture.close();
    return taken.filter(isFresh).map(({ picture }) => picture);
  }

  clear() {
    for (const { picture } of this.#shots.splice(0)) picture.close();
  }
}

function visibleOf(video: HTMLVideoElement): Region | null {
  if (video.readyState < HTMLMediaElement.HAVE_CURRENT_DATA || video.videoWidth === 0) return null;
  return visibleRegion(
    { width: video.videoWidth, height: video.videoHeight },
    { width: video.clientWidth, height: video.clientHeight },
  );
}

function behindFrame({ video, frame }: Viewport, visible: Region, margin: number): Region {
  if (!frame) return visible;
  const screen = video.getBoundingClientRect();
  const box = frame.getBoundingClientRect();
  const placed = { x: box.x - screen.x, y: box.y - screen.y, width: box.width, height: box.height };
  return regionBehind(visible, screen, placed, margin);
}

function grab(video: HTMLVideoElement, { x, y, width, height }: Region, longSideMax: number): Promise<ImageBitmap> {
  const size = fitWithin({ width, height }, longSideMax);
  return createImageBitmap(video, x, y, width, height, {
    resizeWidth: size.width,
    resizeHeight: size.height,
    resizeQuality: "medium",
  });
}

/** How blurred a frame is, from 0 to 1; null where there is nothing to tell by. The frame stays open. */
export function blurrinessOf(frame: ImageBitmap): number | null {
  const pixels = reduced(frame, BLUR_LONG_SIDE);
  return pixels && blurriness(pixels);
}

function sharpnessOf(picture: ImageBitmap): number {
  const pixels = reduced(picture, COMPARE_LONG_SIDE_MAX);
  return pixels ? sharpness(pixels) : 0;
}

function reduced(picture: ImageBitmap, longSideMax: number): ImageData | null {
  const { width, height } = fitWithin(picture, longSideMax);
  const canvas = document.createElement("canvas");
  canvas.width = width;
  canvas.height = height;
  const context = canvas.getContext("2d", { willReadFrequently: true });
  if (!context) return null;
  context.imageSmoothingQuality = "high";
  context.drawImage(picture, 0, 0, width, height);
  return context.getImageData(0, 0, width, height);
}
