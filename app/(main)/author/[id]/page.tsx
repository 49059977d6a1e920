import { Search } from "lucide-react";
import type { Metadata } from "next";
import { notFound } from "next/navigation";
import { OwnedProvider } from "@/components/copies/owned-line";
import { PageHeader } from "@/components/layout/page-header";
import { AuthorWorksList } from "@/components/series/author-works";
import { NamedChip } from "@/components/series/named-hits";
import { ButtonLink } from "@/components/ui/button-link";
import { loadAuthor, loadAuthorWorks } from "@/lib/catalog/authors/loaders";
import { authorHref, authorPage } from "@/lib/catalog/authors/schema";
import { seriesHref } from "@/lib/catalog/series/schema";
import { loadOwned } from "@/lib/copies/owned/loaders";
import { searchHref } from "@/lib/search/schema";

type AuthorRouteProps = {
  params: Promise<{ id: string }>;
  searchParams: Promise<Record<string, string | string[] | undefined>>;
};

export async function generateMetadata({ params }: AuthorRouteProps): Promise<Metadata> {
  const author = await loadAuthor((await params).id);
  if (!author) return { title: "Author not found", robots: { index: false } };
  return { title: `${author.name} · Author`, alternates: { canonical: authorHref(author.id) } };
}

export default async function AuthorRoute({ params, searchParams }: AuthorRouteProps) {
  const [{ id }, page] = [await params, authorPage.parse(await searchParams)];
  const author = await loadAuthor(id);
  if (!author) notFound();
  const works = await loadAuthorWorks(author.id, page);
  return (
    <>
      <PageHeader
        title={author.name}
        lead={author.works === 1 ? "1 work" : `${author.works.toLocaleString("en")} works`}
        actions={
          <ButtonLink href={searchHref(author.name)} variant="secondary">
            <Search aria-hidden="true" />
            Search for this name
          </ButtonLink>
        }
      />
      <div className="grid gap-8">
        <Names title="Series" names={author.series} hrefOf={seriesHref} />
        <OwnedProvider owned={await loadOwned(works.works.map(({ book }) => book.isbn))}>
          <AuthorWorksList author={author} page={page} works={works} />
        </OwnedProvider>
        <Names title="Wrote with" names={author.coAuthors} hrefOf={authorHref} />
        <p className="max-w-prose text-muted text-sm">
          Everything here is by somebody of this name: two people with the very same name share a page.
        </p>
      </div>
    </>
  );
}

type NamesProps = {
  title: string;
  names: { id: number; name: string; works: number }[];
  hrefOf: (id: number) => string;
};

function Names({ title, names, hrefOf }: NamesProps) {
  if (names.length === 0) return null;
  return (
    <section aria-label={title}>
      <h2 className="mb-3 font-book font-semibold text-xl">{title}</h2>
      <ul className="flex flex-wrap gap-2">
        {names.map((named) => (
          <li key={named.id}>
            <NamedChip {...named} href={hrefOf(named.id)} />
          </li>
        ))}
      </ul>
    </section>
  );
}
