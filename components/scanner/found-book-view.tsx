import { BookCover } from "@/components/book/book-cover";
import { authorLine } from "@/components/book/book-meta";
import { ConfidenceMeter } from "@/components/ui/confidence-meter";
import type { Candidate } from "./finding";

type FoundBookViewProps = {
  candidate: Candidate;
  reasons: string[];
  /** The reader picked it from several: then how sure we were is no longer the point. */
  isOwnChoice: boolean;
};

/** One book, large: cover, title, author, year, and how we know. */
export function FoundBookView({ candidate: { book, confidence }, reasons, isOwnChoice }: FoundBookViewProps) {
  return (
    <div className="grid grid-cols-[7.5rem_minmax(0,1fr)] items-end gap-x-5 gap-y-5">
      <BookCover book={book} decorative priority sizes="7.5rem" />
      <div className="grid gap-1 self-center">
        <h2 lang={book.languageCode ?? undefined} className="font-book font-semibold text-xl leading-tight">
          {book.title}
        </h2>
        {book.subtitle && <p className="text-muted text-sm">{book.subtitle}</p>}
        <p className="text-muted">{authorLine(book.authors)}</p>
        <p className="text-muted text-sm tabular-nums">
          {[book.year, book.isbn13 && `ISBN ${book.isbn13}`].filter(Boolean).join(" · ")}
        </p>
      </div>
      <div className="col-span-2 grid gap-2 rounded-lg bg-well px-4 py-3">
        {confidence !== null && !isOwnChoice ? (
          <ConfidenceMeter value={confidence} />
        ) : (
          !isOwnChoice && <p className="font-semibold">Certain</p>
        )}
        {reasons.map((reason) => (
          <p key={reason} className="text-muted text-sm">
            {reason}
          </p>
        ))}
      </div>
    </div>
  );
}
