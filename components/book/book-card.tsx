import type { ReactNode } from "react";
import type { BookSummary } from "@/lib/catalog/schema";
import { BookCover } from "./book-cover";
import { authorLine } from "./book-meta";
import { BookLink } from "./book-row";

/** Covers side by side on a shelf board; children are BookCards. */
export function BookShelf({ children }: { children: ReactNode }) {
  return (
    <ul className="grid grid-cols-[repeat(auto-fill,minmax(7.25rem,1fr))] gap-y-6 sm:grid-cols-[repeat(auto-fill,minmax(9rem,1fr))]">
      {children}
    </ul>
  );
}

type BookCardProps = {
  book: BookSummary;
  /** One small button over the cover's corner; it stays outside the link. */
  action?: ReactNode;
  /** Heading level of the title on this page. */
  as?: "h2" | "h3";
};

/** One book on a BookShelf: the cover stands on the board, title and author are the label below. */
export function BookCard({ book, action, as: Heading = "h2" }: BookCardProps) {
  return (
    <li className="group relative flex flex-col">
      <div className="flex justify-center border-shelf border-b-4 bg-gradient-to-t from-well to-transparent to-40% px-3 pt-3">
        <BookCover
          book={book}
          decorative
          sizes="(min-width: 640px) 9rem, 30vw"
          className="origin-bottom transition-transform duration-200 ease-out group-hover:-translate-y-1"
        />
      </div>
      <div className="px-3 pt-2">
        <Heading className="line-clamp-2 font-book font-semibold text-sm leading-snug">
          <BookLink book={book} />
        </Heading>
        <p className="line-clamp-1 text-muted text-xs">{authorLine(book.authors)}</p>
      </div>
      {action && <div className="absolute top-2 right-1">{action}</div>}
    </li>
  );
}
