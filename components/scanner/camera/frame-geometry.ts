export type Size = { width: number; height: number };
export type Region = Size & { x: number; y: number };

/** The part of the picture that `object-fit: cover` leaves visible in a box, in pixels of the picture. */
export function visibleRegion(picture: Size, box: Size): Region {
  if (box.width <= 0 || box.height <= 0) return { x: 0, y: 0, ...picture };
  const scale = Math.max(box.width / picture.width, box.height / picture.height);
  const width = Math.min(picture.width, Math.max(1, Math.round(box.width / scale)));
  const height = Math.min(picture.height, Math.max(1, Math.round(box.height / scale)));
  return {
    x: Math.floor((picture.width - width) / 2),
    y: Math.floor((picture.height - height) / 2),
    width,
    height,
  };
}

/**
 * The part of the picture behind a box that stands over it, with a margin around (as a share of the box's sides) as
 * far as the visible part reaches. `box` is in pixels of the screen, from the corner of the `screen` that shows the picture.
 */
export function regionBehind(visible: Region, screen: Size, box: Region, margin: number): Region {
  const scale = visible.width / screen.width;
  const left = Math.max(0, box.x - box.width * margin);
  const top = Math.max(0, box.y - box.height * margin);
  const right = Math.min(screen.width, box.x + box.width * (1 + margin));
  const bottom = Math.min(screen.height, box.y + box.height * (1 + margin));
  const x = visible.x + Math.round(left * scale);
  const y = visible.y + Math.round(top * scale);
  return {
    x,
    y,
    width: Math.max(1, Math.min(visible.x + visible.width - x, Math.round((right - left) * scale))),
    height: Math.max(1, Math.min(visible.y + visible.height - y, Math.round((bottom - top) * scale))),
  };
}

/** The middle of a region, by shares of its sides (0 to 1). */
export function middleOf(region: Region, shareOfWidth: number, shareOfHeight: number): Region {
  const width = Math.max(1, Math.round(region.width * shareOfWidth));
  const height = Math.max(1, Math.round(region.height * shareOfHeight));
  return {
    x: region.x + Math.floor((region.width - width) / 2),
    y: region.y + Math.floor((region.height - height) / 2),
    width,
    height,
  };
}

/** The point of the picture, as fractions of its sides, that is seen at a point of a box that shows `visible` of it. */
export function pointBehind(
  picture: Size,
  visible: Region,
  screen: Size,
  at: { x: number; y: number },
): { x: number; y: number } {
  const within = (value: number) => Math.min(1, Math.max(0, value));
  return {
    x: within((visible.x + (at.x / screen.width) * visible.width) / picture.width),
    y: within((visible.y + (at.y / screen.height) * visible.height) / picture.height),
  };
}

/** A corner, as fractions of a picture's width and height; it may lie outside. */
type Corner = readonly [x: number, y: number];

/** Corners in a picture that is scaled to a longer side of `longSide`, as the `points` of an SVG polygon. */
export function polygonPoints(corners: readonly Corner[], { width, height }: Size, longSide: number): string {
  const scale = longSide / Math.max(width, height);
  return corners.map(([x, y]) => `${round(x * width * scale)},${round(y * height * scale)}`).join(" ");
}

const round = (value: number): number => Math.round(value * 100) / 100;

/** Scales down so that the longer side is at most `longSideMax`; never up. */
export function fitWithin({ width, height }: Size, longSideMax: number): Size {
  const scale = Math.min(1, longSideMax / Math.max(width, height));
  return { width: Math.max(1, Math.round(width * scale)), height: Math.max(1, Math.round(height * scale)) };
}
