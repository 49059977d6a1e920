"use client";

import { ArrowDownNarrowWide, LayoutGrid, List, SlidersHorizontal } from "lucide-react";
import Link from "next/link";
import { useRouter } from "next/navigation";
import { type ReactNode, useState } from "react";
import { Button } from "@/components/ui/button";
import {
  DropdownMenu,
  DropdownMenuContent,
  DropdownMenuItem,
  DropdownMenuTrigger,
} from "@/components/ui/dropdown-menu";
import { Sheet, SheetContent } from "@/components/ui/sheet";
import { formatShelfQuery, partsOfQuery } from "@/lib/shelf/rules";
import {
  firstShelfPage,
  SHELF_SORTS,
  type ShelfChoices,
  type ShelfPage,
  type ShelfQuery,
  type ShelfSort,
  shelfHref,
} from "@/lib/shelf/schema";
import { ShelfFilters } from "./shelf-filters";
import { useAsk } from "./use-ask";
import { useChoices } from "./use-choices";

const SORT_NAMES: Record<ShelfSort, string> = {
  added: "Newest",
  title: "Title",
  author: "Author",
  year: "Year",
  rating: "Your stars",
  finished: "Last read",
  pages: "Shortest",
};

type ShelfToolbarProps = {
  /** The address of the page without its query string. */
  path?: string;
  page: ShelfPage;
  /** Where books can be narrowed here. */
  narrow?: { query: ShelfQuery; choices: Promise<ShelfChoices> };
  /** More buttons. */
  children?: ReactNode;
};

/** Order, look and, where there is no room for them at the side, the filters. */
export function ShelfToolbar({ path, page, narrow, children }: ShelfToolbarProps) {
  const router = useRouter();
  const other = page.view === "shelf" ? "list" : "shelf";
  const OtherIcon = page.view === "shelf" ? List : LayoutGrid;
  return (
    <div className="mb-4 flex items-center gap-1">
      {narrow && <FilterSheet page={page} {...narrow} />}
      <DropdownMenu>
        <DropdownMenuTrigger asChild>
          <Button variant="ghost" aria-label={`Order: ${SORT_NAMES[page.sort]}`} className="px-3">
            <ArrowDownNarrowWide aria-hidden="true" />
            {/* Beside the filters and all buttons there is no room for it on a phone. */}
            <span className="max-[30rem]:hidden">{SORT_NAMES[page.sort]}</span>
          </Button>
        </DropdownMenuTrigger>
        <DropdownMenuContent align="start">
          {SHELF_SORTS.map((sort) => (
            <DropdownMenuItem
              key={sort}
              onSelect={() => router.replace(shelfHref(firstShelfPage({ ...page, sort }), path), { scroll: false })}
              aria-current={sort === page.sort ? "true" : undefined}
              className="aria-[current=true]:font-bold"
            >
              {SORT_NAMES[sort]}
            </DropdownMenuItem>
          ))}
        </DropdownMenuContent>
      </DropdownMenu>
      <div className="ml-auto flex items-center">
        {children}
        <Link
          href={shelfHref(firstShelfPage({ ...page, view: other }), path)}
          replace
          scroll={false}
          className="grid size-11 place-items-center rounded-full text-muted hover:bg-well hover:text-ink"
        >
          <OtherIcon aria-hidden="true" className="size-5" />
          <span className="sr-only">{page.view === "shelf" ? "Show as a list" : "Show the covers"}</span>
        </Link>
      </div>
    </div>
  );
}

type FilterSheetProps = { query: ShelfQuery; choices: Promise<ShelfChoices>; page: ShelfPage };

/** The filters of a phone: they are set in peace, and asked for together. */
function FilterSheet({ query, choices: coming, page }: FilterSheetProps) {
  const choices = useChoices(coming);
  const [draft, setDraft] = useState<ShelfQuery | null>(null);
  const { ask, isPending } = useAsk(query, page);
  // The sheet goes with the books that are shown: closing it first would step back in history and cross the way there.
  const show = (wanted: ShelfQuery) => (formatShelfQuery(wanted) === page.q ? setDraft(null) : ask(wanted));
  const active = partsOfQuery(query).length;
  return (
    <>
      <Button variant="secondary" onClick={() => setDraft(query)} className="lg:hidden">
        <SlidersHorizontal aria-hidden="true" />
        Filters
        {active > 0 && <span className="tabular-nums">({active})</span>}
      </Button>
      {draft && (
        <Sheet open onOpenChange={() => setDraft(null)}>
          <SheetContent
            title="Filters"
            footer={
              <Button block loading={isPending} onClick={() => show(draft)}>
                Show books
              </Button>
            }
          >
            <ShelfFilters query={draft} choices={choices} onChange={setDraft} />
          </SheetContent>
        </Sheet>
      )}
    </>
  );
}

/** The same filters at the side of a wide window: each counts at once. */
export function FilterPanel({ query, choices: coming, page }: FilterSheetProps) {
  const choices = useChoices(coming);
  const { query: shown, ask, isPending } = useAsk(query, page);
  return (
    <aside aria-label="Filters" aria-busy={isPending || choices === null} className="hidden min-w-0 lg:block">
      <ShelfFilters query={shown} choices={choices} onChange={ask} />
    </aside>
  );
}
