import { BookCover } from "@/components/book/book-cover";
import { LanguageBadge } from "@/components/book/book-meta";
import { ConfidenceMeter } from "@/components/ui/confidence-meter";
import type { Candidate } from "../lookup/finding";
import { PhotoView } from "../photo/photo-view";
import { OwnedHere } from "./owned-here";

type FoundBookViewProps = {
  candidate: Candidate;
  photo: Blob | null;
  reasons: string[];
  /** The reader picked it from several: then how sure we were is no longer the point. */
  isOwnChoice: boolean;
  /** Who is signed in is told whether they have it already. */
  isSignedIn: boolean;
  /** As its barcode names it; null where it does not. */
  listPrice: string | null;
};

/** The shown book below its title: cover, what tells this edition from others, and how we know. */
export function FoundBookView({ candidate, photo, reasons, isOwnChoice, isSignedIn, listPrice }: FoundBookViewProps) {
  const { book, confidence, outline } = candidate;
  return (
    // Smaller on a small phone, so that the question below is in view.
    <div className="grid grid-cols-[7rem_minmax(0,1fr)] items-center gap-x-5 gap-y-5 low:grid-cols-[5rem_minmax(0,1fr)] low:gap-y-4 max-[24rem]:grid-cols-[5rem_minmax(0,1fr)] max-[24rem]:gap-y-4">
      <BookCover book={book} decorative priority sizes="7rem" />
      <div className="grid gap-2">
        {book.subtitle && <p className="font-book text-lg leading-snug">{book.subtitle}</p>}
        <p className="flex flex-wrap items-center gap-x-2.5 gap-y-1 text-muted tabular-nums">
          {book.year}
          <LanguageBadge code={book.languageCode} />
        </p>
        {book.isbn13 && <p className="text-muted text-sm tabular-nums">ISBN {book.isbn13}</p>}
        {listPrice && <p className="text-muted text-sm tabular-nums">List price {listPrice}, by the barcode</p>}
        {isSignedIn && <OwnedHere isbn={book.isbn} />}
      </div>
      <div className="col-span-2 flex items-center gap-4 rounded-lg bg-well px-4 py-3">
        <PhotoView photo={photo} outline={outline} />
        <div className="grid min-w-0 flex-1 gap-1.5">
          {isOwnChoice ? null : confidence === null ? (
            <p className="font-semibold">Certain</p>
          ) : (
            <ConfidenceMeter value={confidence} />
          )}
          {reasons.map((reason) => (
            <p key={reason} className="text-muted text-sm">
              {reason}
            </p>
          ))}
        </div>
      </div>
    </div>
  );
}
