import { BookCover } from "@/components/book/book-cover";
import { authorLine } from "@/components/book/book-meta";
import type { Candidate } from "./finding";

type CandidateListProps = { candidates: Candidate[]; onChoose: (candidate: Candidate) => void };

const authorsAndYear = ({ book }: Candidate): string =>
  [authorLine(book.authors), book.year].filter(Boolean).join(", ");

type DescribedListProps = CandidateListProps & {
  /** The line under the title. */
  lineOf?: (candidate: Candidate) => string;
};

/** Books to choose from; a tap makes one the shown book. */
export function CandidateList({ candidates, onChoose, lineOf = authorsAndYear }: DescribedListProps) {
  return (
    <ul className="grid grid-cols-1 gap-1.5">
      {candidates.map((candidate) => (
        <li key={candidate.book.isbn}>
          <button
            type="button"
            onClick={() => onChoose(candidate)}
            className="flex w-full items-center gap-4 rounded-md p-2 text-left ring-1 ring-line ring-inset hover:bg-well hover:ring-line-strong"
          >
            <BookCover book={candidate.book} decorative sizes="3.25rem" className="w-13 shrink-0" />
            <span className="grid min-w-0 flex-1">
              <span className="line-clamp-2 font-book font-semibold leading-snug">{candidate.book.title}</span>
              <span className="line-clamp-2 text-muted text-sm">{lineOf(candidate)}</span>
            </span>
            {candidate.confidence !== null && (
              <span className="shrink-0 text-muted text-sm tabular-nums">
                <span className="sr-only">how sure: </span>
                {Math.round(candidate.confidence * 100)}&thinsp;%
              </span>
            )}
          </button>
        </li>
      ))}
    </ul>
  );
}

/** The same, small and side by side, where one answer is already given. */
export function CandidateStrip({ candidates, onChoose }: CandidateListProps) {
  return (
    <ul className="-mx-5 flex gap-3 overflow-x-auto px-5 pt-1 pb-2 [scrollbar-width:thin]">
      {candidates.map((candidate) => (
        <li key={candidate.book.isbn} className="w-22 shrink-0">
          <button
            type="button"
            onClick={() => onChoose(candidate)}
            className="grid w-full gap-1.5 rounded-md p-1 text-left hover:bg-well"
          >
            <BookCover book={candidate.book} decorative sizes="5rem" />
            <span className="line-clamp-2 font-book font-semibold text-sm leading-tight">{candidate.book.title}</span>
            {candidate.confidence !== null && (
              <span className="text-muted text-xs tabular-nums">
                <span className="sr-only">how sure: </span>
                {Math.round(candidate.confidence * 100)}&thinsp;%
              </span>
            )}
          </button>
        </li>
      ))}
    </ul>
  );
}
