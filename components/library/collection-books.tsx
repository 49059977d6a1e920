"use client";

import { X } from "lucide-react";
import { useOptimistic, useTransition } from "react";
import { BookCard, BookShelf } from "@/components/book/book-card";
import { BookRow } from "@/components/book/book-row";
import { IconButton } from "@/components/ui/icon-button";
import { toast } from "@/components/ui/toast";
import { GENERAL_PROBLEM, NO_CONNECTION } from "@/components/ui/words";
import { removeBookAction, restoreBookAction } from "@/lib/library/actions";
import type { Collection, CollectionBook, CollectionLook } from "@/lib/library/schema";
import { labelOf } from "./words";

type CollectionBooksProps = { collection: Collection; books: CollectionBook[]; view: CollectionLook };

/** The books of a collection, as covers or as rows. A book leaves at once and comes back with "Undo" or on failure. */
export function CollectionBooks({ collection, books, view }: CollectionBooksProps) {
  const [, startTransition] = useTransition();
  const [present, leaveOut] = useOptimistic(books, (now, isbn: string) => now.filter((book) => book.isbn !== isbn));

  function restore(isbn: string, place: { addedAt: Date; position: number }) {
    startTransition(async () => {
      const result = await attempt(() => restoreBookAction({ collectionId: collection.id, isbn, ...place }));
      if (!result.ok) toast({ message: result.message ?? GENERAL_PROBLEM, tone: "problem" });
    });
  }

  function remove({ isbn, title }: CollectionBook) {
    startTransition(async () => {
      leaveOut(isbn);
      const result = await attempt(() => removeBookAction({ collectionId: collection.id, isbn }));
      if (result.ok) {
        const { addedAt, position } = result;
        toast({
          message: `Took “${title}” out of ${labelOf(collection)}`,
          action: { label: "Undo", onAction: () => restore(isbn, { addedAt, position }) },
        });
      } else if (result.reason !== "not_there") {
        toast({ message: result.message ?? GENERAL_PROBLEM, tone: "problem" });
      }
    });
  }

  const label = ({ title }: CollectionBook) => `Take “${title}” out`;

  if (view === "list") {
    return (
      <ul className="grid grid-cols-1 gap-1">
        {present.map((book) => (
          <li key={book.isbn}>
            <BookRow
              book={book}
              actions={
                <IconButton label={label(book)} title="Take out" onClick={() => remove(book)}>
                  <X aria-hidden="true" />
                </IconButton>
              }
            />
          </li>
        ))}
      </ul>
    );
  }
  return (
    <BookShelf>
      {present.map((book) => (
        <BookCard
          key={book.isbn}
          book={book}
          action={
            // Small to the eye, so that the covers are what is seen; with a mouse it waits for the pointer.
            <IconButton
              label={label(book)}
              title="Take out"
              onClick={() => remove(book)}
              className="transition-opacity hover:bg-transparent focus-visible:opacity-100 pointer-fine:opacity-0 pointer-fine:group-hover:opacity-100"
            >
              <span className="grid size-8 place-items-center rounded-full border border-line bg-raised shadow-sm">
                <X aria-hidden="true" className="size-4" />
              </span>
            </IconButton>
          }
        />
      ))}
    </BookShelf>
  );
}

// A lost connection is an outcome here, so that the caller has one place for what went wrong.
async function attempt<Value>(work: () => Promise<Value>) {
  try {
    return await work();
  } catch {
    return { ok: false as const, reason: "no_connection" as const, message: NO_CONNECTION };
  }
}
