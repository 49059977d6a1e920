import { Search } from "lucide-react";
import { cn } from "@/components/ui/cn";

type SearchFormProps = {
  /** "page" is the box of the search page; the one in the bar steps aside for it. */
  place: "bar" | "page";
  defaultValue?: string;
  className?: string;
};

/** The search box: a plain GET form, so it works before any script has come. */
export function SearchForm({ place, defaultValue, className }: SearchFormProps) {
  return (
    // biome-ignore lint/a11y/useSemanticElements: <search> is unknown to browsers that are still in use
    <form action="/search" role="search" data-search={place} className={cn("relative", className)}>
      <Search
        aria-hidden="true"
        className="pointer-events-none absolute top-1/2 left-3.5 size-5 -translate-y-1/2 text-muted"
      />
      <input
        type="search"
        name="q"
        defaultValue={defaultValue}
        aria-label="Search by title, author, ISBN or genre"
        placeholder="Title, author, ISBN or genre"
        autoComplete="off"
        enterKeyHint="search"
        aria-keyshortcuts={place === "page" ? "/" : undefined}
        className={cn(
          "block w-full rounded-full border border-line-strong bg-surface pr-4 pl-11 text-base text-ink transition-colors placeholder:text-muted hover:border-ink",
          place === "page" ? "min-h-13" : "min-h-11",
        )}
      />
    </form>
  );
}
