import Link from "next/link";
import { BookCard, BookShelf } from "@/components/book/book-card";
import { ButtonLink } from "@/components/ui/button-link";
import {
  AUTHOR_SORTS,
  type AuthorDetail,
  type AuthorPage,
  type AuthorSort,
  type AuthorWorks,
  authorHref,
} from "@/lib/catalog/authors/schema";

const SORTS: Record<AuthorSort, string> = {
  rated: "Most rated",
  newest: "Newest",
  oldest: "Oldest",
  title: "Title",
};

type AuthorWorksListProps = { author: AuthorDetail; page: AuthorPage; works: AuthorWorks };

/** An author's works on shelves, in one of several orders, a page at a time. */
export function AuthorWorksList({ author, page, works: { works, cursor } }: AuthorWorksListProps) {
  return (
    <section aria-label="Works">
      <div className="mb-4 flex flex-wrap items-center justify-between gap-x-6 gap-y-2">
        <h2 className="font-book font-semibold text-xl">Works</h2>
        {author.works > 1 && (
          <nav aria-label="Order" className="-mx-2 flex flex-wrap gap-1">
            {AUTHOR_SORTS.map((sort) => (
              <Link
                key={sort}
                href={authorHref(author.id, { sort })}
                aria-current={sort === page.sort ? "true" : undefined}
                scroll={false}
                className="inline-flex min-h-11 items-center rounded-full px-3 font-semibold text-muted text-sm hover:bg-well hover:text-ink aria-[current=true]:bg-well aria-[current=true]:text-ink"
              >
                {SORTS[sort]}
              </Link>
            ))}
          </nav>
        )}
      </div>
      <BookShelf>
        {works.map(({ workId, book }) => (
          <BookCard key={workId} book={book} as="h3" />
        ))}
      </BookShelf>
      {(cursor || page.after) && (
        <div className="flex flex-wrap justify-center gap-3 py-6">
          {page.after && (
            <ButtonLink href={authorHref(author.id, { sort: page.sort })} variant="ghost">
              Back to the first
            </ButtonLink>
          )}
          {cursor && (
            <ButtonLink href={authorHref(author.id, { sort: page.sort, after: cursor })} variant="secondary">
              Next works
            </ButtonLink>
          )}
        </div>
      )}
    </section>
  );
}
