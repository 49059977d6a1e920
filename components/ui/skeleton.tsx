import { cn } from "./cn";

/** A grey stand-in of the size of what is coming. Hidden from screen readers; give the region a status text. */
export function Skeleton({ className }: { className?: string }) {
  return <div aria-hidden="true" className={cn("animate-breathe rounded-sm bg-line/70", className)} />;
}
