import Link from "next/link";
import { authorLine } from "@/components/book/book-meta";
import { languageName } from "@/lib/catalog/records/languages/rules";
import type { BookSummary } from "@/lib/catalog/schema";

/** A book by its title, which leads to its page, and what tells it from other editions. */
export function EditionLink({ book }: { book: BookSummary }) {
  const edition = [authorLine(book.authors), book.year, book.languageCode && languageName(book.languageCode)];
  return (
    <>
      <Link
        href={`/book/${encodeURIComponent(book.isbn)}`}
        className="rounded-sm font-book font-semibold hover:underline"
      >
        <bdi lang={book.languageCode ?? undefined}>{book.title}</bdi>
      </Link>{" "}
      <span className="text-muted">{edition.filter(Boolean).join(", ")}</span>
    </>
  );
}
