import { Pencil } from "lucide-react";
import { BookRow } from "@/components/book/book-row";
import { ButtonLink } from "@/components/ui/button-link";
import type { BookSummary } from "@/lib/catalog/schema";

/** Books to look after, each with the way to its fields; `note` says why it stands here. */
export function CuratedList({ books }: { books: { book: BookSummary; note?: string }[] }) {
  return (
    <ul className="grid grid-cols-1 gap-1">
      {books.map(({ book, note }) => (
        <li key={book.isbn}>
          <BookRow
            book={book}
            note={note}
            actions={
              <ButtonLink
                href={`/admin/books/${encodeURIComponent(book.isbn)}`}
                variant="secondary"
                size="sm"
                aria-label={`Edit ${book.title}`}
              >
                <Pencil aria-hidden="true" />
                <span className="max-sm:sr-only">Edit</span>
              </ButtonLink>
            }
          />
        </li>
      ))}
    </ul>
  );
}
