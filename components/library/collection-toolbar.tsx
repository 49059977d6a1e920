import { LayoutGrid, List } from "lucide-react";
import Link from "next/link";
import type { ReactNode } from "react";
import { cn } from "@/components/ui/cn";
import {
  COLLECTION_SORTS,
  type CollectionPage,
  type CollectionSort,
  collectionHref,
  firstPage,
} from "@/lib/library/schema";

const SORT_NAMES: Record<CollectionSort, string> = { added: "Newest", title: "Title", author: "Author", year: "Year" };

type CollectionToolbarProps = { id: number } & Pick<CollectionPage, "sort" | "view">;

/** Order and view, as links: they work before any script has come, and the address can be kept. */
export function CollectionToolbar({ id, sort, view }: CollectionToolbarProps) {
  const views = [
    { value: "shelf", label: "Covers", Icon: LayoutGrid },
    { value: "list", label: "List", Icon: List },
  ] as const;
  return (
    <div className="mb-5 flex flex-wrap items-center justify-between gap-x-4 gap-y-2">
      <nav aria-label="Order" className="-mx-1 flex max-w-full gap-1 overflow-x-auto px-1 py-1 [scrollbar-width:none]">
        {COLLECTION_SORTS.map((value) => (
          <Choice key={value} href={collectionHref(id, firstPage({ sort: value, view }))} isCurrent={value === sort}>
            {SORT_NAMES[value]}
          </Choice>
        ))}
      </nav>
      <nav aria-label="View" className="flex gap-1">
        {views.map(({ value, label, Icon }) => (
          <Choice key={value} href={collectionHref(id, firstPage({ sort, view: value }))} isCurrent={value === view}>
            <Icon aria-hidden="true" className="size-5" />
            <span className="sr-only">{label}</span>
          </Choice>
        ))}
      </nav>
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
        "inline-flex min-h-11 min-w-11 items-center justify-center rounded-full px-3.5 font-semibold text-sm",
        isCurrent ? "bg-primary text-on-primary" : "text-muted hover:bg-well hover:text-ink",
      )}
    >
      {children}
    </Link>
  );
}
