import Link from "next/link";
import type { ReactNode } from "react";
import { OwnedLine } from "@/components/copies/owned-line";
import { cn } from "@/components/ui/cn";
import type { BookSummary } from "@/lib/catalog/schema";
import { BookCover } from "./book-cover";
import { authorLine, LanguageBadge } from "./book-meta";

type BookRowProps = {
  book: BookSummary;
  /** Buttons or a menu at the end; they stay outside the link. */
  actions?: ReactNode;
  /** A line under the facts: when it was scanned, why it was found. */
  note?: ReactNode;
  /** Lies over the whole row, so that it is all one thing to press; positions itself. */
  overlay?: ReactNode;
  /** Heading level of the title on this page. */
  as?: "h2" | "h3";
  className?: string;
};

/** A book in a list: the whole row leads to its page. */
export function BookRow({ book, actions, note, overlay, as: Heading = "h2", className }: BookRowProps) {
  return (
    <article className={cn("group relative flex items-center gap-4 rounded-md p-2 hover:bg-well/70", className)}>
      <BookCover book={book} decorative sizes="4rem" className="w-14 shrink-0 sm:w-16" />
      <div className="min-w-0 flex-1">
        {/* The bit of padding keeps the accent of a leading Έ, which line-clamp would cut off. */}
        <Heading className="-ml-1 line-clamp-2 pl-1 font-book font-semibold text-lg leading-snug">
          <BookLink book={book} />
        </Heading>
        <p className="truncate text-muted text-sm">{authorLine(book.authors)}</p>
        <p className="mt-1 flex flex-wrap items-center gap-x-2 gap-y-1 text-muted text-sm">
          {book.year !== null && <span className="tabular-nums">{book.year}</span>}
          <LanguageBadge code={book.languageCode} />
        </p>
        <OwnedLine isbn={book.isbn} className="mt-1" />
        {note && <div className="mt-1 text-muted text-sm">{note}</div>}
      </div>
      {actions && <div className="relative flex shrink-0 items-center gap-1">{actions}</div>}
      {overlay}
    </article>
  );
}

/** The title as a link whose target covers the positioned box around it. */
export function BookLink({ book }: { book: Pick<BookSummary, "isbn" | "title" | "languageCode"> }) {
  return (
    <Link
      href={`/book/${encodeURIComponent(book.isbn)}`}
      lang={book.languageCode ?? undefined}
      className="after:absolute after:inset-0 after:rounded-md hover:underline focus-visible:shadow-none focus-visible:outline-none focus-visible:after:-outline-offset-4 focus-visible:after:outline-3 focus-visible:after:outline-beam focus-visible:after:shadow-[inset_0_0_0_2px_var(--focus),inset_0_0_0_6px_var(--focus)]"
    >
      <bdi>{book.title}</bdi>
    </Link>
  );
}
