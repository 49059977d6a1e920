import { cn } from "@/components/ui/cn";

/** The letter is a bookmark: its foot is the swallow tail. Drawn on a 64 grid; scripts/draw-icons.mjs uses the same paths. */
const FRAME = "M8 20v-6a6 6 0 0 1 6-6h6M44 8h6a6 6 0 0 1 6 6v6M56 44v6a6 6 0 0 1-6 6h-6M20 56h-6a6 6 0 0 1-6-6v-6";
const LETTER = "M21 17h13.5a9.5 9.5 0 0 1 5.6 17.2L45 48.5 32.6 40.6 21 48.5ZM28.5 23.4v6.2h5.6a3.1 3.1 0 0 0 0-6.2Z";

/** The letter alone, for where something else draws the frame. */
export function LogoLetter({ className }: { className?: string }) {
  return (
    <svg viewBox="18 14 30 37" aria-hidden="true" className={cn("h-6 shrink-0", className)}>
      <path d={LETTER} fill="currentColor" fillRule="evenodd" />
    </svg>
  );
}

// An open-cornered frame that holds an R.
function LogoMark() {
  return (
    <svg viewBox="0 0 64 64" aria-hidden="true" className="size-8 shrink-0">
      <path d={FRAME} fill="none" strokeWidth="5.5" strokeLinecap="round" className="stroke-beam" />
      <path d={LETTER} fill="currentColor" fillRule="evenodd" />
    </svg>
  );
}

/** Mark and name. */
export function Logo({ className }: { className?: string }) {
  return (
    <span className={cn("inline-flex items-center gap-2", className)}>
      <LogoMark />
      <span className="font-bold font-book text-xl tracking-tight">Ridizi</span>
    </span>
  );
}
