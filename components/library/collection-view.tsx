import type { ReactNode } from "react";
import { PageHeader } from "@/components/layout/page-header";
import { BackToFirst, MoreLink } from "@/components/ui/more-link";
import type { Merge } from "@/lib/library/joining/schema";
import {
  type CollectionBooks as BooksOfPage,
  type CollectionChoice,
  type CollectionDetail,
  type CollectionPage,
  type CollectionRights,
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
import { NoBooks } from "./no-books";
import { SelectionProvider } from "./selection";
import { countBooks } from "./words";

type CollectionViewProps = {
  collection: CollectionDetail;
  page: CollectionPage;
  content: BooksOfPage;
  link: CollectionLink | null;
  /** The reader's collections. */
  choices: CollectionChoice[];
  merges: Merge[];
  rights: CollectionRights;
  /** More to do with chosen books. */
  lotActions: ReactNode;
};

/** A collection with a part of its books. */
export function CollectionView({ collection, page, content, link, choices, ...props }: CollectionViewProps) {
  const { merges, rights, lotActions } = props;
  const { books, cursor } = content;
  const { sort = collection.sort, view } = page;
  const href = (to: CollectionPage) => pageHref(`/library/${collection.id}`, to);
  const isEmpty = collection.bookCount === 0;
  return (
    <>
      <PageHeader
        title={collection.name}
        icon={collection.icon}
        lead={<CollectionLead collection={collection} notes={notesOf(collection, rights, link)} />}
        back={{ href: "/library", label: "Library" }}
        actions={
          rights.isOwn && (
            <CollectionMenu
              collection={collection}
              link={link}
              rights={rights}
              choices={choices.filter(({ isOwn }) => isOwn)}
            />
          )
        }
      />
      <MergesUnderWay merges={merges} />
      {isEmpty ? (
        <NoBooks icon={collection.icon} title="No books here yet">
          Scan a cover or a barcode, or search for a title, and choose this collection under the book.
        </NoBooks>
      ) : (
        <SelectionProvider
          books={books}
          total={collection.bookCount}
          which="in this collection"
          of={{ collectionId: collection.id }}
        >
          <CollectionToolbar id={collection.id} sort={sort} view={view} />
          {rights.isOwn && sort !== collection.sort && (
            <p className="-mt-4 mb-3">
              <KeepOrder collectionId={collection.id} sort={sort} sortBefore={collection.sort} />
            </p>
          )}
          {page.after && <BackToFirst href={href(firstPage(page))} />}
          <CollectionBooks
            collection={collection}
            books={books}
            view={view}
            isByHand={rights.isOwn && sort === "hand"}
            readerId={rights.readerId}
            choices={choices}
            lotActions={lotActions}
          />
          {cursor && <MoreBooks href={href} page={page} cursor={cursor} />}
        </SelectionProvider>
      )}
    </>
  );
}

/** Whose it is and who else sees it, where that is not its reader alone. */
function notesOf({ owner }: CollectionDetail, { isOwn, isShared }: CollectionRights, link: CollectionLink | null) {
  if (!isOwn) return [`Shared by ${owner}`];
  return [...(isShared ? ["Shared with your household"] : []), ...(link ? ["Shared by a link"] : [])];
}

type CollectionLeadProps = { collection: CollectionWords & { bookCount: number }; notes?: string[] };

/** How many books, what else there is to know, and what its owner says of it. */
export function CollectionLead({ collection: { bookCount, description }, notes = [] }: CollectionLeadProps) {
  return (
    <>
      {[...(bookCount > 0 ? [countBooks(bookCount)] : []), ...notes].join(" · ")}
      {description && <span className="mt-1.5 block max-w-prose whitespace-pre-line text-ink">{description}</span>}
    </>
  );
}

type MoreBooksProps = { href: (page: CollectionPage) => string; page: CollectionPage; cursor: string };

/** The way to more books of a page. */
export function MoreBooks({ href, page, cursor }: MoreBooksProps) {
  const next = pageAfter(page, cursor);
  return <MoreLink href={href(next)} isSamePage={next.after === page.after} />;
}
