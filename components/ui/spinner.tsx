import { cn } from "./cn";

/**
 * The scanning beam in a small viewfinder. Decorative: whoever shows it says in words what is going on
 * (a busy Button keeps its label, a loading region has a status text).
 */
export function Spinner({ className }: { className?: string }) {
  return (
    <svg viewBox="0 0 24 24" fill="none" aria-hidden="true" className={cn("size-5 shrink-0", className)}>
      <path
        d="M3 8V5a2 2 0 0 1 2-2h3M16 3h3a2 2 0 0 1 2 2v3M21 16v3a2 2 0 0 1-2 2h-3M8 21H5a2 2 0 0 1-2-2v-3"
        stroke="currentColor"
        strokeWidth="2"
        strokeLinecap="round"
      />
      <g className="animate-beam">
        <path d="M7 12h10" stroke="currentColor" strokeWidth="2.5" strokeLinecap="round" />
      </g>
    </svg>
  );
}

type ProgressProps = {
  /** What is in progress, for screen readers. */
  label: string;
  /** 0 to 1; leave out when unknown. */
  value?: number;
  className?: string;
};

/** A bar for work whose end is known (`value` 0–1), or a moving one when it is not. */
export function Progress({ label, value, className }: ProgressProps) {
  const percent = value === undefined ? undefined : Math.round(Math.min(1, Math.max(0, value)) * 100);
  return (
    <div
      role="progressbar"
      aria-label={label}
      aria-valuemin={0}
      aria-valuemax={100}
      aria-valuenow={percent}
      className={cn("h-1.5 w-full overflow-hidden rounded-full bg-line forced-colors:border", className)}
    >
      <div
        className={cn(
          "h-full rounded-full bg-primary forced-colors:bg-[Highlight]",
          percent === undefined ? "w-2/5 animate-indeterminate" : "transition-[width] duration-300",
        )}
        style={percent === undefined ? undefined : { width: `${percent}%` }}
      />
    </div>
  );
}
