"use client";

import { CircleAlert, CircleCheck, CircleDot } from "lucide-react";
import { useEffect, useState } from "react";
import { cn } from "@/components/ui/cn";
import { Spinner } from "@/components/ui/spinner";
import type { Tone } from "@/lib/scanning/schema";
import type { RunItem } from "./run";

const TONES: Record<Tone, { Icon: typeof CircleCheck; className: string }> = {
  done: { Icon: CircleCheck, className: "text-success" },
  present: { Icon: CircleDot, className: "text-muted" },
  alert: { Icon: CircleAlert, className: "text-danger" },
};

/** What became of a book, in words and in a sign. */
export function Outcome({ item: { state, heldUntil, act, problem, isUndone } }: { item: RunItem }) {
  if (state === "looking" || state === "acting" || state === "held") {
    return (
      <p className="flex items-center gap-1.5 text-muted text-sm tabular-nums">
        <Spinner />
        {heldUntil !== null ? <Pause until={heldUntil} /> : state === "looking" ? "Looking…" : "One moment…"}
      </p>
    );
  }
  const tone: Tone = state === "settled" && act ? (isUndone ? "present" : act.tone) : "alert";
  const { Icon, className } = TONES[state === "waiting" ? "present" : tone];
  return (
    <p className={cn("flex items-start gap-1.5 text-sm", isUndone && "text-muted")}>
      <Icon aria-hidden="true" className={cn("mt-0.5 size-4 shrink-0", className)} />
      <span className="min-w-0 break-words">
        {isUndone
          ? (problem ?? "Undone")
          : state === "waiting"
            ? "Not in the catalogue yet. Being looked up…"
            : (problem ?? act?.said)}
      </span>
    </p>
  );
}

/** Counts down to when a book that the server had no time for is tried again by itself. */
function Pause({ until }: { until: number }) {
  const [leftMs, setLeftMs] = useState(() => until - Date.now());
  useEffect(() => {
    const timer = setInterval(() => setLeftMs(until - Date.now()), 1000);
    return () => clearInterval(timer);
  }, [until]);
  return `Waits ${Math.max(1, Math.ceil(leftMs / 1000))} s`;
}
