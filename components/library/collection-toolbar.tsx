import { LayoutGrid, List } from "lucide-react";
import Link from "next/link";
import type { ReactNode } from "react";
import { cn } from "@/components/ui/cn";
import { ScrollRow } from "@/components/ui/scroll-row";
import { COLLECTION_SORTS, type CollectionLook, type CollectionSort, firstPage, pageHref } from "@/lib/library/schema";
import { SelectButton } from "./selection";

const SORT_NAMES: Record<CollectionSort, string> = {
  added: "Newest",
  title: "Title",
  author: "Author",
  year: "Year",
  hand: "By hand",
};

type CollectionToolbarProps = { id: number; sort: CollectionSort; view: CollectionLook };

/** Order and view, as links: they work before any script has come, and the address can be kept. */
export function CollectionToolbar({ id, sort, view }: CollectionToolbarProps) {
  const other = view === "shelf" ? "list" : "shelf";
  const OtherIcon = view === "shelf" ? List : LayoutGrid;
  return (
    <div className="mb-5 flex items-center justify-between gap-2">
      <ScrollRow aria-label="Order" className="-mx-1 min-w-0 px-1 py-1 sm:gap-1">
        {COLLECTION_SORTS.map((value) => (
          <Choice
            key={value}
            href={pageHref(`/library/${id}`, firstPage({ sort: value, view }))}
            isCurrent={value === sort}
          >
            {SORT_NAMES[value]}
          </Choice>
        ))}
      </ScrollRow>
      <div className="flex shrink-0">
        <SelectButton />
        <Choice href={pageHref(`/library/${id}`, firstPage({ sort, view: other }))} isCurrent={false}>
          <OtherIcon aria-hidden="true" className="size-5" />
          <span className="sr-only">{view === "shelf" ? "Show as a list" : "Show the covers"}</span>
        </Choice>
      </div>
    </div>
  );
}

type ChoiceProps = { href: string; isCurrent: boolean; children: ReactNode };

function Choice({ href, isCurrent, children }: ChoiceProps) {
  return (
    <Link
      href={href}
      replace
      scroll={false}
      aria-current={isCurrent ? "true" : undefined}
      className={cn(
        "inline-flex min-h-11 min-w-11 shrink-0 items-center whitespace-nowrap justify-center rounded-full px-3 font-semibold sm:px-3.5 text-sm",
        isCurrent ? "bg-primary text-on-primary" : "text-muted hover:bg-well hover:text-ink",
      )}
    >
      {children}
    </Link>
  );
}
