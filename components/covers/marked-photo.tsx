"use client";

import { type KeyboardEvent, type PointerEvent, useRef } from "react";
import { cn } from "@/components/ui/cn";
import type { Corners } from "@/lib/covers/straightening/schema";

const NAMES = ["Top left", "Top right", "Bottom right", "Bottom left"] as const;
/** Share of the photo's sides that an arrow key moves a corner by, and with Shift. */
const STEP = 0.005;
const LARGE_STEP = 0.05;

const DIRECTIONS: Record<string, readonly [x: number, y: number]> = {
  ArrowLeft: [-1, 0],
  ArrowRight: [1, 0],
  ArrowUp: [0, -1],
  ArrowDown: [0, 1],
};

const within = (value: number) => Math.round(Math.min(1, Math.max(0, value)) * 10_000) / 10_000;
const percent = (value: number) => `${Math.round(value * 100)} %`;

type MarkedPhotoProps = {
  src: string;
  alt: string;
  /** Where the cover lies in it; a line goes round it. */
  corners: Corners | null;
  /** Lets the corners be moved, by pointer and by keyboard. */
  onMark?: (corners: Corners) => void;
  className?: string;
};

/** A reader's photo with a line round the cover in it, and handles at its corners where they may be moved. */
export function MarkedPhoto({ src, alt, corners, onMark, className }: MarkedPhotoProps) {
  const frame = useRef<HTMLSpanElement>(null);

  function move(at: number, x: number, y: number) {
    onMark?.(corners?.map((corner, place) => (place === at ? [within(x), within(y)] : corner)) as Corners);
  }

  function onPointerMove(event: PointerEvent<HTMLButtonElement>, at: number) {
    if (!frame.current || !event.currentTarget.hasPointerCapture(event.pointerId)) return;
    const { left, top, width, height } = frame.current.getBoundingClientRect();
    move(at, (event.clientX - left) / width, (event.clientY - top) / height);
  }

  function onKeyDown(event: KeyboardEvent, at: number) {
    const direction = DIRECTIONS[event.key];
    const corner = corners?.[at];
    if (!direction || !corner) return;
    event.preventDefault();
    const step = event.shiftKey ? LARGE_STEP : STEP;
    move(at, corner[0] + direction[0] * step, corner[1] + direction[1] * step);
  }

  return (
    <span ref={frame} className="relative block w-fit rounded-sm bg-well">
      {/* biome-ignore lint/performance/noImgElement: seen by few, never cached, in one size */}
      <img
        src={src}
        alt={alt}
        loading="lazy"
        draggable={false}
        className={cn("block h-auto rounded-sm text-muted text-xs", className)}
      />
      {corners && (
        <svg
          aria-hidden="true"
          viewBox="0 0 1 1"
          preserveAspectRatio="none"
          className="pointer-events-none absolute inset-0 size-full overflow-hidden fill-none [stroke-linejoin:round]"
        >
          {["stroke-black/70 stroke-4", "stroke-brass stroke-2"].map((line) => (
            <polygon key={line} points={corners.join(" ")} vectorEffect="non-scaling-stroke" className={line} />
          ))}
        </svg>
      )}
      {corners &&
        onMark &&
        corners.map(([x, y], at) => (
          <button
            key={NAMES[at]}
            type="button"
            aria-label={`${NAMES[at]} corner of the cover: ${percent(x)} from the left, ${percent(y)} from the top`}
            aria-keyshortcuts="ArrowLeft ArrowRight ArrowUp ArrowDown"
            onPointerDown={(event) => event.currentTarget.setPointerCapture(event.pointerId)}
            onPointerMove={(event) => onPointerMove(event, at)}
            onKeyDown={(event) => onKeyDown(event, at)}
            style={{ left: `${x * 100}%`, top: `${y * 100}%` }}
            className="absolute grid size-11 -translate-x-1/2 -translate-y-1/2 cursor-move touch-none place-items-center rounded-full"
          >
            {/* The first is filled: where the cover's own top left is, nothing else tells. */}
            <span
              className={cn(
                "size-5 rounded-full border-2 border-brass shadow-[0_0_0_2px_rgb(0_0_0/0.7)] forced-colors:border-[ButtonText]",
                at === 0 ? "bg-brass" : "bg-black/30",
              )}
            />
          </button>
        ))}
    </span>
  );
}
