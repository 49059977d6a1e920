import { cn } from "@/components/ui/cn";
import { sayStars } from "./words";

const STAR = "M12 2.6l2.9 5.9 6.5.9-4.7 4.6 1.1 6.5-5.8-3.1-5.8 3.1 1.1-6.5L2.6 9.4l6.5-.9z";

/** Five stars, filled from the left as far as the rating goes: quarters too. Decorative; say the number beside it. */
export function StarRow({ rating, className }: { rating: number; className?: string }) {
  return (
    <span aria-hidden="true" className={cn("inline-flex text-primary", className)}>
      {[0, 1, 2, 3, 4].map((at) => (
        <Star key={at} share={Math.max(0, Math.min(1, rating - at))} />
      ))}
    </span>
  );
}

function Star({ share }: { share: number }) {
  return (
    <svg viewBox="0 0 24 24" className="size-[1em] overflow-visible" aria-hidden="true">
      <path d={STAR} fill="none" stroke="currentColor" strokeWidth="1.5" strokeLinejoin="round" />
      {share > 0 && (
        // What is beyond its own edge an inner drawing does not show.
        <svg x="-2" y="-2" width={2 + 22 * share} height="28" viewBox={`-2 -2 ${2 + 22 * share} 28`} aria-hidden="true">
          <path d={STAR} fill="currentColor" stroke="currentColor" strokeWidth="1.5" strokeLinejoin="round" />
        </svg>
      )}
    </svg>
  );
}

/** Somebody's stars, to be seen and heard. */
export function Stars({ rating, className }: { rating: number; className?: string }) {
  return (
    <span className={cn("inline-flex items-center gap-1.5", className)}>
      <StarRow rating={rating} />
      <span className="sr-only">{sayStars(rating)}</span>
    </span>
  );
}
