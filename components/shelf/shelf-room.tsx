import Link from "next/link";
import { Suspense } from "react";
import { LibraryHeader } from "@/components/library/library-header";
import { NoBooks } from "@/components/library/no-books";
import { countBooks } from "@/components/library/words";
import { ButtonLink } from "@/components/ui/button-link";
import { EmptyState } from "@/components/ui/empty-state";
import type { Collection } from "@/lib/library/schema";
import { formatShelfQuery, isEverything, type QueryProblem } from "@/lib/shelf/rules";
import type { SavedQuery } from "@/lib/shelf/schema";
import {
  EVERYTHING,
  firstShelfPage,
  type ShelfBooks,
  type ShelfChoices,
  type ShelfPage,
  type ShelfQuery,
  shelfHref,
  type WayOut,
} from "@/lib/shelf/schema";
import { ChangeQueryBar, SaveQueryButton } from "./save-query-button";
import { ShelfChips } from "./shelf-chips";
import { ShelfResults } from "./shelf-results";
import { ShelfSearch } from "./shelf-search";
import { FilterPanel } from "./shelf-toolbar";

type ShelfRoomProps = {
  page: ShelfPage;
  query: ShelfQuery;
  problems: QueryProblem[];
  content: ShelfBooks;
  /** Of a query that finds nothing. Comes after the page, as the choices do. */
  waysOut: Promise<WayOut[]> | null;
  choices: Promise<ShelfChoices>;
  tagNames: string[];
  collections: Collection[];
  /** The collection whose query is being changed here. */
  edited: { collection: Collection; before: SavedQuery } | null;
};

/** The room of all books that a reader has, has read or has said something of. */
export function ShelfRoom({ page, query, problems, content, waysOut, ...props }: ShelfRoomProps) {
  const { choices, tagNames, collections, edited } = props;
  const isAll = isEverything(query);
  const asked: SavedQuery = { filter: query, sort: page.sort };
  if (isAll && !edited && content.total === 0 && problems.length === 0)
    return (
      <>
        <LibraryHeader />
        <NoBooks icon="📖" title="All your books, in one list">
          Whatever you put into a collection, own, read, rate or tag stands here, to be found by author, stars, tag,
          year and more. Scan or look for a first one.
        </NoBooks>
      </>
    );
  return (
    <>
      <LibraryHeader
        lead={
          <span role="status">{`${countBooks(content.total)}${isAll ? "" : ` ${content.total === 1 ? "matches" : "match"}`}`}</span>
        }
        actions={
          tagNames.length > 0 && (
            <ButtonLink href="/library/tags" variant="secondary">
              Tags
            </ButtonLink>
          )
        }
      />
      <div className="gap-8 lg:grid lg:grid-cols-[16rem_minmax(0,1fr)]">
        <FilterPanel query={query} choices={choices} page={page} />
        <div className="min-w-0">
          {edited && <ChangeQueryBar {...edited} query={asked} />}
          {/* Keyed, since the box must show the query of the page that a link or the back button leads to. */}
          <ShelfSearch key={page.q} page={page} problems={problems} />
          <ShelfChips query={query} page={page} />
          <ShelfResults
            page={page}
            content={content}
            tagNames={tagNames}
            collections={collections}
            narrow={{ query, choices }}
            all={{ query, which: isAll ? "books" : "that match" }}
            actions={!isAll && !edited && <SaveQueryButton query={asked} />}
            empty={<NothingMatches page={page} waysOut={waysOut} />}
          />
        </div>
      </div>
    </>
  );
}

type NothingMatchesProps = Pick<ShelfRoomProps, "page" | "waysOut">;

const hrefOf = (page: ShelfPage, query: ShelfQuery) =>
  shelfHref(firstShelfPage({ ...page, q: formatShelfQuery(query) }));

function NothingMatches({ page, waysOut }: NothingMatchesProps) {
  return (
    <EmptyState
      icon="🔎"
      title="None of your books match"
      actions={
        <ButtonLink href={hrefOf(page, EVERYTHING)} variant="secondary">
          Show all books
        </ButtonLink>
      }
    >
      <Suspense key={page.q} fallback={FEWER}>
        <WaysOut page={page} waysOut={waysOut} />
      </Suspense>
    </EmptyState>
  );
}

const FEWER = "Fewer words and filters find more.";

async function WaysOut({ page, waysOut }: NothingMatchesProps) {
  const ways = (await waysOut) ?? [];
  if (ways.length === 0) return FEWER;
  return (
    <>
      <p>Leave one of these out and there are some:</p>
      <ul className="mt-2 grid justify-items-center">
        {ways.map(({ words, without, total }) => (
          <li key={words}>
            <Link
              href={hrefOf(page, without)}
              className="inline-flex min-h-11 items-center rounded-sm px-2 font-semibold text-primary hover:underline"
            >
              without {words}: {countBooks(total)}
            </Link>
          </li>
        ))}
      </ul>
    </>
  );
}
