"use client";

import { type FormEvent, useState, useTransition } from "react";
import { Button } from "@/components/ui/button";
import { Dialog, DialogContent } from "@/components/ui/dialog";
import { Field } from "@/components/ui/field";
import { Input, Textarea } from "@/components/ui/input";
import { tell } from "@/components/ui/tell";
import { useUnsaved } from "@/components/ui/use-unsaved";
import { addQuoteAction, deleteQuoteAction, updateQuoteAction } from "@/lib/reading/actions";
import type { Quote, QuoteKind } from "@/lib/reading/quotes/schema";

/** A new one of a book, or one that is there. */
type QuoteDialogProps = { onClose: () => void } & (
  | { isbn: string; kind: QuoteKind; quote?: undefined }
  | { quote: Quote; isbn?: undefined; kind?: undefined }
);

/** The words of a quote or a note, and their page. */
export function QuoteDialog({ isbn, kind = "quote", quote, onClose }: QuoteDialogProps) {
  const [text, setText] = useState(quote?.text ?? "");
  const [page, setPage] = useState(quote?.page?.toString() ?? "");
  const [isPending, startTransition] = useTransition();
  useUnsaved(text !== (quote?.text ?? ""));
  const isQuote = (quote?.kind ?? kind) === "quote";

  function submit(event: FormEvent) {
    event.preventDefault();
    const words = { text, page: page === "" ? null : Number(page) };
    startTransition(async () => {
      const isDone = quote
        ? await tell({
            done: "Changed",
            undone: "As it was before",
            work: () => updateQuoteAction({ quoteId: quote.id, kind: quote.kind, ...words }),
            undo: () => updateQuoteAction({ quoteId: quote.id, kind: quote.kind, text: quote.text, page: quote.page }),
          })
        : await add({ isbn: isbn ?? "", kind, ...words });
      if (isDone) onClose();
    });
  }

  return (
    <Dialog open onOpenChange={(isOpen) => !isOpen && onClose()}>
      <DialogContent title={isQuote ? "A quote" : "A note"}>
        <form onSubmit={submit} className="grid gap-4">
          <Field label={isQuote ? "The words of the book" : "Your words"} name="text" required>
            {(control) => (
              <Textarea
                {...control}
                rows={6}
                maxLength={10_000}
                value={text}
                data-autofocus
                onChange={(event) => setText(event.target.value)}
              />
            )}
          </Field>
          <Field label="Page" name="page">
            {(control) => (
              <Input
                {...control}
                type="number"
                inputMode="numeric"
                min={0}
                max={50_000}
                value={page}
                onChange={(event) => setPage(event.target.value)}
                className="max-w-32"
              />
            )}
          </Field>
          <Button type="submit" loading={isPending}>
            Save
          </Button>
        </form>
      </DialogContent>
    </Dialog>
  );
}

function add(given: Parameters<typeof addQuoteAction>[0]) {
  let quoteId = 0;
  return tell({
    done: given.kind === "quote" ? "Kept this quote" : "Kept this note",
    work: async () => {
      const result = await addQuoteAction(given);
      if (result.ok) quoteId = result.quoteId;
      return result;
    },
    undo: () => deleteQuoteAction({ quoteId }),
  });
}
