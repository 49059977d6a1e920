import type { ReactNode } from "react";
import { BookCover } from "@/components/book/book-cover";
import { authorLine } from "@/components/book/book-meta";
import { languageName } from "@/lib/catalog/records/languages/rules";
import type { Candidate } from "../lookup/finding";

type CandidateListProps = { candidates: Candidate[]; onChoose: (candidate: Candidate) => void };

const authorsAndYear = ({ book }: Candidate): string =>
  [authorLine(book.authors), book.year].filter(Boolean).join(", ");

/** What tells editions apart: their authors are the same. */
export const editionLine = ({ book }: Candidate): string =>
  [book.year, book.languageCode && languageName(book.languageCode)].filter(Boolean).join(" · ");

type DescribedListProps = CandidateListProps & {
  /** The line under the title. */
  lineOf?: (candidate: Candidate) => string;
};

/** Books to choose from; a tap makes one the shown book. */
export function CandidateList({ candidates, onChoose, lineOf = authorsAndYear }: DescribedListProps) {
  return (
    <ul className="grid grid-cols-1 gap-1.5 low:landscape:grid-cols-2">
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
                <Percent confidence={candidate.confidence} />
              </span>
            )}
          </button>
        </li>
      ))}
    </ul>
  );
}

type CandidateStripProps = CandidateListProps & {
  /** The line under the title; without one there is none. */
  lineOf?: (candidate: Candidate) => ReactNode;
};

/** The same, small and side by side, where one answer is already given. */
export function CandidateStrip({ candidates, onChoose, lineOf }: CandidateStripProps) {
  return (
    <ul className="-mx-5 flex gap-3 overflow-x-auto px-5 pt-1 pb-2 [scrollbar-width:thin]">
      {candidates.map((candidate) => (
        <li key={candidate.book.isbn} className="w-26 shrink-0">
          <button
            type="button"
            onClick={() => onChoose(candidate)}
            className="grid w-full gap-1.5 rounded-md p-1 text-left hover:bg-well"
          >
            <BookCover book={candidate.book} decorative sizes="5rem" />
            <span className="line-clamp-2 font-book font-semibold text-sm leading-tight">{candidate.book.title}</span>
            {lineOf && <span className="text-muted text-xs tabular-nums">{lineOf(candidate)}</span>}
          </button>
        </li>
      ))}
    </ul>
  );
}

/** How sure, as a line of a strip. */
export const percentLine = ({ confidence }: Candidate): ReactNode =>
  confidence === null ? null : <Percent confidence={confidence} />;

function Percent({ confidence }: { confidence: number }) {
  const percent = Math.min(99, Math.round(confidence * 100));
  return (
    <>
      <span className="sr-only">how sure: </span>
      {percent < 1 ? "under 1" : percent}&thinsp;%
    </>
  );
}
