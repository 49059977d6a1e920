"use client";

import type { ReactNode } from "react";
import { BookCard, BookShelf } from "@/components/book/book-card";
import { BookRow } from "@/components/book/book-row";
import { SelectBox, SelectionBar } from "@/components/library/selection";
import { Badge } from "@/components/ui/badge";
import { STATUS_NAMES } from "@/lib/shelf/rules";
import type { ShelfBook, ShelfPage } from "@/lib/shelf/schema";

type ShelfBooksProps = {
  books: ShelfBook[];
  view: ShelfPage["view"];
  /** What can be done with those that are chosen. */
  lotActions: ReactNode;
};

/** A reader's books, as covers or as rows. */
export function ShelfBooks({ books, view, lotActions }: ShelfBooksProps) {
  return (
    <>
      <SelectionBar>{lotActions}</SelectionBar>
      {view === "list" ? (
        <ul className="grid grid-cols-1 gap-1">
          {books.map((book) => (
            <li key={book.bookId}>
              <BookRow book={book} note={<Said book={book} />} overlay={<SelectBox book={book} />} />
            </li>
          ))}
        </ul>
      ) : (
        <BookShelf>
          {books.map((book) => (
            <BookCard key={book.bookId} book={book} overlay={<SelectBox book={book} />} />
          ))}
        </BookShelf>
      )}
    </>
  );
}

/** What the reader said of a book, in short. */
function Said({ book: { status, rating, tags } }: { book: ShelfBook }) {
  if (status === null && rating === null && tags.length === 0) return null;
  return (
    <span className="flex flex-wrap items-center gap-1.5">
      {status && <Badge tone="primary">{STATUS_NAMES[status]}</Badge>}
      {rating !== null && (
        <Badge tone="beam">
          <span aria-hidden="true">★</span> {rating} <span className="sr-only">stars</span>
        </Badge>
      )}
      {tags.map((tag) => (
        <Badge key={tag}>{tag}</Badge>
      ))}
    </span>
  );
}
