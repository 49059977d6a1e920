import type { Metadata } from "next";
import { OwnedProvider } from "@/components/copies/owned-line";
import { PageHeader } from "@/components/layout/page-header";
import { SearchForm } from "@/components/layout/search-form";
import { NothingFound, SearchInvitation } from "@/components/search/search-help";
import { SearchResults } from "@/components/search/search-results";
import { NamedHits } from "@/components/series/named-hits";
import { Notice } from "@/components/ui/notice";
import { loadNamed } from "@/lib/catalog/authors/loaders";
import { loadOwned } from "@/lib/copies/owned/loaders";
import { sayTooMany } from "@/lib/platform/result";
import { loadSearch, loadTopGenres } from "@/lib/search/loaders";
import { type SearchPage as Asked, QUERY_LENGTH_MAX, searchPage } from "@/lib/search/schema";

type SearchPageProps = { searchParams: Promise<Record<string, string | string[] | undefined>> };

export async function generateMetadata({ searchParams }: SearchPageProps): Promise<Metadata> {
  const { q } = searchPage.parse(await searchParams);
  return { title: q ? `${q.slice(0, QUERY_LENGTH_MAX)} · Search` : "Search", robots: { index: false } };
}

// No loading.tsx here: what it streams is swapped in by a script, and searching works without any.
export default async function SearchPage({ searchParams }: SearchPageProps) {
  const page = searchPage.parse(await searchParams);
  return (
    <>
      <PageHeader title="Search" />
      {/* Keyed, since the box must show the query of the page that a link or the back button leads to. */}
      <SearchForm
        key={page.q}
        place="page"
        defaultValue={page.q.slice(0, QUERY_LENGTH_MAX)}
        className="mb-6 max-w-2xl"
      />
      <Answer page={page} />
    </>
  );
}

async function Answer({ page }: { page: Asked }) {
  const { q } = page;
  if (q === "") return <SearchInvitation genres={await loadTopGenres()} />;
  if (q.length > QUERY_LENGTH_MAX) {
    return <Notice tone="warning">This is too long to look for. A few words are enough.</Notice>;
  }
  const results = await loadSearch(page);
  if (!results) return <Notice tone="warning">{sayTooMany(60)}</Notice>;
  if (results.total === 0) return <NothingFound q={q} isbn13={results.isbn13} />;
  const owned = await loadOwned(results.hits.map(({ book }) => book.isbn));
  return (
    <OwnedProvider owned={owned}>
      {page.from === 0 && <NamedHits hits={await loadNamed(q)} />}
      <SearchResults results={results} page={page} />
    </OwnedProvider>
  );
}
