import type { ReactNode } from "react";
import { OwnedLine } from "@/components/copies/owned-line";
import type { BookSummary } from "@/lib/catalog/schema";
import { BookCover } from "./book-cover";
import { authorLine } from "./book-meta";
import { BookLink } from "./book-row";

/** Covers side by side on a shelf board; children are BookCards. */
export function BookShelf({ children }: { children: ReactNode }) {
  return (
    <ul className="grid overflow-x-clip grid-cols-[repeat(auto-fill,minmax(7.25rem,1fr))] gap-y-4 sm:grid-cols-[repeat(auto-fill,minmax(9rem,1fr))]">
      {children}
    </ul>
  );
}

type BookCardProps = {
  book: BookSummary;
  /** One small button over the cover's corner; it stays outside the link. */
  action?: ReactNode;
  /** Lies over the whole card, so that it is all one thing to press; positions itself. */
  overlay?: ReactNode;
  /** Heading level of the title on this page. */
  as?: "h2" | "h3";
};

/** One book on a BookShelf: the cover stands on the board, title and author are the label below. */
export function BookCard({ book, action, overlay, as: Heading = "h2" }: BookCardProps) {
  return (
    <li className="group relative flex flex-col">
      <div className="relative flex justify-center border-shelf border-b-4 px-3 pt-3 after:-bottom-1 after:absolute after:left-full after:hidden after:h-1 after:w-screen after:bg-shelf group-last:after:block">
        <BookCover
          book={book}
          decorative
          sizes="(min-width: 640px) 9rem, 30vw"
          className="origin-bottom transition-transform duration-200 ease-out group-hover:-translate-y-1"
        />
      </div>
      <div className="px-3 pt-2 pb-2.5">
        <Heading className="-ml-1 line-clamp-2 pl-1 font-book font-semibold text-sm leading-snug">
          <BookLink book={book} />
        </Heading>
        <p className="truncate text-muted text-xs">{authorLine(book.authors)}</p>
        <OwnedLine isbn={book.isbn} isShort className="mt-0.5" />
      </div>
      {action && <div className="absolute top-2 right-1">{action}</div>}
      {overlay}
    </li>
  );
}
