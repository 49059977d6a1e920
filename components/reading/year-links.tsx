import Link from "next/link";
import { ScrollRow } from "@/components/ui/scroll-row";

export type YearLink = { href: string; label: string; count?: number; isHere: boolean };

/** Years to choose from, the latest first. */
export function YearLinks({ years }: { years: YearLink[] }) {
  return (
    <ScrollRow aria-label="Year" className="-mx-4 mb-5 gap-1.5 px-4 py-1 md:flex-wrap">
      {years.map(({ href, label, count, isHere }) => (
        <Link
          key={href}
          href={href}
          aria-current={isHere ? "page" : undefined}
          className="inline-flex min-h-11 shrink-0 items-center gap-1.5 rounded-full border border-line-strong bg-surface px-4 font-semibold text-sm tabular-nums hover:border-ink aria-[current=page]:border-primary aria-[current=page]:bg-primary-soft aria-[current=page]:text-on-primary-soft"
        >
          {label}
          {count !== undefined && <span className="font-normal">{count.toLocaleString("en")}</span>}
        </Link>
      ))}
    </ScrollRow>
  );
}
