import { X } from "lucide-react";
import Link from "next/link";
import { formatShelfQuery, partsOfQuery } from "@/lib/shelf/rules";
import { EVERYTHING, firstShelfPage, type ShelfPage, type ShelfQuery, shelfHref } from "@/lib/shelf/schema";

type ShelfChipsProps = { query: ShelfQuery; page: ShelfPage };

/** What the books are narrowed by, each a link to the same without it. */
export function ShelfChips({ query, page }: ShelfChipsProps) {
  const parts = partsOfQuery(query);
  if (parts.length === 0) return null;
  const to = (next: ShelfQuery) => shelfHref(firstShelfPage({ ...page, q: formatShelfQuery(next) }));
  return (
    <ul aria-label="Filters" className="mb-4 flex flex-wrap gap-1.5">
      {parts.map(({ words, without }) => (
        <li key={words} className="max-w-full">
          <Link
            href={to(without)}
            scroll={false}
            aria-label={`${words}: take this filter away`}
            className="inline-flex min-h-11 max-w-full items-center gap-1.5 rounded-full bg-primary-soft pr-2.5 pl-4 font-semibold text-on-primary-soft text-sm hover:bg-primary hover:text-on-primary"
          >
            <span className="truncate">{words}</span>
            <X aria-hidden="true" className="size-4 shrink-0" />
          </Link>
        </li>
      ))}
      {parts.length > 1 && (
        <li>
          <Link
            href={to(EVERYTHING)}
            scroll={false}
            className="inline-flex min-h-11 items-center rounded-full px-3.5 font-semibold text-muted text-sm hover:bg-well hover:text-ink"
          >
            Show all books
          </Link>
        </li>
      )}
    </ul>
  );
}
