"use client";

import { X } from "lucide-react";
import { type KeyboardEvent, type PointerEvent, useEffect, useRef, useState } from "react";
import { cn } from "@/components/ui/cn";
import { IconButton } from "@/components/ui/icon-button";
import { StarRow } from "./stars";
import { sayStars } from "./words";

type StarInputProps = {
  /** What is rated, for screen readers. */
  label: string;
  value: number | null;
  onChange: (rating: number | null) => void;
  className?: string;
};

const STEP = 0.5;
const STARS = 5;
/** Who walks through the stars with the keys gets there first. */
const KEYS_REST_MS = 450;

/**
 * Half stars: a slider for keys (arrows, Home, End, 1 to 5; Delete or 0 clears), a row to point at or to draw a finger
 * over. What is pointed at shows before it counts.
 */
export function StarInput({ label, value, onChange, className }: StarInputProps) {
  // What keys have chosen and nobody has been told yet; undefined: nothing.
  const [chosen, setChosen] = useState<number | null>();
  const [pointed, setPointed] = useState<number | null>(null);
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined);
  useEffect(() => () => clearTimeout(timer.current), []);
  const current = chosen === undefined ? value : chosen;
  const shown = pointed ?? current;

  function choose(rating: number | null, restMs: number) {
    clearTimeout(timer.current);
    setChosen(rating);
    timer.current = setTimeout(() => settle(rating), restMs);
  }

  function settle(rating = chosen) {
    clearTimeout(timer.current);
    setChosen(undefined);
    if (rating !== undefined && rating !== value) onChange(rating);
  }

  function onKeyDown(event: KeyboardEvent) {
    const rating = ratingByKey(event.key, current);
    if (rating === undefined) return;
    event.preventDefault();
    choose(rating, KEYS_REST_MS);
  }

  const onPointerUp = (event: PointerEvent) => {
    const rating = ratingAt(event);
    setPointed(null);
    // Once more on the same place takes them away.
    choose(rating === value ? null : rating, 0);
  };

  return (
    <div className={cn("flex min-h-11 flex-wrap items-center gap-x-1", className)}>
      <div
        role="slider"
        data-stars=""
        tabIndex={0}
        aria-label={label}
        aria-valuemin={0}
        aria-valuemax={STARS}
        aria-valuenow={current ?? 0}
        aria-valuetext={current === null ? "No stars" : sayStars(current)}
        onKeyDown={onKeyDown}
        // Who goes on to "Save" at once has chosen.
        onBlur={() => settle()}
        onPointerDown={(event) => {
          event.currentTarget.setPointerCapture(event.pointerId);
          setPointed(ratingAt(event));
        }}
        onPointerMove={(event) => setPointed(ratingAt(event))}
        onPointerLeave={() => setPointed(null)}
        onPointerCancel={() => setPointed(null)}
        onPointerUp={onPointerUp}
        className="inline-flex h-11 cursor-pointer touch-pan-y items-center rounded-sm px-1.5 text-[2rem]"
      >
        <StarRow rating={shown ?? 0} className="pointer-events-none gap-1" />
      </div>
      {current !== null && (
        <>
          <span aria-hidden="true" className="font-semibold text-sm tabular-nums">
            {shown}
          </span>
          <IconButton label="Take the stars away" onClick={() => choose(null, 0)}>
            <X aria-hidden="true" />
          </IconButton>
        </>
      )}
    </div>
  );
}

/** What a key makes of a rating; undefined for one that means nothing here. */
function ratingByKey(key: string, current: number | null): number | null | undefined {
  // From quarters, which imports bring, to the next half.
  const up = Math.min(STARS, (Math.floor((current ?? 0) / STEP) + 1) * STEP);
  const down = (Math.ceil((current ?? 0) / STEP) - 1) * STEP;
  if (key === "ArrowRight" || key === "ArrowUp") return up;
  if (key === "ArrowLeft" || key === "ArrowDown") return down >= STEP ? down : null;
  if (key === "Home") return STEP;
  if (key === "End") return STARS;
  if (key === "Delete" || key === "Backspace" || key === "0") return null;
  return /^[1-5]$/.test(key) ? Number(key) : undefined;
}

/** The half star under the pointer. */
function ratingAt({ currentTarget, clientX }: PointerEvent): number {
  const row = currentTarget.firstElementChild ?? currentTarget;
  const { left, width } = row.getBoundingClientRect();
  const share = (clientX - left) / width;
  return Math.max(STEP, Math.min(STARS, Math.ceil(share * STARS * 2) / 2));
}
