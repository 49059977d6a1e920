import { ArrowRight } from "lucide-react";
import { BookCover } from "@/components/book/book-cover";
import { authorLine } from "@/components/book/book-meta";
import { Badge } from "@/components/ui/badge";
import { ButtonLink } from "@/components/ui/button-link";
import type { BookSummary } from "@/lib/catalog/schema";
import type { ListedPair } from "@/lib/duplicates/schema";
import { reasonWords } from "./duplicate-words";
import { dayOf, percent } from "./field-words";

/** Pairs of books, each with the way to compare them. */
export function DuplicateList({ pairs }: { pairs: ListedPair[] }) {
  return (
    <ul className="grid grid-cols-1 gap-4">
      {pairs.map((pair) => (
        <li key={pair.id} className="grid gap-3 rounded-lg border border-line bg-surface p-4">
          <div className="grid grid-cols-1 gap-3 sm:grid-cols-2">
            {pair.books.map((book) => (
              <OneOfTwo key={book.isbn} book={book} />
            ))}
          </div>
          <div className="flex flex-wrap items-center justify-between gap-3">
            <p className="min-w-0 flex-1 basis-48 text-muted text-sm">
              {pair.reasons.map(reasonWords).join(", ")}
              <Decided pair={pair} />
            </p>
            <div className="flex items-center gap-3">
              {pair.score > 0 && <Badge>{percent(pair.score)}</Badge>}
              <ButtonLink
                href={`/admin/duplicates/${pair.id}`}
                variant="secondary"
                aria-label={`Compare ${pair.books[0].title} with ${pair.books[1].title}`}
              >
                Compare
                <ArrowRight aria-hidden="true" />
              </ButtonLink>
            </div>
          </div>
        </li>
      ))}
    </ul>
  );
}

function OneOfTwo({ book }: { book: BookSummary }) {
  return (
    <div className="flex min-w-0 items-center gap-3">
      <BookCover book={book} decorative sizes="4rem" className="w-14 shrink-0" />
      <div className="min-w-0">
        <h2 className="line-clamp-2 font-book font-semibold leading-snug" lang={book.languageCode ?? undefined}>
          <bdi>{book.title}</bdi>
        </h2>
        <p className="truncate text-muted text-sm">{authorLine(book.authors)}</p>
        <p className="truncate text-muted text-sm tabular-nums">
          {[book.isbn13 ?? "No ISBN", book.year].filter(Boolean).join(" · ")}
        </p>
      </div>
    </div>
  );
}

function Decided({ pair: { state, decidedBy, decidedAt } }: { pair: ListedPair }) {
  if (state === "open") return null;
  return (
    <>
      {" — "}
      {state === "joined" ? "joined as one work" : "kept apart"}
      {decidedBy && ` by ${decidedBy}`}
      {decidedAt && `, ${dayOf(decidedAt)}`}
    </>
  );
}
