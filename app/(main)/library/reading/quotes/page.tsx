import { Search } from "lucide-react";
import type { Metadata } from "next";
import Link from "next/link";
import { PageHeader } from "@/components/layout/page-header";
import { QuoteItem } from "@/components/reading/quote-item";
import { Button } from "@/components/ui/button";
import { EmptyState } from "@/components/ui/empty-state";
import { Input } from "@/components/ui/input";
import { BackToFirst, MoreLink } from "@/components/ui/more-link";
import { loadQuotes } from "@/lib/reading/loaders";
import { quotesHref, quotesPage } from "@/lib/reading/quotes/schema";

export const metadata: Metadata = { title: "Quotes and notes" };

type QuotesRouteProps = { searchParams: Promise<Record<string, string | string[] | undefined>> };

const KINDS = [
  { kind: undefined, label: "All" },
  { kind: "quote", label: "Quotes" },
  { kind: "note", label: "Notes" },
] as const;

export default async function QuotesRoute({ searchParams }: QuotesRouteProps) {
  const page = quotesPage.parse(await searchParams);
  const { quotes, total, cursor } = await loadQuotes(page);
  const isAll = page.q === "" && page.kind === undefined;
  const back = { href: "/library/reading", label: "Reading" };
  if (total === 0 && isAll)
    return (
      <>
        <PageHeader title="Quotes and notes" back={back} />
        <EmptyState icon="❝" title="Lines worth keeping">
          On the page of a book you can keep a line that struck you, or a thought of your own, with the page it is on.
          Here you find all of them again. Nobody else sees them.
        </EmptyState>
      </>
    );
  return (
    <>
      <PageHeader title="Quotes and notes" lead="Nobody else sees them." back={back} />
      {/* biome-ignore lint/a11y/useSemanticElements: browsers do not all know <search> */}
      <form role="search" action="/library/reading/quotes" className="mb-3 flex max-w-xl gap-2">
        <Input
          key={page.q}
          name="q"
          type="search"
          defaultValue={page.q}
          maxLength={200}
          aria-label="Find in your quotes and notes"
          placeholder="Words, a title, an author"
        />
        {page.kind && <input type="hidden" name="kind" value={page.kind} />}
        <Button type="submit" aria-label="Find">
          <Search aria-hidden="true" />
        </Button>
      </form>
      <nav aria-label="Kind" className="mb-4 flex gap-1">
        {KINDS.map(({ kind, label }) => (
          <Link
            key={label}
            href={quotesHref({ q: page.q, kind })}
            aria-current={kind === page.kind ? "page" : undefined}
            className="inline-flex min-h-11 items-center rounded-full px-3.5 font-semibold text-muted text-sm hover:bg-well hover:text-ink aria-[current=page]:bg-primary aria-[current=page]:text-on-primary"
          >
            {label}
          </Link>
        ))}
      </nav>
      <p role="status" className="mb-3 text-muted text-sm">
        {total === 0 ? "Nothing holds these words." : `${total.toLocaleString("en")} found`}
      </p>
      {page.after && <BackToFirst href={quotesHref({ ...page, after: undefined })} what="quotes and notes" />}
      <ul className="grid max-w-3xl grid-cols-1 gap-3">
        {quotes.map(({ book, ...quote }) => (
          <QuoteItem
            key={quote.id}
            quote={quote}
            lang={book.languageCode}
            source={
              <Link href={`/book/${encodeURIComponent(book.isbn)}`} className="font-semibold text-primary underline">
                <bdi lang={book.languageCode ?? undefined}>{book.title}</bdi>
              </Link>
            }
          />
        ))}
      </ul>
      {cursor && <MoreLink href={quotesHref({ ...page, after: cursor })} what="quotes and notes" />}
    </>
  );
}
