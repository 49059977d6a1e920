/** RGB, row by row. */
export type Raster = { data: Uint8Array; width: number; height: number };

/** A rectangle at any angle, pixels. */
export type Rectangle = {
  /** Of its centre. */
  x: number;
  y: number;
  length: number;
  /** Never more than the length. */
  height: number;
  /** Of the long side, clockwise from "to the right", radians, 0 to π. */
  angle: number;
};

/** A rectangle that holds text and the direction in which it is read. */
export type Strip = { x: number; y: number; width: number; height: number; angle: number };
