"use client";

import { Plus } from "lucide-react";
import { useState } from "react";
import { Button } from "@/components/ui/button";
import { ButtonLink } from "@/components/ui/button-link";
import { QUOTES_OF_BOOK_MAX, type Quote, type QuoteKind, quotesHref } from "@/lib/reading/quotes/schema";
import { QuoteDialog } from "./quote-dialog";
import { QuoteItem } from "./quote-item";

type QuotesSectionProps = { book: { isbn: string; title: string; languageCode: string | null }; quotes: Quote[] };

/** What a reader kept of a book, page by page; nobody else sees it. */
export function QuotesSection({ book, quotes }: QuotesSectionProps) {
  const [added, setAdded] = useState<QuoteKind | null>(null);
  return (
    <section aria-labelledby="quotes" className="min-w-0 md:col-span-2">
      <h2 id="quotes" className="mb-1 font-book font-semibold text-xl">
        Your quotes and notes
      </h2>
      <p className="mb-3 text-muted">
        {quotes.length === 0
          ? "Keep a line that struck you, or a thought of your own. Nobody else sees them."
          : "Nobody else sees them."}
      </p>
      {quotes.length > 0 && (
        <ul className="mb-3 grid max-w-[65ch] grid-cols-1 gap-3">
          {quotes.map((quote) => (
            <QuoteItem key={quote.id} quote={quote} lang={book.languageCode} />
          ))}
        </ul>
      )}
      {quotes.length >= QUOTES_OF_BOOK_MAX && (
        <p className="mb-3">
          <ButtonLink href={quotesHref({ q: book.title })} variant="secondary">
            All that you kept of this book
          </ButtonLink>
        </p>
      )}
      <div className="flex flex-wrap gap-3">
        <Button variant="secondary" onClick={() => setAdded("quote")}>
          <Plus aria-hidden="true" />
          Add a quote
        </Button>
        <Button variant="secondary" onClick={() => setAdded("note")}>
          <Plus aria-hidden="true" />
          Add a note
        </Button>
      </div>
      {added && <QuoteDialog isbn={book.isbn} kind={added} onClose={() => setAdded(null)} />}
    </section>
  );
}
