import type { ReactNode } from "react";
import { SelectButton, SelectionProvider } from "@/components/library/selection";
import { BackToFirst, MoreLink } from "@/components/ui/more-link";
import type { Collection } from "@/lib/library/schema";
import {
  type ShelfBooks as BooksOfPage,
  firstShelfPage,
  type ShelfChoices,
  type ShelfPage,
  type ShelfQuery,
  shelfHref,
  shelfPageAfter,
} from "@/lib/shelf/schema";
import { ShelfBooks } from "./shelf-books";
import { ShelfLot } from "./shelf-lot";
import { ShelfToolbar } from "./shelf-toolbar";

type ShelfResultsProps = {
  path?: string;
  page: ShelfPage;
  content: BooksOfPage;
  /** To give chosen books. */
  tagNames: string[];
  /** Into which chosen books can go. */
  collections: Collection[];
  /** What all of them are, for who chooses them all, and in words which these are. */
  all: { query: ShelfQuery; which: string };
  /** Where the books can be narrowed here. */
  narrow?: { query: ShelfQuery; choices: Promise<ShelfChoices> };
  /** More buttons beside the order. */
  actions?: ReactNode;
  /** Stands in the place of books where there are none. */
  empty: ReactNode;
};

/** Books of a reader with all that is done to many of them, and the way to more. */
export function ShelfResults({ path, page, content, all, narrow, actions, empty, ...lot }: ShelfResultsProps) {
  const { books, cursor, total } = content;
  const next = cursor === null ? null : shelfPageAfter(page, cursor);
  return (
    // Other books: what was chosen among those before is not meant any more.
    <SelectionProvider
      key={`${page.q} ${page.sort} ${page.after ?? ""}`}
      {...{ books, total, which: all.which }}
      of={{ query: all.query }}
    >
      <ShelfToolbar path={path} page={page} narrow={narrow}>
        {actions}
        {total > 0 && <SelectButton />}
      </ShelfToolbar>
      {page.after && <BackToFirst href={shelfHref(firstShelfPage(page), path)} />}
      {total === 0 ? empty : <ShelfBooks books={books} view={page.view} lotActions={<ShelfLot {...lot} />} />}
      {next && <MoreLink href={shelfHref(next, path)} isSamePage={next.after === page.after} />}
    </SelectionProvider>
  );
}
