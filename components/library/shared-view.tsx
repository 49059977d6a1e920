import { BookCard, BookShelf } from "@/components/book/book-card";
import { PageHeader } from "@/components/layout/page-header";
import { EmptyState } from "@/components/ui/empty-state";
import { BackToFirst } from "@/components/ui/more-link";
import { type CollectionPage, firstPage, pageHref } from "@/lib/library/schema";
import type { SharedCollection } from "@/lib/library/sharing/schema";
import { CollectionLead, MoreBooks } from "./collection-view";

type SharedViewProps = { token: string; page: CollectionPage; shared: SharedCollection };

/** A collection as those see it to whom its owner gave the link: to look at, and nothing else. */
export function SharedView({ token, page, shared }: SharedViewProps) {
  const { books, cursor } = shared.content;
  const href = (to: CollectionPage) => pageHref(`/shared/${token}`, to);
  return (
    <>
      <PageHeader
        title={shared.name}
        icon={shared.icon}
        lead={<CollectionLead collection={shared} notes={shared.owner ? [`A collection of ${shared.owner}`] : []} />}
      />
      {page.after && <BackToFirst href={href(firstPage(page))} />}
      {books.length === 0 ? (
        <EmptyState icon={shared.icon} title="No books here yet">
          Come back later: whoever shared it is still filling it.
        </EmptyState>
      ) : (
        <BookShelf>
          {books.map((book) => (
            <BookCard key={book.bookId} book={book} />
          ))}
        </BookShelf>
      )}
      {cursor && <MoreBooks href={href} page={page} cursor={cursor} />}
    </>
  );
}
