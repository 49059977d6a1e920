import { cn } from "./cn";

type ConfidenceMeterProps = {
  /** Calibrated probability, 0 to 1. */
  value: number;
  /** Why, in a plain sentence: "The barcode says so". */
  reason?: string;
  className?: string;
};

/**
 * The words for a probability. They rise with the value only; which answer is *given* is decided elsewhere.
 * 99 % is the highest figure shown: a measured probability is never certainty.
 */
export function confidenceWords(value: number): string {
  if (value >= 0.97) return "Sure";
  if (value >= 0.85) return "Almost sure";
  if (value >= 0.6) return "Likely";
  if (value >= 0.3) return "Perhaps";
  return "A guess";
}

/** How sure we are: plain words first, a bar to compare by, the figure for those who want it. */
export function ConfidenceMeter({ value, reason, className }: ConfidenceMeterProps) {
  const words = confidenceWords(value);
  const percent = Math.min(99, Math.max(1, Math.round(value * 100)));
  const tone = value >= 0.85 ? "bg-success" : value >= 0.6 ? "bg-beam" : "bg-line-strong";
  return (
    <div className={cn("grid gap-1.5", className)}>
      <div className="flex items-baseline justify-between gap-3">
        <span className="font-semibold">{words}</span>
        <span className="text-muted text-sm tabular-nums">{percent}&thinsp;%</span>
      </div>
      {/* biome-ignore lint/a11y/useSemanticElements: <meter> cannot be styled the same in every browser */}
      <div
        role="meter"
        aria-label="How sure"
        aria-valuemin={0}
        aria-valuemax={100}
        aria-valuenow={percent}
        aria-valuetext={`${words}, ${percent} percent`}
        className="relative h-2 overflow-hidden rounded-full bg-line ring-1 ring-line-strong ring-inset"
      >
        <div
          className={cn("h-full rounded-full forced-colors:bg-[Highlight]", tone)}
          style={{ width: `${percent}%` }}
        />
      </div>
      {reason && <p className="text-muted text-sm">{reason}</p>}
    </div>
  );
}
