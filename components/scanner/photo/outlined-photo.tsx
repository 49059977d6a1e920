"use client";

import { useState } from "react";
import { cn } from "@/components/ui/cn";
import { polygonPoints, type Size } from "../camera/frame-geometry";
import type { Candidate } from "../lookup/finding";

/** Side of the drawing's own units, so that the width of a line is a share of the photo and not of the screen. */
const LONG_SIDE = 100;

type OutlinedPhotoProps = {
  url: string;
  alt: string;
  outline: Candidate["outline"];
  /** Width of the line in hundredths of the photo's longer side. */
  line: number;
  /** The most that the photo may take up, as `max-w-*` and `max-h-*`; it keeps its shape. */
  className: string;
  /** The browser cannot show this kind of picture. */
  onFail: () => void;
};

/** The reader's photo, whole, with a line round the cover that was found in it: dark and light, so that one of them stands out. */
export function OutlinedPhoto({ url, alt, outline, line, className, onFail }: OutlinedPhotoProps) {
  const [size, setSize] = useState<Size | null>(null);
  const points = size && outline && polygonPoints(outline, size, LONG_SIDE);
  const scale = size ? LONG_SIDE / Math.max(size.width, size.height) : 0;
  return (
    <span className="relative block w-fit overflow-hidden rounded-md bg-well">
      {/* biome-ignore lint/performance/noImgElement: a picture of this moment, which only this page has */}
      <img
        src={url}
        alt={alt}
        onLoad={({ currentTarget: { naturalWidth, naturalHeight } }) =>
          setSize({ width: naturalWidth, height: naturalHeight })
        }
        onError={onFail}
        className={cn("block h-auto w-auto", className)}
      />
      {size && points && (
        <svg
          aria-hidden="true"
          viewBox={`0 0 ${size.width * scale} ${size.height * scale}`}
          className="absolute inset-0 size-full fill-none [stroke-linecap:round] [stroke-linejoin:round]"
        >
          <polygon points={points} pathLength={1} strokeWidth={line * 2} className="animate-outline stroke-black/70" />
          <polygon points={points} pathLength={1} strokeWidth={line} className="animate-outline stroke-brass" />
        </svg>
      )}
    </span>
  );
}
