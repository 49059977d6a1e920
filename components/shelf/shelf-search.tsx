"use client";

import { CircleHelp, Search } from "lucide-react";
import { useState } from "react";
import { IconButton } from "@/components/ui/icon-button";
import type { QueryProblem } from "@/lib/shelf/rules";
import type { ShelfPage } from "@/lib/shelf/schema";

type ShelfSearchProps = { page: Pick<ShelfPage, "q" | "sort" | "view" | "edit">; problems: QueryProblem[] };

const EXAMPLES: [string, string][] = [
  ["left hand", "both words, in title, author, series or genre"],
  ["tag:gift", "with the tag; tag:gift,lend with either; -tag:gift without"],
  ["status:read", "or want, reading, stopped, none; status:want,reading"],
  ["rating:>=4", "four stars or more; rating:3..4, rating:none"],
  ['author:"Le Guin"', "also series:, genre:, language:French"],
  ["year:1960..1979", "or year:1984, year:>=2000"],
  ["added:2024-05", "came in May 2024; added:>=2024"],
  ["-owned", "no copy in the house; owned, place:Study, collection:Sea"],
  ["has:review", "or has:rating, has:tag, has:isbn; with a minus for those without"],
];

/** The search box over one's own books, which knows a few words of its own. "/" leads to it. */
export function ShelfSearch({ page, problems }: ShelfSearchProps) {
  const [isHelping, setHelping] = useState(false);

  return (
    <div className="mb-4 grid gap-2">
      {/* biome-ignore lint/a11y/useSemanticElements: <search> is unknown to browsers that are still in use */}
      <form action="/library/books" role="search" aria-label="Your books" className="flex gap-1">
        <div className="relative min-w-0 flex-1">
          <Search
            aria-hidden="true"
            className="pointer-events-none absolute top-1/2 left-3.5 size-5 -translate-y-1/2 text-muted"
          />
          <input
            type="search"
            name="q"
            defaultValue={page.q}
            aria-label="Search your books"
            aria-describedby={problems.length > 0 ? "shelf-problems" : undefined}
            aria-keyshortcuts="/"
            placeholder="Title, author, tag:gift…"
            autoComplete="off"
            autoCapitalize="none"
            spellCheck={false}
            enterKeyHint="search"
            className="block min-h-11 w-full rounded-full border border-line-strong bg-surface pr-4 pl-11 text-base text-ink transition-colors placeholder:text-muted hover:border-ink"
          />
        </div>
        {page.sort !== "added" && <input type="hidden" name="sort" value={page.sort} />}
        {page.view !== "shelf" && <input type="hidden" name="view" value={page.view} />}
        {page.edit && <input type="hidden" name="edit" value={page.edit} />}
        <IconButton
          label="What you can ask for"
          aria-expanded={isHelping}
          aria-controls="shelf-help"
          onClick={() => setHelping((now) => !now)}
        >
          <CircleHelp aria-hidden="true" />
        </IconButton>
      </form>
      {problems.length > 0 && (
        <div
          id="shelf-problems"
          role="status"
          className="rounded-md bg-beam-soft px-4 py-2.5 text-on-beam-soft text-sm"
        >
          <ul className="grid gap-1">
            {problems.map(({ part, message }) => (
              <li key={part}>
                <code className="font-semibold">{part}</code> was left out. {message}
              </li>
            ))}
          </ul>
        </div>
      )}
      <dl
        id="shelf-help"
        hidden={!isHelping}
        className="grid grid-cols-1 gap-x-4 gap-y-1 rounded-md border border-line bg-surface px-4 py-3 text-sm not-[[hidden]]:grid sm:grid-cols-[auto_minmax(0,1fr)] [&[hidden]]:hidden"
      >
        {EXAMPLES.map(([example, meaning]) => (
          <div key={example} className="contents">
            <dt className="font-mono font-semibold max-sm:mt-1">{example}</dt>
            <dd className="text-muted">{meaning}</dd>
          </div>
        ))}
      </dl>
    </div>
  );
}
