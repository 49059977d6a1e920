"use client";

import { Pencil, Trash2 } from "lucide-react";
import { type ReactNode, useState, useTransition } from "react";
import { cn } from "@/components/ui/cn";
import { IconButton } from "@/components/ui/icon-button";
import { tell } from "@/components/ui/tell";
import { deleteQuoteAction, restoreQuoteAction } from "@/lib/reading/actions";
import type { Quote, RestoreQuoteInput } from "@/lib/reading/quotes/schema";
import { QuoteDialog } from "./quote-dialog";

type QuoteItemProps = {
  quote: Quote;
  /** The language of the book: a quote is read aloud in it. */
  lang: string | null;
  /** Which book it is of, where that is not clear. */
  source?: ReactNode;
};

/** One quote or note, with its page. */
export function QuoteItem({ quote, lang, source }: QuoteItemProps) {
  const [isEdited, setEdited] = useState(false);
  const [isPending, startTransition] = useTransition();
  const isQuote = quote.kind === "quote";

  function remove() {
    startTransition(async () => {
      let undo: RestoreQuoteInput | undefined;
      await tell({
        done: isQuote ? "Deleted the quote" : "Deleted the note",
        undone: "There it is again",
        work: async () => {
          const result = await deleteQuoteAction({ quoteId: quote.id });
          if (result.ok) undo = result.undo;
          return result;
        },
        undo: async () => (undo ? restoreQuoteAction(undo) : { ok: false }),
      });
    });
  }

  const words = cn("wrap-anywhere whitespace-pre-line leading-relaxed", isQuote && "font-book text-lg");
  return (
    <li
      className={cn(
        "flex gap-2 rounded-r-md border-l-4 bg-surface py-2 pr-1 pl-4",
        isQuote ? "border-beam" : "border-primary",
        isPending && "opacity-55",
      )}
    >
      <div className="min-w-0 flex-1 py-1">
        {isQuote ? (
          <blockquote lang={lang ?? undefined} className={words}>
            {quote.text}
          </blockquote>
        ) : (
          <p className={words}>{quote.text}</p>
        )}
        <p className="mt-1 flex flex-wrap gap-x-2 text-muted text-sm">
          <span>{isQuote ? "Quote" : "Note"}</span>
          {quote.page !== null && <span className="tabular-nums">page {quote.page}</span>}
          {source}
        </p>
      </div>
      <div className="flex shrink-0 flex-col sm:flex-row">
        <IconButton label={isQuote ? "Change this quote" : "Change this note"} onClick={() => setEdited(true)}>
          <Pencil aria-hidden="true" />
        </IconButton>
        <IconButton label={isQuote ? "Delete this quote" : "Delete this note"} onClick={remove}>
          <Trash2 aria-hidden="true" />
        </IconButton>
      </div>
      {isEdited && <QuoteDialog quote={quote} onClose={() => setEdited(false)} />}
    </li>
  );
}
