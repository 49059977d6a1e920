import type { Metadata } from "next";
import { notFound } from "next/navigation";
import { CuratedList } from "@/components/admin/curated-list";
import { Finder } from "@/components/admin/finder";
import { PageHeader } from "@/components/layout/page-header";
import { ButtonLink } from "@/components/ui/button-link";
import { EmptyState } from "@/components/ui/empty-state";
import { LoadMore } from "@/components/ui/load-more";
import { loadBooksWithProposals } from "@/lib/catalog/provenance/loaders";
import { loadBooksWithProposedCovers } from "@/lib/covers/choice/loaders";
import { sayTooMany } from "@/lib/platform/result";
import { loadSearch } from "@/lib/search/loaders";
import { moreHref, QUERY_LENGTH_MAX, searchPage } from "@/lib/search/schema";

export const metadata: Metadata = { title: "Books" };

type BooksPageProps = { searchParams: Promise<Record<string, string | string[] | undefined>> };

// No loading.tsx beside it: with one, "not found" would be sent as a success.
export default async function BooksPage({ searchParams }: BooksPageProps) {
  const params = await searchParams;
  const asked = searchPage.parse(params);
  const q = asked.q.slice(0, QUERY_LENGTH_MAX);
  const waiting = await loadBooksWithProposals(typeof params.after === "string" ? params.after : undefined);
  if (!waiting) notFound();
  return (
    <>
      <PageHeader title="Books" lead="Where each field is from, what sources propose, and what was changed." />
      <Finder key={q} action="/admin/books" label="Books to look after" by="Title, author or ISBN" q={q} />
      {q === "" ? (
        <>
          <WaitingPictures books={(await loadBooksWithProposedCovers()) ?? []} />
          <Waiting {...waiting} />
        </>
      ) : (
        <Found page={{ ...asked, q }} />
      )}
    </>
  );
}

function WaitingPictures({ books }: { books: NonNullable<Awaited<ReturnType<typeof loadBooksWithProposedCovers>>> }) {
  if (books.length === 0) return null;
  return (
    <section aria-labelledby="pictures" className="mb-8">
      <h2 id="pictures" className="mb-3 text-muted">
        With pictures to decide about
      </h2>
      <CuratedList
        books={books.map(({ book, proposed }) => ({
          book,
          note: proposed === 1 ? "1 picture" : `${proposed} pictures`,
        }))}
      />
    </section>
  );
}

function Waiting({ books, cursor }: NonNullable<Awaited<ReturnType<typeof loadBooksWithProposals>>>) {
  if (books.length === 0) {
    return (
      <EmptyState icon="🍵" title="No proposals wait for you">
        Where a source says something else than the catalogue, it comes here. Every book can be found above.
      </EmptyState>
    );
  }
  return (
    <section aria-labelledby="waiting">
      <h2 id="waiting" className="mb-3 text-muted">
        With proposals to decide about
      </h2>
      <CuratedList
        books={books.map(({ book, proposals }) => ({
          book,
          note: proposals === 1 ? "1 proposal" : `${proposals} proposals`,
        }))}
      />
      {cursor && (
        <p className="flex justify-center py-8">
          <ButtonLink href={`/admin/books?after=${cursor}`} variant="secondary">
            More books
          </ButtonLink>
        </p>
      )}
    </section>
  );
}

async function Found({ page }: { page: ReturnType<typeof searchPage.parse> }) {
  const results = await loadSearch(page);
  if (!results) return <EmptyState icon="⏳" title={sayTooMany(60)} />;
  const { hits, total } = results;
  if (total === 0) return <EmptyState icon="🔎" title="No book like this" />;
  return (
    <section aria-label="Found books">
      <CuratedList books={hits} />
      <LoadMore
        href={`/admin/books${moreHref(page).replace("/search", "")}`}
        shown={page.from + hits.length}
        total={total}
      />
    </section>
  );
}
