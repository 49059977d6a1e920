"use client";

import { type ReactNode, useEffect, useRef } from "react";
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

/** Whether a key is meant for something else than this page's books. */
const isElsewhere = (target: EventTarget | null) =>
  target instanceof HTMLElement &&
  target.closest("input, textarea, select, [contenteditable], [role=dialog], [role=menu]") !== null;

/** A reader's books, as covers or as rows; j and k go from one to the next. */
export function ShelfBooks({ books, view, lotActions }: ShelfBooksProps) {
  const list = useRef<HTMLDivElement>(null);

  useEffect(() => {
    function onKeyDown(event: KeyboardEvent) {
      const step = { j: 1, k: -1 }[event.key];
      if (step === undefined || event.ctrlKey || event.metaKey || event.altKey || isElsewhere(event.target)) return;
      const links = [...(list.current?.querySelectorAll<HTMLElement>("a[href^='/book/']") ?? [])];
      const at = links.indexOf(document.activeElement as HTMLElement);
      links[
        at === -1 ? (step > 0 ? 0 : links.length - 1) : Math.min(Math.max(at + step, 0), links.length - 1)
      ]?.focus();
    }
    document.addEventListener("keydown", onKeyDown);
    return () => document.removeEventListener("keydown", onKeyDown);
  }, []);

  return (
    <>
      <SelectionBar>{lotActions}</SelectionBar>
      <div ref={list}>
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
      </div>
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
