import { PageHeader } from "@/components/layout/page-header";
import { ButtonLink } from "@/components/ui/button-link";
import { EmptyState } from "@/components/ui/empty-state";
import {
  type CollectionBooks as BooksOfPage,
  type CollectionDetail,
  type CollectionPage,
  firstPage,
  pageAfter,
  pageHref,
} from "@/lib/library/schema";
import { CollectionBooks } from "./collection-books";
import { CollectionMenu } from "./collection-menu";
import { CollectionToolbar } from "./collection-toolbar";
import { countBooks } from "./words";

type CollectionViewProps = { collection: CollectionDetail; page: CollectionPage; content: BooksOfPage };

/** A collection with a part of its books. */
export function CollectionView({ collection, page, content: { books, cursor } }: CollectionViewProps) {
  const href = (to: CollectionPage) => pageHref(`/library/${collection.id}`, to);
  const isEmpty = collection.bookCount === 0;
  return (
    <>
      <PageHeader
        title={collection.name}
        icon={collection.icon}
        lead={isEmpty ? undefined : countBooks(collection.bookCount)}
        back={{ href: "/library", label: "Library" }}
        actions={<CollectionMenu collection={collection} />}
      />
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
        <>
          <CollectionToolbar id={collection.id} sort={page.sort ?? collection.sort} view={page.view} />
          {page.after && (
            <p className="mb-4">
              <ButtonLink href={href(firstPage(page))} variant="secondary" size="sm">
                Back to the first books
              </ButtonLink>
            </p>
          )}
          <CollectionBooks collection={collection} books={books} view={page.view} />
          {cursor && (
            <p className="flex justify-center py-8">
              <MoreBooks href={href} page={page} cursor={cursor} />
            </p>
          )}
        </>
      )}
    </>
  );
}

type MoreBooksProps = { href: (page: CollectionPage) => string; page: CollectionPage; cursor: string };

function MoreBooks({ href, page, cursor }: MoreBooksProps) {
  const next = pageAfter(page, cursor);
  const isSamePage = next.after === page.after;
  return (
    <ButtonLink href={href(next)} variant="secondary" scroll={!isSamePage} replace={isSamePage}>
      {isSamePage ? "Show more books" : "Next books"}
    </ButtonLink>
  );
}
