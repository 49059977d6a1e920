import { PageHeader } from "@/components/layout/page-header";
import { ButtonLink } from "@/components/ui/button-link";
import { EmptyState } from "@/components/ui/empty-state";
import type { Merge } from "@/lib/library/joining/schema";
import {
  type CollectionBooks as BooksOfPage,
  type Collection,
  type CollectionDetail,
  type CollectionPage,
  type CollectionWords,
  firstPage,
  pageAfter,
  pageHref,
} from "@/lib/library/schema";
import type { CollectionLink } from "@/lib/library/sharing/schema";
import { CollectionBooks } from "./collection-books";
import { CollectionMenu } from "./collection-menu";
import { CollectionToolbar } from "./collection-toolbar";
import { KeepOrder } from "./keep-order";
import { MergesUnderWay } from "./merges";
import { SelectionProvider } from "./selection";
import { countBooks } from "./words";

type CollectionViewProps = {
  collection: CollectionDetail;
  page: CollectionPage;
  content: BooksOfPage;
  link: CollectionLink | null;
  /** The reader's collections. */
  choices: Collection[];
  merges: Merge[];
};

/** A collection with a part of its books. */
export function CollectionView({ collection, page, content, link, choices, merges }: CollectionViewProps) {
  const { books, cursor } = content;
  const { sort = collection.sort, view } = page;
  const href = (to: CollectionPage) => pageHref(`/library/${collection.id}`, to);
  const isEmpty = collection.bookCount === 0;
  return (
    <>
      <PageHeader
        title={collection.name}
        icon={collection.icon}
        lead={<CollectionLead collection={collection} isShared={link !== null} />}
        back={{ href: "/library", label: "Library" }}
        actions={<CollectionMenu collection={collection} link={link} choices={choices} />}
      />
      <MergesUnderWay merges={merges} />
      {isEmpty ? (
        <EmptyState
          icon={collection.icon}
          title="No books here yet"
          actions={
            <>
              <ButtonLink href="/">Scan a book</ButtonLink>
              <ButtonLink href="/search" variant="secondary">
                Search
              </ButtonLink>
            </>
          }
        >
          Scan a cover or a barcode, or search for a title, and choose this collection under the book.
        </EmptyState>
      ) : (
        <SelectionProvider books={books}>
          <CollectionToolbar id={collection.id} sort={sort} view={view} />
          {sort !== collection.sort && (
            <p className="-mt-4 mb-3">
              <KeepOrder collectionId={collection.id} sort={sort} sortBefore={collection.sort} />
            </p>
          )}
          {page.after && (
            <p className="mb-4">
              <ButtonLink href={href(firstPage(page))} variant="secondary" size="sm">
                Back to the first books
              </ButtonLink>
            </p>
          )}
          <CollectionBooks
            collection={collection}
            books={books}
            view={view}
            isByHand={sort === "hand"}
            choices={choices}
          />
          {cursor && (
            <p className="flex justify-center py-8">
              <MoreBooks href={href} page={page} cursor={cursor} />
            </p>
          )}
        </SelectionProvider>
      )}
    </>
  );
}

type CollectionLeadProps = { collection: CollectionWords & { bookCount: number }; isShared?: boolean };

/** How many books, whether others see them, and what its owner says of it. */
export function CollectionLead({ collection: { bookCount, description }, isShared }: CollectionLeadProps) {
  return (
    <>
      {bookCount > 0 && countBooks(bookCount)}
      {isShared && `${bookCount > 0 ? " · " : ""}Shared by a link`}
      {description && <span className="mt-1.5 block max-w-prose whitespace-pre-line text-ink">{description}</span>}
    </>
  );
}

type MoreBooksProps = { href: (page: CollectionPage) => string; page: CollectionPage; cursor: string };

/** The way to more books of a page. */
export function MoreBooks({ href, page, cursor }: MoreBooksProps) {
  const next = pageAfter(page, cursor);
  const isSamePage = next.after === page.after;
  return (
    <ButtonLink href={href(next)} variant="secondary" scroll={!isSamePage} replace={isSamePage}>
      {isSamePage ? "Show more books" : "Next books"}
    </ButtonLink>
  );
}
