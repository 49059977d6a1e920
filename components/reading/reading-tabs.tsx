import Link from "next/link";
import { ScrollRow } from "@/components/ui/scroll-row";
import { READING_LISTS, type ReadingPage, readingHref, type Status } from "@/lib/reading/schema";
import { STATUS_NAMES } from "@/lib/reading/statuses/rules";

type ReadingTabsProps = { show: ReadingPage["show"]; counts: Record<Status, number> };

/** The lists of the room, each with how many books are in it. */
export function ReadingTabs({ show, counts }: ReadingTabsProps) {
  return (
    <ScrollRow aria-label="Lists" className="-mx-4 mb-5 gap-1 border-line border-b px-4">
      {READING_LISTS.map((one) => (
        <Link
          key={one}
          href={readingHref({ show: one })}
          aria-current={one === show ? "page" : undefined}
          className="-mb-px inline-flex min-h-11 shrink-0 items-center gap-1.5 border-transparent border-b-3 px-3 font-semibold text-muted hover:text-ink aria-[current=page]:border-primary aria-[current=page]:text-ink"
        >
          {one === "now" ? "Now" : STATUS_NAMES[one]}
          <span className="font-normal text-sm tabular-nums">
            {counts[one === "now" ? "reading" : one].toLocaleString("en")}
          </span>
        </Link>
      ))}
    </ScrollRow>
  );
}
